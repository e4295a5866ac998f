// box.js: rectangles in fractions of a picture: { x, y, width, height }, x and y of the left top corner.

import { clamp } from './crop.js';

/** No side is smaller: a finger could not take hold of it, and there would be little to see in it. */
export const LEAST = 0.05;
export const CORNERS = ['nw', 'ne', 'sw', 'se'];

/** Whether it is all of the picture. */
export function isAll({ x, y, width, height }) { return x <= 0 && y <= 0 && width >= 1 && height >= 1; }

/** The box with two points { x, y } as opposite corners. */
export function between(a, b) {
  const [left, right] = span(a.x, b.x), [top, bottom] = span(a.y, b.y);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Two positions in order, at least LEAST apart, within 0…1. */
function span(a, b) {
  const low = clamp(Math.min(a, b), 0, 1 - LEAST);
  return [low, clamp(Math.max(a, b), low + LEAST, 1)];
}

/** The same box elsewhere, within the picture. */
export function moved(box, dx, dy) {
  return { ...box, x: clamp(box.x + dx, 0, 1 - box.width), y: clamp(box.y + dy, 0, 1 - box.height) };
}

/** The box with its corner `nw`, `ne`, `sw` or `se` pulled by so much; the opposite corner stays. */
export function pulled(box, corner, dx, dy) {
  const right = box.x + box.width, bottom = box.y + box.height;
  const west = corner.endsWith('w') ? clamp(box.x + dx, 0, right - LEAST) : box.x;
  const east = corner.endsWith('e') ? clamp(right + dx, box.x + LEAST, 1) : right;
  const north = corner.startsWith('n') ? clamp(box.y + dy, 0, bottom - LEAST) : box.y;
  const south = corner.startsWith('s') ? clamp(bottom + dy, box.y + LEAST, 1) : bottom;
  return { x: west, y: north, width: east - west, height: south - north };
}
