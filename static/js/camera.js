// camera.js: a photo taken here.

import { changed } from './changes.js';

let stream = null;

export class Camera {
  async photograph() {
    const dialog = document.getElementById('camera'), video = dialog.querySelector('video');
    Object.assign(this.camera, { ready: false, denied: false });
    dialog.showModal();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1600 } } });
      if (!dialog.open) return this.cameraClosed();
      video.srcObject = stream;
      await video.play();
      this.camera.ready = true;
    } catch {
      this.camera.denied = true;
    }
    changed();
  }
  async shoot($event) {
    const dialog = $event.target.closest('dialog'), video = dialog.querySelector('video');
    const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext('2d').drawImage(video, 0, 0);
    const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.95));
    dialog.close();
    if (blob) this.start(blob);
  }
  cameraClosed() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    document.querySelector('#camera video').srcObject = null;
  }
}
