// saved.js: what stays on this device only: pieces that were saved, and searches that were made. Nothing of it is sent, and
// photos are not in it. Erasing a photo takes its searches out.

import * as api from './api.js';
import { changed } from './changes.js';
import { photos } from './image.js';
import { recall, store } from './storage.js';

const MOST_SAVED = 200, MOST_PAST = 24;
/** What a card needs of an item. */
const KEPT = ['id', 'title', 'link', 'thumbnail', 'width', 'height', 'labels', 'box', 'numbers'];

/** A list that was stored; empty where it can't be read. */
function list(key) {
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

  pastSearches() { return this.past ??= list('history'); }
  /** The search that is shown joins the history; the same again moves to its front. */
  remember() {
    const shown = this.view === 'item' ? this.item.item : this.ranked()[0];
    if (!shown) return;
    const photo = this.view === 'search', hash = photo ? this.searchAddress() : this.itemAddress(shown);
    const same = photo ? past => past.ids?.includes(this.search.id) : past => past.hash === hash;
    const entry = { hash, at: Date.now(), thumbnail: shown.thumbnail, ...(photo ? { ids: this.searchIds(), labels: this.garmentLabels() } : { title: shown.title, labels: shown.labels }) };
    this.past = [entry, ...this.pastSearches().filter(past => !same(past))].slice(0, MOST_PAST);
    store('history', JSON.stringify(this.past));
  }
  pastName({ ids, title, labels }) {
    const garment = this.words.garment(labels ?? []);
    return ids ? (garment ? this.t('results.like', { name: garment }) : this.t('results.whole')) : this.name({ title, labels, id: '' });
  }
  pastTime({ at }) { return this.words.time(at); }
  forgetPast() {
    this.past = [];
    store('history', '[]');
    this.say('history.cleared');
  }

  showSaved() {
    this.saved = this.past = null; // another tab may have changed them
    this.show('saved');
  }
  savedEmpty() { return !this.savedItems().length && !this.pastSearches().length; }

  /** Ids of all queries that the photo which is shown was sent with. */
  searchIds() { return [this.search.id, ...this.search.former, ...this.search.own.map(garment => garment.answer?.id)].filter(Boolean); }

  /** Erases the photo that is shown: at the server, in this tab and in the history. */
  async erasePhoto() {
    const { search } = this, ids = this.searchIds();
    this.stopSearch();
    const gone = await Promise.all(ids.map(api.erase));
    if (gone.includes(false)) return this.say('erase.failed');
    photos.forget(ids);
    if (search.picture) URL.revokeObjectURL(search.picture);
    this.past = this.pastSearches().filter(past => !past.ids?.some(id => ids.includes(id)));
    store('history', JSON.stringify(this.past));
    this.search = null;
    this.go(this.homeAddress(), { replace: true });
    this.say('erase.done');
    changed();
  }
}
