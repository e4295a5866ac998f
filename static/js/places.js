// places.js: addresses, and how the person came here.
//
// Addresses: #/?label=…&text=…   the catalogue
//            #/q/<query id>      a photo's search, running or done (can be shared)
//            #/saved             what was saved and searched on this device
//            #/item/<item id>    look-alikes of an item (?label=… the labels to keep)
// history.state holds { trail, y }: how the person came here, and how far the page was scrolled.

import { afterUpdate, changed } from './changes.js';

export class Places {
  go(hash, { trail = [], replace = false } = {}) {
    history.replaceState({ ...history.state, y: scrollY }, '');
    history[replace ? 'replaceState' : 'pushState']({ trail, y: 0 }, '', hash);
    this.route();
  }

  /** A link of the page: goes there without loading, unless the person wants a new tab. */
  follow($event, hash, trail) {
    if ($event.metaKey || $event.ctrlKey || $event.shiftKey || $event.button) return;
    $event.preventDefault();
    this.go(hash, { trail });
  }

  route() {
    const [path, query] = location.hash.slice(1).split('?');
    const [, place, id] = /^\/(q|item)\/(.+)$/.exec(path) ?? [];
    const parameters = new URLSearchParams(query);
    if (!this.isComplete && /^\/(q|item|saved)\b/.test(path)) return this.complete().then(done => done && this.route());
    if (this.view === 'home') this.catalogue.y = history.state?.y || this.catalogue.y;
    this.trail = history.state?.trail ?? [];
    this.refused = this.drawing = null;
    if (place === 'q') this.showSearch(id, parameters.getAll('own'));
    else if (place === 'item') this.showItem(decode(id), parameters.getAll('label'));
    else if (path === '/saved') this.showSaved();
    else this.showCatalogue(parameters);
    this.nameDocument();
    changed();
  }

  show(view) {
    this.view = view;
    const y = history.state?.y ?? 0;
    changed();
    afterUpdate(() => scrollTo(0, y));
  }

  homeAddress() { return catalogueAddress(this.catalogue); }
  itemAddress(item) { return `#/item/${encodeURIComponent(item.id)}`; }

  goHome($event) {
    this.follow($event, this.homeAddress(), []);
    const y = this.catalogue.y;
    if ($event.defaultPrevented) afterUpdate(() => scrollTo(0, y));
  }

  openItem($event, item) {
    if (this.view === 'home') this.catalogue.y = scrollY;
    this.follow($event, this.itemAddress(item), this.isWork() ? [...this.trail, this.here()] : []);
  }

  /** Whether a search's or an item's results are shown. */
  isWork() { return this.view === 'search' || this.view === 'item'; }
  goTo($event, hash) { this.follow($event, hash, []); }

  skip($event) {
    $event.preventDefault();
    document.getElementById('main').focus();
  }
}

/** The address of a page of the catalogue. */
export function catalogueAddress({ labels, text }) {
  const query = new URLSearchParams(labels.map(label => ['label', label]));
  if (text) query.set('text', text);
  return query.size ? `#/?${query}` : '#/';
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
