// past.js: searches that were made on this device. They stay on it, and photos are not among them. Erasing a photo takes its
// searches out.

import { changed } from './changes.js';
import { photos } from './image.js';
import { erase } from './queries.js';
import { list } from './saved.js';
import { store } from './storage.js';

const MOST = 24;

export class Past {
  pastSearches() { return this.past ??= list('history'); }
  /** The search that is shown joins the history; the same again moves to its front. */
  remember() {
    const shown = this.view === 'item' ? this.item.item : this.ranked()[0];
    if (!shown) return;
    const photo = this.view === 'search', hash = photo ? this.searchAddress() : this.itemAddress(shown);
    const same = photo ? past => past.ids?.includes(this.search.id) : past => past.hash === hash;
    const entry = { hash, at: Date.now(), thumbnail: shown.thumbnail, ...(photo ? { ids: this.searchIds(), labels: this.garmentLabels() } : { title: shown.title, labels: shown.labels }) };
    this.past = [entry, ...this.pastSearches().filter(past => !same(past))].slice(0, MOST);
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

  savedEmpty() { return !this.savedItems().length && !this.pastSearches().length; }

  /** Ids of all queries that the photo which is shown was sent with. */
  searchIds() { return [this.search.id, ...this.search.former, ...this.search.own.map(garment => garment.answer?.id)].filter(Boolean); }

  /** Erases the photo that is shown: at the server, in this tab and in the history. */
  async erasePhoto() {
    const { search } = this, ids = this.searchIds();
    this.stopSearch();
    const gone = await Promise.all(ids.map(erase));
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
