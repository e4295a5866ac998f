// item.js: look-alikes of a stored item.

import * as api from './api.js';
import { afterUpdate, changed, focusHeading } from './changes.js';
import { groupOf } from './labels.js';
import { TOP } from './results.js';

export class ItemView {
  showItem(id, labels) {
    const same = this.item?.id === id;
    this.item = {
      id, labels, item: same ? this.item.item : null, items: same ? this.item.items : [], answer: null, loading: false, trouble: null, tries: 0,
      work: (this.item?.work.abort(), new AbortController()),
    };
    this.item.item ??= this.catalogue.items.find(i => i.id === id) ?? this.ranked().find(i => i.id === id) ?? null;
    this.show('item');
    if (!same) afterUpdate(focusHeading);
    this.loadSimilar(this.item);
  }

  async loadSimilar(shown) {
    shown.loading = true;
    changed();
    try {
      const answer = await api.similar(shown.id, { top: TOP - 1, search: this.asked(), labels: shown.labels }, shown.work.signal);
      const { item, items } = answer;
      Object.assign(shown, { answer, item, items, loading: false, trouble: null, tries: 0 });
      if (shown === this.item && this.view === 'item') {
        this.announce(`${this.name(item)}. ${this.resultsSaid()}`);
        this.nameDocument();
        this.remember();
      }
    } catch (error) {
      if (error.name === 'AbortError') return;
      shown.loading = false;
      if (error.status === 404) error.code = 'item';
      shown.trouble = this.trouble(error, shown, () => this.loadSimilar(shown));
      this.announce(shown.trouble.title);
    }
    changed();
  }

  keepable() { return this.view === 'item' && this.item.item ? this.item.item.labels.filter(label => groupOf(label) !== 'style').slice(0, 8) : []; }
  isKept(label) { return Boolean(this.item?.labels.includes(label)); }
  keep(label) {
    const { labels, item } = this.item;
    const next = this.isKept(label) ? labels.filter(l => l !== label) : [...labels, label];
    const query = new URLSearchParams(next.map(l => ['label', l]));
    history.replaceState({ ...history.state, y: scrollY }, '', this.itemAddress(item) + (next.length ? `?${query}` : ''));
    this.route();
  }
}
