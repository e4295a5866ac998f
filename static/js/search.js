// search.js: a photo's search, from the file to the answer.

import { Problem } from './api.js';
import { afterUpdate, changed, focusHeading } from './changes.js';
import { NotAPicture, photos, prepare } from './image.js';
import * as queries from './queries.js';
import { TOP } from './results.js';
import { stopTrouble } from './trouble.js';

const SLOW_AFTER = 10_000;

/** Addresses of photos that this tab has sent, by query id. */
const pictures = new Map();

export class Search {
  tryAgain() { this.currentTrouble().retry(); }

  async start(file) {
    this.stopSearch();
    this.refused = null;
    let prepared;
    try {
      prepared = await prepare(file);
    } catch (error) {
      if (!(error instanceof NotAPicture)) throw error;
      this.refused = 'not_an_image';
      this.announce(this.t('problem.not_an_image'));
      changed();
      afterUpdate(() => document.querySelector('.refused:not([hidden])')?.scrollIntoView({ block: 'nearest' }));
      return;
    }
    if (this.view === 'home') this.catalogue.y = scrollY;
    this.search = this.newSearch({ ...prepared, picture: URL.createObjectURL(prepared.photo), key: queries.randomKey() });
    // The place of a search that has no id yet: it takes this address over when the server names it.
    history.replaceState({ ...history.state, y: scrollY }, '');
    history.pushState({ trail: [], y: 0 }, '', '#/q/new');
    this.trail = [];
    this.show('search');
    afterUpdate(focusHeading);
    this.send();
  }

  newSearch(known) {
    return {
      id: null, phase: 'uploading', sent: 0, place: 0, stage: null, slow: false, answer: null, garment: 0, own: [], former: [], trouble: null,
      tries: 0, aspect: 0.75, work: new AbortController(), ...known,
    };
  }

  /** What is asked for with every photo. */
  asking() { return { top: TOP, search: this.asked() }; }
  /** The photo of the search that is shown, as far as this tab has it. */
  photo() { return this.search?.photo ?? photos.find(this.search?.id); }

  async send() {
    const { search } = this;
    Object.assign(search, { phase: 'uploading', sent: 0, trouble: null });
    this.announce(this.t('stage.uploading'));
    changed();
    try {
      const { id, place } = await queries.submit(search.photo, {
        ...this.asking(), key: search.key, signal: search.work.signal,
        onProgress: sent => { search.sent = sent; changed(); },
      });
      Object.assign(search, { id, phase: 'queued', place: place ?? 1, tries: 0 });
      pictures.set(id, search.picture);
      photos.keep(id, search.kept);
      history.replaceState({ ...history.state }, '', `#/q/${id}`);
      await this.await(search);
    } catch (error) {
      this.failed(search, error, () => this.send());
    }
  }

  /** Polls until done. */
  async await(search) {
    search.trouble = null;
    const slow = setTimeout(() => { search.slow = true; changed(); }, SLOW_AFTER);
    try {
      const answer = await queries.follow(search.id, {
        signal: search.work.signal,
        onState: state => {
          const before = `${search.phase} ${search.stage}`;
          Object.assign(search, { phase: state.state, place: state.place ?? 0, stage: state.stage ?? null });
          if (before !== `${search.phase} ${search.stage}`) this.announce(this.progressTitle());
          changed();
        },
      });
      const { width, height } = answer.image;
      Object.assign(search, { answer, phase: 'done', aspect: width / height });
      if (search !== this.search || this.view !== 'search') return changed();
      this.announce(this.isNoFashion() ? this.t('found.nofashion.text')
        : `${this.foundTitle()}. ${this.resultsSaid()}`);
      this.nameDocument();
      this.remember();
      changed();
      if (document.activeElement?.id === 'heading') afterUpdate(focusHeading);
    } catch (error) {
      this.failed(search, error, () => this.await(search));
    } finally {
      clearTimeout(slow);
    }
  }

  /** Another answer for the same photo stands in for the first. */
  takeAnswer(search, answer) {
    pictures.set(answer.id, search.picture);
    search.former.push(search.id);
    photos.rename(search.id, answer.id);
    Object.assign(search, { id: answer.id, answer, garment: Math.max(0, Math.min(search.garment, answer.garments.length - 1)) });
    if (this.view === 'search') history.replaceState({ ...history.state }, '', this.searchAddress());
  }

  failed(search, error, retry) {
    if (error.name === 'AbortError') return;
    if (error instanceof Problem && error.status === 404 && search.id) search.expired = true;
    // A refused job's key would bring the same refusal back.
    if (error.code === 'internal' || error.code === 'idempotency_conflict') search.key = queries.randomKey();
    const again = search.photo && (search.expired || !search.id || error.code === 'internal') ? () => this.send() : retry;
    search.phase = 'trouble';
    search.trouble = this.trouble(error, search, again);
    if (search === this.search) this.announce(`${search.trouble.title}. ${search.trouble.text}`);
    changed();
  }

  showSearch(id, own) {
    const { search } = this;
    this.show('search');
    if (search && (search.id === id || (id === 'new' && search.photo))) {
      if (search.phase !== 'done' && search.work.signal.aborted) {
        search.work = new AbortController();
        if (search.id) this.await(search); else this.send();
      }
      return;
    }
    this.stopSearch();
    this.search = this.newSearch({ id, phase: 'running', picture: photoAddress(id) });
    if (id === 'new') this.failed(this.search, new Problem('not_found', { status: 404 }), null);
    else this.await(this.search).then(() => this.findOwn(this.search, own));
  }

  /** Stops asking about the search that is shown; it can be taken up again. */
  stopSearch() { this.search?.work.abort(new DOMException('left', 'AbortError')); }

  cancel() {
    this.stopSearch();
    stopTrouble(this.search);
    if (this.search.id) queries.erase(this.search.id);
    this.search = null;
    this.go(this.homeAddress(), { replace: true });
  }
}

/** Where the photo of a query can be seen; null where this tab has not sent it. */
export function photoAddress(id) {
  if (!pictures.has(id)) {
    const blob = photos.find(id);
    if (blob) pictures.set(id, URL.createObjectURL(blob));
  }
  return pictures.get(id) ?? null;
}
