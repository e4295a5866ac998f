// node --test Tests/page   (node 20.19 or later: it tells modules from their text)
import assert from 'node:assert/strict';
import test from 'node:test';
import { bind, pairs } from '../../static/js/bind.js';
import { compile } from '../../static/js/expression.js';
import { Problem, read, seconds } from '../../static/js/api.js';
import { crop } from '../../static/js/crop.js';
import { fit } from '../../static/js/image.js';
import { loadWords } from '../../static/js/words.js';
import { Element } from './dom.js';

const flushed = () => new Promise(resolve => setTimeout(resolve));

test('expressions have precedence, members, calls and choices', () => {
  const scope = { a: 2, o: { n: [5, 6] }, add(x, y) { return x + y + this.a; }, none: null };
  for (const [source, value] of [
    ['1 + 2 - 4', -1], ['a == 2 && !none', true], ['none.x.y', undefined], ['o.n[1]', 6], ['add(1, o.n[0])', 8],
    ["none ? 'yes' : 'it\\'s no'", "it's no"], ['a > 1 || none', true], ['-(a + 1)', -3], ['none || a', 2], ['o.n.length >= 2', true],
  ]) assert.equal(compile(source)(scope), value, source);
});

test('an expression that is not one is refused', () => {
  for (const source of ['a b', 'a +', '(a', 'a = 1', 'x => 1', '`a`', '']) assert.throws(() => compile(source), SyntaxError, source);
});

test('pairs are split outside quotes only', () => {
  assert.deepEqual(pairs("click: go('a; b: c'); x: y ? 1 : 2"), [['click', "go('a; b: c')"], ['x', 'y ? 1 : 2']]);
});

test('text, attributes, classes and style follow the scope', async () => {
  const el = new Element({ text: 'name', attr: 'title: name; disabled: off', class: 'on: on', style: '--w: w' });
  const scope = { name: 'a', off: false, on: true, w: '10%' };
  const changed = bind(el, scope);
  assert.deepEqual([el.textContent, el.attributes, [...el.classes], el.styles], ['a', { title: 'a' }, ['on'], { '--w': '10%' }]);
  Object.assign(scope, { name: null, off: true, on: false, w: null });
  changed();
  await flushed();
  assert.deepEqual([el.textContent, el.attributes, [...el.classes], el.styles], ['', { disabled: '' }, [], {}]);
});

test('what is hidden is not evaluated', async () => {
  let calls = 0;
  const inner = new Element({ text: 'count()' }), el = new Element({ show: 'on' }, inner);
  const scope = { on: false, count: () => ++calls };
  const changed = bind(el, scope);
  assert.deepEqual([el.attributes, calls], [{ hidden: '' }, 0]);
  scope.on = true;
  changed();
  await flushed();
  assert.deepEqual([el.attributes, inner.textContent], [{}, 1]);
});

test('rows are kept by key and moved, not made anew', async () => {
  const list = new Element({}, new Element({ each: 'r of rows by r.id', text: "r.id + ' ' + $index" }));
  const scope = { rows: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] };
  const changed = bind(list, scope);
  const [a, , c] = list.children;
  scope.rows = [{ id: 'c' }, { id: 'x' }, { id: 'a' }];
  changed();
  await flushed();
  assert.deepEqual(list.texts, ['c 0', 'x 1', 'a 2']);
  assert.equal(list.children[0], c);
  assert.equal(list.children[2], a);
});

test('a row with a key that was there already is shown too', () => {
  const list = new Element({}, new Element({ each: 'r of rows by r', text: 'r' }));
  bind(list, { rows: ['a', 'a'] });
  assert.deepEqual(list.texts, ['a', 'a']);
});

test('a method called from a row writes into the scope that owns it', async () => {
  const list = new Element({}, new Element({ each: 'r of rows by r', on: 'click: choose(r)' }));
  class Scope { rows = ['a', 'b']; chosen = null; choose(r) { this.chosen = r; } }
  const scope = new Scope();
  bind(list, scope);
  list.children[1].dispatch('click');
  assert.equal(scope.chosen, 'b');
  assert.equal(Object.hasOwn(scope, 'chosen'), true);
});

test('an address that runs script is dropped, a handler attribute is refused', () => {
  const el = new Element({ attr: 'href: url' });
  bind(el, { url: ' javascript:alert(1)' });
  assert.deepEqual(el.attributes, {});
  assert.throws(() => bind(new Element({ attr: 'onclick: url' }), {}), /not bindable/);
});

test('both languages have the same sentences', async () => {
  const [english, chinese] = await Promise.all(['en', 'zh'].map(async language => Object.keys((await loadWords(language)).table.sentences)));
  assert.deepEqual(chinese.sort(), english.filter(key => !key.endsWith('.one')).sort());
});

test('garments are said in words', async () => {
  const words = await loadWords('en');
  assert.equal(words.garment(['color:Gray', 'category:Hoodies & Sweatshirts']), 'grey hoodie');
  assert.equal(words.garment(['style:Casual']), null);
  assert.equal((await loadWords('zh')).garment(['color:Gray', 'category:Dresses']), '灰色连衣裙');
});

test('a photo is made smaller, never larger', () => {
  assert.deepEqual(fit(4000, 3000, 1600), { width: 1600, height: 1200 });
  assert.deepEqual(fit(300, 400, 1600), { width: 300, height: 400 });
});

test('a crop covers its frame wherever the garment stands', () => {
  for (const x of [0, 0.4, 0.8]) for (const aspect of [0.5, 0.75, 1.5]) {
    const { width, left, top } = crop({ x, y: x, width: 0.2, height: 0.2 }, aspect, 0.75);
    const [w, l, t] = [width, left, top].map(parseFloat), h = w / aspect * 0.75;
    assert.ok(w >= 99.9 && h >= 99.9 && l <= 0 && t <= 0 && l + w >= 99.9 && t + h >= 99.9, `${x} ${aspect}`);
  }
});

test('an answer that is no answer becomes a problem with a code', () => {
  const codes = [[503, '<html>', 'queue_unavailable'], [413, '', 'image_too_large'], [502, 'x', 'internal'], [200, 'x', 'unreadable'],
    [415, '{"code":"not_an_image"}', 'not_an_image']];
  for (const [status, text, code] of codes) assert.throws(() => read(status, text, null), error => error instanceof Problem && error.code === code);
  assert.deepEqual([seconds('7'), seconds(null), seconds('Thu, 01 Jan 1970 00:00:09 GMT', 0)], [7, 5, 9]);
});
