// saved.js: pieces that were saved. They stay on this device: nothing of it is sent.

import { recall, store } from './storage.js';

const MOST_SAVED = 200;
/** What a card needs of an item. */
const KEPT = ['id', 'title', 'link', 'thumbnail', 'width', 'height', 'labels', 'box', 'numbers'];

/** A list that was stored; empty where it can't be read. */
export function list(key) {
  try {
    const value = JSON.parse(recall(key) ?? '[]');
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

export class Saved {
  savedItems() { return this.saved ??= list('saved'); }
  isSaved(item) { return Boolean(item) && this.savedItems().some(kept => kept.id === item.id); }
  save(item) {
    const others = this.savedItems().filter(kept => kept.id !== item.id), was = others.length < this.saved.length;
    this.saved = was ? others : [Object.fromEntries(KEPT.map(key => [key, item[key]])), ...others].slice(0, MOST_SAVED);
    store('saved', JSON.stringify(this.saved));
    this.say(was ? 'saved.removed' : 'saved.added');
  }
  saveName(item) { return item ? this.t('save') + this.t('colon') + this.name(item) : ''; }
  savedCount() { return this.savedItems().length ? this.count(this.savedItems().length) : ''; }

  showSaved() {
    this.saved = this.past = null; // another tab may have changed them
    this.show('saved');
  }
}
