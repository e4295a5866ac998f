// expert.js: for who wants to know how it was searched: by which method, what was kept to, and how long each stage took.

import { changed } from './changes.js';
import { groupOf } from './labels.js';
import * as queries from './queries.js';

const METHODS = ['brute', 'level', 'category'];
const STAGES = ['queue', 'decode', 'find', 'embed', 'rank'];

/** The server's notes, and the sentence that says each in the person's language. A label and a region are named. */
const NOTES = [
  [/^One item of each product/, 'note.product'],
  [/^The gallery has no lists for (?<method>\w+) search/, 'note.lists'],
  [/^The filter admits (?<count>\d+) items only/, 'note.few'],
  [/^Searched among (?<label>[^:]+:.+), region (?<region>\w+): (?<count>\d+) items/, 'note.type.region'],
  [/^Searched among (?<label>[^:]+:.+): (?<count>\d+) items/, 'note.type'],
  [/^Filled up with (?<count>\d+) others of region (?<region>\w+)/, 'note.filled.region'],
  [/^Filled up with (?<count>\d+) of all items/, 'note.filled'],
  [/^Neither category nor region is known/, 'note.unknown'],
];

/** A note of the server's as { key, values } a sentence; a sentence that is not known here as { text }. */
export function readNote(note) {
  return (note ?? '').split(/(?<=\.) /).filter(Boolean).map(text => {
    for (const [pattern, key] of NOTES) {
      const match = pattern.exec(text);
      if (match) return { key, values: { ...match.groups } };
    }
    return { text };
  });
}

export class Expert {
  methods() { return METHODS; }
  asked() { return this.method ?? 'brute'; }
  /** The answer that the shown ranking came with. */
  answer() { return this.view === 'item' ? this.item.answer : this.garment()?.answer ?? this.search?.answer; }
  methodSaid() { const by = this.answer()?.search; return by ? this.t(`search.${by}`) : ''; }
  notes() {
    const notes = [this.answer()?.note, this.view === 'search' ? this.garment()?.note : null];
    return notes.flatMap(readNote).map(({ key, values, text }) => key ? this.t(key, this.noted(values)) : text);
  }
  noted({ label, region, count, method }) {
    return {
      name: label && (groupOf(label) === 'category' ? this.label(label) : label), region: region && this.t(`region.${region}`),
      count: count && this.count(Number(count)), method: method && this.t(`method.${method}`),
    };
  }

  /** Milliseconds by stage, and each one's share of the longest. */
  times() {
    const times = this.answer()?.times_ms ?? {}, longest = Math.max(...Object.values(times), 0.01);
    return STAGES.filter(stage => times[stage] !== undefined)
      .map(stage => ({ stage, share: `${times[stage] / longest * 100}%`, text: this.words.milliseconds(times[stage]) }));
  }
  timesTitle() {
    const total = Object.values(this.answer()?.times_ms ?? {}).reduce((sum, ms) => sum + ms, 0);
    return this.t('expert.times', { time: this.words.milliseconds(total) });
  }

  /** A shared search can't be asked anew: the photo is with who sent it. */
  canAskAnew() { return this.view === 'item' || Boolean(this.photo()); }

  /** Searches the same again, by another method. What is shown stays until the new answer is there. */
  async askAnew(method) {
    this.method = method;
    if (this.view === 'item') return this.loadSimilar(this.item);
    const { search } = this, garment = this.garment();
    search.renewing = true;
    changed();
    try {
      const answer = await queries.search(this.photo(), { ...this.asking(), box: garment?.own ? garment.box : null }, search.work.signal);
      if (search !== this.search) return;
      if (garment?.own) this.replaceOwn(garment, answer);
      else this.takeAnswer(search, answer);
      if (this.view !== 'search') return;
      this.announce(this.resultsSaid());
      this.remember();
    } catch (error) {
      this.sayTrouble(error);
    } finally {
      search.renewing = false;
      changed();
    }
  }
}
