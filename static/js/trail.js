// trail.js: the steps by which the person came to these results.

import { photoAddress } from './search.js';

export class Trail {
  /** This view as a step of the trail. */
  here() {
    if (this.view === 'search') return { hash: this.searchAddress(), photo: this.search.id };
    const { item } = this.item;
    return { hash: this.itemAddress(item), title: item.title, labels: item.labels, id: item.id, thumbnail: item.thumbnail };
  }

  stepName(step) { return step.photo ? this.t('trail.photo') : this.name(step); }
  stepPicture(step) { return step.photo ? photoAddress(step.photo) : step.thumbnail; }
  stepBack($event, step, $index) { this.follow($event, step.hash, this.trail.slice(0, $index)); }
}
