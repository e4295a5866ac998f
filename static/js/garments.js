// garments.js: what was found in the photo.

import { isDoubtful, isNoFashion } from './closeness.js';
import { best } from './labels.js';

export class Garments {
  /** Garments that were found, then the person's own boxes. */
  everyGarment() { return this.view === 'search' && this.search.answer ? [...this.search.answer.garments, ...this.search.own] : []; }
  /** Those that can be chosen: the whole photo is one only where there is another. */
  garments() { return this.search?.answer?.whole && !this.search.own.length ? [] : this.everyGarment(); }
  shownBoxes() { return this.drawing ? [] : this.garments(); }
  garment() { return this.everyGarment()[this.search?.garment] ?? null; }
  isNoFashion() { return this.view === 'search' && isNoFashion(this.search.answer) && !this.search.own.length; }
  isDoubtful() { return this.view === 'search' && isDoubtful(this.search.answer); }
  isWhole() { return this.view === 'search' && Boolean(this.search.answer?.whole) && !this.garment()?.own; }
  choose(index) {
    this.search.garment = index;
    this.announce(this.resultsSaid());
    this.nameDocument();
  }
  foundTitle() {
    const { answer } = this.search;
    if (this.isNoFashion()) return this.t('found.nofashion');
    return answer.whole ? this.t('found.none') : this.tn('found', answer.garments.length);
  }
  regionName(garment) { return garment.own ? this.ownName(garment) : this.t(`region.${garment.region}`); }
  garmentLabels() { return this.garment() && !this.isWhole() ? best(this.garment().attributes).map(a => a.label) : []; }
  garmentName(garment) { return this.words.garment(best(garment.attributes).map(a => a.label)); }
}
