// garments.js: what was found in the photo.

import { isDoubtful, isNoFashion } from './closeness.js';
import { best } from './labels.js';

export class Garments {
  garments() { return this.view === 'search' && this.search.answer && !this.search.answer.whole ? this.search.answer.garments : []; }
  garment() { return this.search?.answer?.garments[this.search.garment] ?? null; }
  isNoFashion() { return this.view === 'search' && isNoFashion(this.search.answer); }
  isDoubtful() { return this.view === 'search' && isDoubtful(this.search.answer); }
  isWhole() { return this.view === 'search' && Boolean(this.search.answer?.whole); }
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
  regionName(garment) { return this.t(`region.${garment.region}`); }
  garmentName(garment) { return this.words.garment(best(garment.attributes).map(a => a.label)); }
}
