// entrance.js: how photos come in: chosen, taken, pasted, or dropped anywhere.

import { changed } from './changes.js';

export class Entrance {
  openChooser() { document.getElementById('file').click(); }

  /** From the file chooser, the camera app, a drop or the clipboard. */
  async takeFiles(files) {
    const file = [...(files ?? [])].find(f => f.type.startsWith('image/')) ?? files?.[0];
    if (!file) return;
    this.dragging = false;
    if (await this.complete()) this.start(file);
  }
  chosen($event) {
    this.takeFiles($event.target.files);
    $event.target.value = '';
  }

  hasCamera() { return Boolean(navigator.mediaDevices?.getUserMedia) || matchMedia('(pointer: coarse)').matches; }
  async take() {
    // Phones have a better camera app than any page.
    if (matchMedia('(pointer: coarse)').matches || !navigator.mediaDevices?.getUserMedia) return document.getElementById('shot').click();
    if (await this.complete()) this.photograph();
  }
}

/** Hears of photos that are pasted or dropped. dragenter and dragleave fire for every element on the way. */
export function listen(page) {
  addEventListener('paste', event => {
    if (event.clipboardData?.files.length) { event.preventDefault(); page.takeFiles(event.clipboardData.files); }
  });

  let depth = 0;
  const hasFiles = event => [...(event.dataTransfer?.types ?? [])].includes('Files');
  addEventListener('dragenter', event => { if (hasFiles(event)) { depth++; page.dragging = true; changed(); } });
  addEventListener('dragleave', event => { if (hasFiles(event) && --depth <= 0) { depth = 0; page.dragging = false; changed(); } });
  addEventListener('dragover', event => { if (hasFiles(event)) { event.preventDefault(); event.dataTransfer.dropEffect = 'copy'; } });
  addEventListener('drop', event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    page.dragging = false;
    page.takeFiles(event.dataTransfer.files);
    changed();
  });
}
