// image.js: what happens to pictures before they are sent, and the copy that this tab keeps.

/** Long side of what is sent: the networks look at less than half of it. */
export const LONGEST = 1600;
const QUALITY = 0.9;
/** Long side of the copy that is kept in the tab, to show the photo again after a reload. */
const KEPT = 720;

/** The file is no picture that this browser can read. */
export class NotAPicture extends Error {}

/**
 * Reads any picture the browser knows and returns a JPEG of at most 1600 px, upright.
 * Drawing it anew also leaves behind where and when the photo was taken.
 */
export async function prepare(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    throw new NotAPicture(file.name);
  }
  try {
    return { photo: await draw(bitmap, LONGEST), kept: await draw(bitmap, KEPT) };
  } finally {
    bitmap.close();
  }
}

function draw(bitmap, longest) {
  const { width, height } = fit(bitmap.width, bitmap.height, longest);
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff'; // JPEG has no transparency: a cut-out garment lies on white, not black
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(blob => blob ? resolve(blob) : reject(new NotAPicture()), 'image/jpeg', QUALITY);
  });
}

/** Size with the same shape whose long side is at most `longest`; never larger than it was. */
export function fit(width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Photos of this tab's searches, by query id: the server never gives a photo back. */
export const photos = {
  async keep(id, blob) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith('photo:')) sessionStorage.removeItem(key);
      sessionStorage.setItem(`photo:${id}`, btoa(text));
    } catch { /* no room or no storage: the photo is lost at the next reload, the results are not */ }
  },
  /** The photo belongs to another query from now on. */
  rename(id, to) {
    try {
      const kept = sessionStorage.getItem(`photo:${id}`);
      if (kept === null) return;
      sessionStorage.removeItem(`photo:${id}`);
      sessionStorage.setItem(`photo:${to}`, kept);
    } catch { /* as above */ }
  },
  /** The photo of these queries is forgotten. */
  forget(ids) {
    try {
      for (const id of ids) sessionStorage.removeItem(`photo:${id}`);
    } catch { /* as above */ }
  },
  find(id) {
    let text = null;
    try {
      text = sessionStorage.getItem(`photo:${id}`);
    } catch { return null; }
    if (!text) return null;
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    return new Blob([bytes], { type: 'image/jpeg' });
  },
};
