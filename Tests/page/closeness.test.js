// node --test Tests/page
import assert from 'node:assert/strict';
import test from 'node:test';
import { products, divide, isDoubtful, isNoFashion } from '../../static/js/closeness.js';
import { loadWords } from '../../static/js/words.js';

const item = (id, weak, similarity = null, score = 0.7) => ({ id, weak, similarity, score });

test('weak matches are kept apart, in their order', () => {
  const { alike, weak } = divide([item('a', false), item('b', true), item('c', false), item('d', true)]);
  assert.deepEqual([alike.map(i => i.id), weak.map(i => i.id)], [['a', 'c'], ['b', 'd']]);
});

test('a product stands once, where its closest item stands', () => {
  const of = (id, group) => ({ ...item(id, false), group });
  const ranked = [of('a', 'p'), of('b', null), of('c', 'p'), of('d', 'q'), of('e', undefined), of('f', 'p')];
  assert.deepEqual(products(ranked).map(i => [i.id, i.others.map(o => o.id)]), [['a', ['c', 'f']], ['b', []], ['d', []], ['e', []]]);
  assert.equal('others' in ranked[0], false);
});

test('an answer of a server that knows no weak matches has none', () => {
  assert.deepEqual(divide([{ id: 'a', score: 0.2 }]), { alike: [{ id: 'a', score: 0.2 }], weak: [] });
});

test('no fashion is said only where nothing was searched', () => {
  const answer = (fashion, garments) => ({ fashion, garments, whole: false });
  assert.equal(isNoFashion(answer({ score: 0.1, is_fashion: false }, [])), true);
  assert.equal(isNoFashion(answer({ score: 0.1, is_fashion: false }, [{}])), false);
  assert.equal(isNoFashion(answer({ score: 0.9, is_fashion: true }, [])), false);
  assert.equal(isNoFashion(answer(null, [{}])), false);
  assert.equal(isNoFashion(null), false);
  assert.equal(isDoubtful(answer({ score: 0.1, is_fashion: false }, [{}])), true);
  assert.equal(isDoubtful(answer({ score: 0.1, is_fashion: false }, [])), false);
  assert.equal(isDoubtful(answer(null, [{}])), false);
});

test('how close is said from the similarity where there is one, and from the cosine elsewhere', async () => {
  const words = await loadWords('en');
  assert.equal(words.closeness(item('a', false, 0.95, 0.7)), 'Near twin · 95%');
  assert.equal(words.closeness(item('a', false, 0.72, 0.99)), 'Very close · 72%');
  assert.equal(words.closeness(item('a', false, 0.4, 0.99)), 'Related · 40%');
  assert.equal(words.closeness(item('a', true, 0.3, 0.99)), 'Not much alike · 30%');
  assert.equal(words.closeness(item('a', false, null, 0.913)), 'Near twin · 91%');
  assert.equal(words.closeness({ score: 0.913 }), 'Near twin · 91%');
  assert.equal((await loadWords('zh')).closeness(item('a', true, 0.3)), '不太像 · 30%');
});
