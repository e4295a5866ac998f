// draw.js: a box of the person's own on the photo: by dragging, by two taps on opposite corners, or by keys; and found
// boxes moved and resized. What is drawn is searched as one more garment beside the found ones.

import { CORNERS, between, isAll, moved, pulled } from './box.js';
import { afterUpdate, changed } from './changes.js';
import { ALL } from './crop.js';
import * as queries from './queries.js';

/** Where a box begins that is drawn by keys. */
const START = { x: 0.2, y: 0.2, width: 0.6, height: 0.6 };
/** One press of an arrow key, as a share of the picture; with Shift, five. */
const STEP = 0.02;
/** A pointer that moved less, in CSS pixels, tapped. */
const SLOP = 6;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The pointer that is down: where it went down, what it holds, and the box at that time. */
let held = null;

export class Draw {
  corners() { return CORNERS; }
  canDraw() { return this.view === 'search' && this.search.phase === 'done' && !this.drawing && Boolean(this.photo()); }

  /** Starts to draw: at a box that was found, or at a new one. */
  draw(box) {
    this.drawing = { ...(box ?? START) };
    this.tapped = null;
    this.announce(this.t('draw.hint'));
    afterUpdate(() => document.querySelector('.drawn .move').focus({ preventScroll: true }));
  }
  stopDrawing() {
    this.drawing = this.tapped = held = null;
    afterUpdate(() => document.querySelector('.draw-start:not([hidden])')?.focus());
  }
  searchDrawn() {
    const box = this.drawing;
    this.drawing = this.tapped = null;
    this.searchBox(box);
  }
  searchWhole() {
    this.drawing = this.tapped = null;
    this.searchBox(ALL);
  }

  // The pointer. A mouse may begin anywhere on the photo; a finger scrolls there, until drawing has been asked for.
  press($event, $el) {
    if ($event.button || !(this.drawing || ($event.pointerType === 'mouse' && this.canDraw()))) return;
    const grip = $event.target.dataset?.grip ?? null;
    held = { grip, frame: $el, from: place($event, $el), x: $event.clientX, y: $event.clientY, box: this.drawing, far: false };
    if (!this.drawing) return;
    $event.preventDefault();
    $el.setPointerCapture($event.pointerId);
  }
  pull($event) {
    if (!held) return;
    if (!held.far && Math.hypot($event.clientX - held.x, $event.clientY - held.y) < SLOP) return;
    if (!held.far) held.frame.setPointerCapture($event.pointerId);
    held.far = true;
    this.tapped = null;
    const to = place($event, held.frame), dx = to.x - held.from.x, dy = to.y - held.from.y;
    this.drawing = !held.grip || !held.box ? between(held.from, to)
      : held.grip === 'move' ? moved(held.box, dx, dy) : pulled(held.box, held.grip, dx, dy);
  }
  release() {
    if (!held) return;
    const { grip, far, from, box } = held;
    held = null;
    if (far || !box || CORNERS.includes(grip)) return;
    // A tap is a corner, the next one the corner opposite.
    if (this.tapped) [this.drawing, this.tapped] = [between(this.tapped, from), null];
    else this.tapped = from;
  }

  /** Keys at the box (`move`) or at one of its corners. */
  nudge($event, grip) {
    if ($event.key === 'Enter') { $event.preventDefault(); return this.searchDrawn(); }
    if ($event.key === 'Escape') return this.stopDrawing();
    const arrow = ARROWS[$event.key];
    if (!arrow) return;
    $event.preventDefault();
    const [dx, dy] = arrow.map(way => way * STEP * ($event.shiftKey ? 5 : 1));
    this.drawing = grip === 'move' ? moved(this.drawing, dx, dy) : pulled(this.drawing, grip, dx, dy);
  }

  // — what was drawn —

  isBoxing() { return this.view === 'search' && Boolean(this.garment()?.pending); }
  ownName(garment) { return this.t(isAll(garment.box) ? 'region.whole' : 'draw.own'); }

  async searchBox(box) {
    const { search } = this, before = search.garment;
    const own = { own: true, pending: true, box, region: 'whole', attributes: [], items: [], note: null };
    search.own.push(own);
    search.garment = this.everyGarment().indexOf(own);
    this.announce(this.t('draw.searching'));
    changed();
    try {
      const answer = await queries.search(this.photo(), { ...this.asking(), box }, search.work.signal);
      if (search !== this.search) return;
      this.replaceOwn(own, answer);
      if (this.view !== 'search') return changed();
      this.announce(this.resultsSaid());
      this.nameDocument();
      this.remember();
    } catch (error) {
      search.own.splice(search.own.indexOf(own), 1);
      search.garment = before;
      this.sayTrouble(error);
    }
    changed();
  }

  /** The answer to a box stands with the box. */
  replaceOwn(own, answer) {
    if (own.answer) this.search.former.push(own.answer.id);
    Object.assign(own, answer.garments[0], { answer, own: true, pending: false });
    if (this.view === 'search') history.replaceState({ ...history.state }, '', this.searchAddress());
  }

  /** Boxes that the address names. Those that have expired are left out. */
  async findOwn(search, ids) {
    for (const id of ids) {
      const answer = await queries.follow(id, { signal: search.work.signal }).catch(() => null);
      if (answer?.garments.length) search.own.push({ ...answer.garments[0], answer, own: true, pending: false });
    }
    changed();
  }

  searchAddress() {
    const own = new URLSearchParams(this.search.own.filter(garment => garment.answer).map(garment => ['own', garment.answer.id]));
    return `#/q/${this.search.id}${own.size ? `?${own}` : ''}`;
  }
}

/** Where on the photo a pointer is, as fractions. */
function place($event, frame) {
  const { left, top, width, height } = frame.getBoundingClientRect();
  return { x: ($event.clientX - left) / width, y: ($event.clientY - top) / height };
}
