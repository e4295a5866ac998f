// node --test Tests/page
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../../static/js/synonyms.js';

const first = text => understand(text)?.steps[0].toSorted();

for (const [text, labels] of [
  ['sports', ['style:Sports']], ['I love sports clothes', ['style:Sports']], ['运动服', ['style:Sports']],
  ['career dresses', ['category:Dresses', 'style:Formal']], ['职业裙', ['category:Dresses', 'style:Formal']],
  ['sailor suits', ['color:Blue', 'neckline:Collared', 'pattern:Stripes']], ['水手服', ['color:Blue', 'neckline:Collared', 'pattern:Stripes']],
  ['red dress', ['category:Dresses', 'color:Red']], ['红色连衣裙', ['category:Dresses', 'color:Red']], ['Women’s striped T-shirts', ['category:T-Shirts', 'gender:Female', 'pattern:Stripes']],
  ['navy jumper with long sleeves', ['category:Pullover Sweaters', 'color:Blue', 'sleeve:Long Sleeved']],
  ['grey hoodie', ['category:Hoodies & Sweatshirts', 'color:Gray']], ['女士 碎花 半身裙', ['category:Skirts', 'gender:Female', 'pattern:Floral']],
  ['jeans', ['category:Jeans']], ['黑色T恤', ['category:T-Shirts', 'color:Black']],
]) test(`«${text}» finds ${labels.join(', ')}`, () => assert.deepEqual(first(text), labels));

test('words that mean no label are left to the titles', () => {
  assert.equal(understand('adidas'), null);
  assert.equal(understand('  '), null);
  assert.equal(understand('adidas shoes'), null);
});

test('a brand beside a meaning is searched in the titles', () => {
  assert.deepEqual(understand('puma red tees'), { steps: [['color:Red', 'category:T-Shirts'], ['category:T-Shirts']], rest: 'puma' });
});

test('where nothing carries it all, there is a second choice; the type goes last', () => {
  assert.deepEqual(understand('career dress').steps.slice(0, 3), [['style:Formal', 'category:Dresses'], ['style:Formal', 'gender:Female'], ['style:Formal']]);
  assert.deepEqual(understand('red kids dress').steps.at(-1), ['category:Dresses']);
});
