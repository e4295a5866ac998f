// speech.js: what the page says: words of labels, items and sentences, the document's title, and what screen readers hear.

import { changed } from './changes.js';
import { swatch } from './labels.js';
import { recall, store } from './storage.js';
import { loadWords } from './words.js';

let toasting;

export class Speech {
  t(key, values) { return this.words.say(key, values); }
  tn(key, count) { return this.words.count(key, count); }
  label(label) { return this.words.label(label); }
  name(item) { return this.words.item(item); }
  score(item) { return this.words.closeness(item); }
  pasteNames() { return { keys: /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘V' : 'Ctrl+V' }; }
  within(label) { return { name: this.words.within(label) }; }
  labelled(label) { return { name: this.label(label) }; }
  count(number) { return this.words.numbers.format(number); }
  swatch(label) { return swatch(label); }

  async changeLanguage() {
    this.words = await loadWords(this.words.language === 'zh' ? 'en' : 'zh');
    store('language', this.words.language);
    this.nameDocument();
    changed();
  }

  nameDocument() {
    document.documentElement.lang = this.words.locale;
    const heading = this.view === 'saved' ? this.t('saved.title') : !this.isWork() ? null : this.view === 'item' && this.item.item ? this.name(this.item.item) : this.heading();
    document.title = heading ? `${heading} · iFashion` : this.t('title');
  }

  /** Heard by screen readers. */
  announce(sentence) { this.status = sentence; }

  /** A short sentence over the page, for a moment. */
  say(key) {
    this.toast = this.t(key);
    this.announce(this.toast);
    changed();
    clearTimeout(toasting);
    toasting = setTimeout(() => { this.toast = ''; changed(); }, 2500);
  }
}

/** The language that was chosen here before, or the browser's. */
export function firstLanguage() { return recall('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en'); }
