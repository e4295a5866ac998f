// results.js: ranked items, of a photo's garment or of an item.

import { CARD } from './cards.js';
import { divide, products } from './closeness.js';
import { ALL, crop } from './crop.js';
import { best, groupOf, order } from './labels.js';
import { carrying, sorted } from './refine.js';

/** One closest match and 48 more: 48 fills rows of 2, 3, 4 and 6. */
export const TOP = 49;
/** So many of the closest are shown where none is alike: rows of 2, 3 and 4. */
const NEAREST = 8;

/** What was made last of a ranking. */
let made = {}, left = {};

export class Results {
  ranked() { return (this.view === 'search' ? this.garment()?.items : this.view === 'item' ? this.item?.items : null) ?? []; }
  /** The ranking with one card for a product; made once for each ranking. */
  products() {
    const ranked = this.ranked();
    if (made.ranked !== ranked) made = { ranked, products: products(ranked) };
    return made.products;
  }
  /** What the chosen labels leave of it, divided; made once for each choice. */
  divided() {
    const all = this.products(), { labels } = this.refined();
    if (left.all !== all || left.labels !== labels) left = { all, labels, ...divide(carrying(all, labels)) };
    return left;
  }
  shownCount() { return this.alike().length || this.weak().length; }
  alike() { return this.divided().alike; }
  weak() { return this.divided().weak; }
  isAllWeak() { return this.isDone() && this.weak().length > 0 && !this.alike().length; }
  /** Where nothing is alike, the nearest are shown all the same. */
  nearest() { return this.alike().length ? [] : this.weak().slice(0, NEAREST); }
  folded() { return this.weak().slice(this.nearest().length); }
  /** Other weak matches are folded away until the person asks for those of this very ranking. */
  isUnfolded() { return this.unfolded === this.ranked(); }
  fold() { this.unfolded = this.isUnfolded() ? null : this.ranked(); }
  foldName() { return this.isUnfolded() ? this.t('results.fold') : this.tn('results.unfold', this.folded().length); }
  /** The closest match stands beside the person's own garment. */
  closest() { return this.view === 'search' && this.isDone() ? this.alike()[0] ?? null : null; }
  rest() {
    const shown = [...this.alike().slice(this.closest() ? 1 : 0), ...this.nearest(), ...(this.isUnfolded() ? this.folded() : [])];
    return sorted(shown, this.refined().by);
  }
  isDone() { return this.view === 'search' ? this.search.phase === 'done' && !this.isBoxing() : this.view === 'item' && !this.item.trouble && (!this.item.loading || this.item.items.length > 0); }
  heading() {
    if (this.view === 'item') return this.t('results.item');
    const { phase, trouble } = this.search;
    if (trouble) return trouble.title;
    if (phase !== 'done') return this.progressTitle();
    if (this.isBoxing()) return this.t('draw.searching');
    if (this.isNoFashion()) return this.t('found.nofashion');
    const name = this.garment() && !this.isWhole() ? this.garmentName(this.garment()) : null;
    return name ? this.t('results.like', { name }) : this.t(this.garment()?.own ? 'results.own' : 'results.whole');
  }
  /** What screen readers hear of a ranking. */
  resultsSaid() {
    return this.isAllWeak() ? `${this.heading()}. ${this.t('results.weak')}.` : this.t('say.results', { name: this.heading(), count: this.alike().length });
  }
  currentTrouble() { return this.view === 'search' ? this.search.trouble : this.view === 'item' ? this.item.trouble : null; }

  picture() { return this.view === 'search' ? this.search.picture : this.item?.item?.thumbnail; }
  pictureAlt() { return this.view === 'search' ? this.t('photo.alt') : this.item?.item ? this.name(this.item.item) : ''; }
  aspect() {
    if (this.view === 'search') return this.search.aspect;
    const item = this.item?.item;
    return item ? item.width / item.height : 0.75;
  }
  pictureLoaded(img) { if (this.view === 'search' && img.naturalHeight) this.search.aspect = img.naturalWidth / img.naturalHeight; }
  isScanning() { return this.view === 'search' && this.search.phase === 'running'; }
  percent(fraction) { return `${fraction * 100}%`; }

  ownCrop() { return this.garment() ? crop(this.garment().box ?? ALL, this.search.aspect, CARD) : {}; }

  /** Labels of a card, what it shares with the garment first. */
  tags(item) {
    const matched = new Set(item.matched ?? []);
    return [...item.labels].filter(label => groupOf(label) !== 'gender')
      .map(label => ({ label, same: matched.has(label) }))
      .sort((a, b) => b.same - a.same || order(a.label) - order(b.label)).slice(0, 3);
  }
  /** The closest match beside the person's garment, group by group. */
  comparison() {
    const item = this.closest();
    if (!item) return [];
    return best(this.garment().attributes).map(({ label, group }) => ({
      group, yours: label, same: item.labels.includes(label),
      theirs: item.labels.filter(l => groupOf(l) === group),
    })).filter(row => row.theirs.length).slice(0, 5);
  }
  /** The same product in other colours, or seen from elsewhere. */
  others(item) { return item?.others?.slice(0, 5) ?? []; }
  othersSaid({ labels, others }) {
    const colours = new Set([{ labels }, ...others].map(item => item.labels.filter(label => groupOf(label) === 'color').join()));
    return this.tn(colours.size > 1 ? 'also.colours' : 'also.views', others.length);
  }
  comparisonText(row) { return row.same ? this.label(row.yours) : row.theirs.map(l => this.label(l)).join(', '); }

  async share() {
    const url = location.href;
    try {
      if (navigator.share && matchMedia('(pointer: coarse)').matches) return await navigator.share({ title: document.title, url });
      await navigator.clipboard.writeText(url);
      this.say('share.copied');
    } catch { /* the person closed the sheet, or the browser has no clipboard: the address bar has the link */ }
  }
}
