// trouble.js: words for what went wrong, and another try by itself where waiting helps.

import { Problem } from './api.js';
import { changed } from './changes.js';

/** After so many refusals the page stops trying by itself. */
const MOST_TRIES = 5;

export class Trouble {
  /** Says in passing what went wrong with something that was shown all the same. */
  sayTrouble(error) {
    if (error.name === 'AbortError') return;
    if (!(error instanceof Problem)) console.error(error);
    this.say(this.words.has(`problem.${error.code}`) ? `problem.${error.code}` : 'problem.internal');
  }

  /** Words for a problem, and a second try by itself where waiting helps. `owner` remembers the tries. */
  trouble(error, owner, retry) {
    if (!(error instanceof Problem)) console.error(error);
    const code = error instanceof Problem ? error.code : 'internal';
    const key = this.words.has(`problem.${code}`) ? code : error.status >= 500 ? 'internal' : 'request';
    const hopeless = ['not_an_image', 'image_too_large', 'image_too_many_pixels', 'gone', 'item'].includes(key)
      || (key === 'not_found' && !owner.photo);
    const trouble = {
      key, title: this.t(`problem.${key}`), text: this.t(`problem.${key}.text`), left: 0,
      retry: retry && !hopeless ? () => { stopTrouble(owner); retry(); } : null,
    };
    stopTrouble(owner);
    if (trouble.retry && error.isBusy && (owner.tries = (owner.tries ?? 0) + 1) <= MOST_TRIES) {
      trouble.left = error.retryAfter;
      owner.clock = setInterval(() => {
        trouble.left -= 1;
        if (trouble.left <= 0) trouble.retry();
        changed();
      }, 1000);
    }
    if (code === 'offline' && trouble.retry) {
      addEventListener('online', trouble.retry, { once: true });
      owner.cancelOnline = () => removeEventListener('online', trouble.retry);
    }
    return trouble;
  }
}

/** Ends the waiting of `owner` for another try. */
export function stopTrouble(owner) {
  clearInterval(owner?.clock);
  owner?.cancelOnline?.();
}
