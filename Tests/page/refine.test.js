// node --test Tests/page
import assert from 'node:assert/strict';
import test from 'node:test';
import { carrying, facets, sorted } from '../../static/js/refine.js';

const item = (id, rank, labels, price) => ({ id, rank, labels, numbers: price === undefined ? {} : { price } });
const items = [
  item('a', 1, ['category:Dresses', 'color:Red'], 30), item('b', 2, ['category:Dresses', 'color:Blue', 'color:Red']),
  item('c', 3, ['category:Skirts', 'color:Red'], 10), item('d', 4, ['category:Skirts', 'color:Blue'], 20),
];

test('a label says how many items it would leave', () => {
  for (const chosen of [[], ['color:Red'], ['category:Skirts']]) {
    for (const { label, count, on } of facets(items, chosen)) {
      const others = chosen.filter(l => !(label.startsWith('category:') && l.startsWith('category:')));
      assert.equal(count, carrying(items, on ? chosen : [...others, label]).length, `${label} with ${chosen}`);
    }
  }
});

test('chosen labels come first, and one that all items carry is not offered', () => {
  assert.deepEqual(facets(items, ['color:Blue'])[0], { label: 'color:Blue', count: 2, on: true });
  assert.deepEqual(facets(items.slice(0, 1), []), []);
});

test('by price, what has none stands last both ways', () => {
  const ids = by => sorted(items, by).map(i => i.id).join('');
  assert.deepEqual([ids('close'), ids('cheap'), ids('dear')], ['abcd', 'cdab', 'adcb']);
  const none = [item('x', 1, []), item('y', 2, [])];
  assert.deepEqual(sorted(none, 'dear').map(i => i.id), ['x', 'y']);
});
