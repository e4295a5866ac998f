// changes.js: says that something that is seen has changed, and does what must wait until it is written.

let write = () => {};

/** Called with what `bind` returned. */
export function onChange(update) { write = update; }

/** Something changed: the bindings are brought up to date at the end of this task. */
export function changed() { write(); }

/** Bindings are written at the end of this task; `work` runs after them. */
export function afterUpdate(work) { requestAnimationFrame(() => work()); }

/** For who listens: what follows stands below the heading. */
export function focusHeading() { document.getElementById('heading')?.focus({ preventScroll: true }); }
