// node --test Tests/page
import assert from 'node:assert/strict';
import test from 'node:test';
import { CORNERS, LEAST, between, isAll, moved, pulled } from '../../static/js/box.js';
import { ALL } from '../../static/js/crop.js';

const close = (a, b) => { for (const side of Object.keys(b)) assert.ok(Math.abs(a[side] - b[side]) < 1e-9, `${side}: ${a[side]}, not ${b[side]}`); };

test('two points are opposite corners, whichever comes first', () => {
  const box = { x: 0.2, y: 0.3, width: 0.4, height: 0.5 };
  for (const [a, b] of [[[0.2, 0.3], [0.6, 0.8]], [[0.6, 0.3], [0.2, 0.8]], [[0.6, 0.8], [0.2, 0.3]]]) close(between({ x: a[0], y: a[1] }, { x: b[0], y: b[1] }), box);
});

test('a box stays on the picture and can be taken hold of', () => {
  const tiny = between({ x: 1.4, y: -3 }, { x: 1.4, y: -3 });
  close(tiny, { x: 1 - LEAST, y: 0, width: LEAST, height: LEAST });
  close(moved({ x: 0.5, y: 0.5, width: 0.3, height: 0.3 }, 9, -9), { x: 0.7, y: 0, width: 0.3, height: 0.3 });
  for (const corner of CORNERS) for (const far of [-9, 9]) {
    const { x, y, width, height } = pulled({ x: 0.3, y: 0.3, width: 0.4, height: 0.4 }, corner, far, far);
    assert.ok(x >= 0 && y >= 0 && x + width <= 1 + 1e-9 && y + height <= 1 + 1e-9 && width >= LEAST - 1e-9 && height >= LEAST - 1e-9, `${corner} ${far}`);
  }
});

test('a pulled corner leaves the opposite one where it was', () => {
  const box = { x: 0.2, y: 0.2, width: 0.4, height: 0.4 };
  close(pulled(box, 'nw', 0.1, -0.1), { x: 0.3, y: 0.1, width: 0.3, height: 0.5 });
  close(pulled(box, 'se', 0.1, -0.1), { x: 0.2, y: 0.2, width: 0.5, height: 0.3 });
  close(pulled(box, 'ne', 0.1, 0.1), { x: 0.2, y: 0.3, width: 0.5, height: 0.3 });
});

test('all of the picture is all of it', () => {
  assert.equal(isAll(ALL), true);
  assert.equal(isAll({ ...ALL, width: 0.9 }), false);
});
