// cards.js: what cards of items show, in the catalogue and among results.

import { ALL, crop } from './crop.js';

/** Width ÷ height of a card's picture. */
export const CARD = 3 / 4;

export class Cards {
  /** An item's garment, not all of its picture. */
  crop(item) { return item ? crop(item.box ?? ALL, item.width / item.height, CARD) : {}; }
  price(item) { return item?.numbers?.price === undefined ? '' : this.t('price', { price: this.words.price(item.numbers.price) }); }
  lost(img) { img.classList.add('lost'); }
}
