// storage.js: what this browser remembers. A browser that keeps nothing forgets it when the page is closed.

/** What was kept under `key`; null where nothing was, or nothing can be. */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a text under `key`. */
export function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch { /* the choice lasts until the page is closed */ }
}
