// crop.js: which part of a picture a frame shows.

/** All of a picture, as a box in fractions of it. */
export const ALL = { x: 0, y: 0, width: 1, height: 1 };

/** Room left around a garment when a card shows only its region, as a share of the box. */
const MARGIN = 0.08;

/**
 * Where to put a picture so that a frame shows `box` of it: width, left and top as CSS percentages
 * of the frame (top: of its height). The picture always covers the frame.
 * `box` in fractions of the picture; `aspect` of picture and frame is width / height.
 */
export function crop(box, aspect, frame) {
  const wide = Math.min(1, box.width * (1 + 2 * MARGIN)), high = Math.min(1, box.height * (1 + 2 * MARGIN));
  // Width of the picture in frame widths: no larger than the box allows, no smaller than covering needs.
  const fits = Math.min(1 / wide, aspect / frame / high);
  const width = Math.max(fits, 1, aspect / frame);
  const height = width / aspect * frame; // in frame heights
  const left = clamp(0.5 - (box.x + box.width / 2) * width, 1 - width, 0);
  const top = clamp(0.5 - (box.y + box.height / 2) * height, 1 - height, 0);
  return { width: percent(width), height: percent(height), left: percent(left), top: percent(top) };
}

function percent(value) { return `${Math.round(value * 1e4) / 100}%`; }
export function clamp(value, low, high) { return Math.min(high, Math.max(low, value)); }
