// styles.js: a row of styles to start from, each with a piece of it.

import * as api from './api.js';
import { afterUpdate, changed } from './changes.js';
import { ALL, crop } from './crop.js';
import { groupOf } from './labels.js';
import { catalogueAddress } from './places.js';

/** Name of each in the words (`start.NAME`), and its label. */
const NAMED = [
  ['sports', 'style:Sports'], ['career', 'style:Formal'], ['stripes', 'pattern:Stripes'], ['denim', 'category:Jeans'], ['floral', 'pattern:Floral'],
  ['ethnic', 'style:Ethnic'], ['checks', 'pattern:Checkered'], ['kids', 'style:Kids'], ['printed', 'style:Printed'],
];
/** A style of fewer pieces is nothing to start from. */
const FEWEST = 6;
/** Width ÷ height of a style's picture. */
const FRAME = 4 / 5;

/** Those that a catalogue may have: their places are kept until it is known which it has, so that nothing jumps. */
export const STYLES = NAMED.map(([name, label]) => ({ name, label, item: null }));

export class Styles {
  /** Once, when the whole catalogue's counts are there: a piece of each style, each another one. */
  async findStyles(facets) {
    if (this.styles !== STYLES || this.isFiltered()) return;
    const count = label => facets[groupOf(label)]?.find(facet => facet.label === label)?.count ?? 0;
    this.styles = STYLES.filter(({ label }) => count(label) >= FEWEST);
    const found = await Promise.all(this.styles.map(({ label }) => api.browse({ labels: [label], size: FEWEST }).then(({ items }) => items, () => [])));
    const taken = new Set();
    this.styles.forEach((style, index) => {
      style.item = found[index].find(item => !taken.has(item.id)) ?? null;
      taken.add(style.item?.id);
    });
    changed();
  }
  styleAddress({ label }) { return catalogueAddress({ labels: [label], text: '' }); }
  styleCrop({ item }) { return item ? crop(item.box ?? ALL, item.width / item.height, FRAME) : {}; }
  openStyle($event, style) {
    this.follow($event, this.styleAddress(style), []);
    if ($event.defaultPrevented) afterUpdate(() => document.querySelector('.browse-head').scrollIntoView());
  }
}
