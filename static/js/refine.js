// refine.js: a ranking narrowed by labels and put in another order. It works on what is there: nothing is asked anew.

import { divide } from './closeness.js';
import { GROUPS, SINGLE, groupOf } from './labels.js';

/** So many labels are offered: the most frequent of what people look at first. */
const MOST = 24;

/** Items that carry all of `labels`. */
export function carrying(items, labels) {
  return labels.length ? items.filter(item => labels.every(label => item.labels.includes(label))) : items;
}

/**
 * Labels that would narrow `items`, with how many would be left; chosen ones first. Of a group that a garment has one of,
 * the others are counted as if the chosen one were not.
 */
export function facets(items, chosen) {
  const groups = GROUPS.flatMap(group => {
    const others = SINGLE.has(group) ? chosen.filter(label => groupOf(label) !== group) : chosen;
    const kept = carrying(items, others), counts = new Map();
    for (const label of kept.flatMap(item => item.labels)) if (groupOf(label) === group) counts.set(label, (counts.get(label) ?? 0) + 1);
    return [...counts].filter(([label, count]) => count < kept.length || chosen.includes(label))
      .map(([label, count]) => ({ label, count, on: chosen.includes(label) })).sort((a, b) => b.count - a.count).slice(0, 6);
  });
  return [...groups.filter(facet => facet.on), ...groups.filter(facet => !facet.on).slice(0, MOST)];
}

/** In the order of their ranks, or by price; what has no price stands last. */
export function sorted(items, by) {
  if (by === 'close') return items;
  const way = by === 'cheap' ? 1 : -1, price = item => item.numbers?.price ?? way * Infinity;
  return [...items].sort((a, b) => way * (price(a) - price(b) || 0) || a.rank - b.rank);
}

const PLAIN = { labels: [], by: 'close' };

export class Refine {
  /** Labels and order hold for the ranking that they were chosen for. */
  refined() { return this.refining?.ranked === this.ranked() ? this.refining : PLAIN; }
  refineBy(change) { this.refining = { ...this.refined(), ranked: this.ranked(), ...change }; this.announce(this.tn('results.count', this.shownCount())); }

  /** Counted among what is alike, or among the weak matches where nothing is. */
  resultFacets() {
    const { alike, weak } = divide(this.products());
    return facets(alike.length ? alike : weak, this.refined().labels);
  }
  refineLabel({ label, on }) {
    const { labels } = this.refined(), group = groupOf(label);
    this.refineBy({ labels: on ? labels.filter(l => l !== label) : [...labels.filter(l => !(SINGLE.has(group) && groupOf(l) === group)), label] });
  }
  clearRefined() { this.refineBy({ labels: [] }); }
  hasPrices() { return this.products().some(item => item.numbers?.price !== undefined); }
  sortBy($event) { this.refineBy({ by: $event.target.value }); }
}
