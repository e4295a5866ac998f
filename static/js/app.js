// app.js: the controller of the page. It holds what is seen, goes where the address says, and asks the API.
//
// Addresses: #/?label=…&text=…   the catalogue
//            #/q/<query id>      a photo's search, running or done (can be shared)
//            #/item/<item id>    look-alikes of an item (?label=… the labels to keep)
// history.state holds { trail, y }: how the person came here, and how far the page was scrolled.

import { bind } from './bind.js';
import * as api from './api.js';
import { divide, isDoubtful, isNoFashion } from './closeness.js';
import { NotAPicture, crop, photos, prepare } from './image.js';
import { GROUPS, Words } from './words.js';

const PAGE = 48;
/** One closest match and 24 more: 24 fills rows of 2, 3, 4 and 6. */
const TOP = 25;
const SLOW_AFTER = 10_000, TYPING_PAUSE = 300;
/** After so many refusals the page stops trying by itself. */
const MOST_TRIES = 5;
/** Groups of which a garment has one: choosing another value replaces the first. */
const SINGLE = new Set(['category', 'gender', 'sleeve', 'neckline']);
const CARD = 3 / 4;
const SWATCHES = {
  'Black': '#1b1a19', 'Gray': '#8f8f8f', 'Blue': '#3a5f9f', 'White': '#ffffff', 'Brown': '#6d4a30', 'Green': '#4d7a4a', 'Red': '#bf2f2a',
  'Pink': '#e79ab0', 'Beige': '#dccbb0', 'Purple': '#71508f', 'Maroon': '#6b1f2e', 'Yellow': '#e6c445', 'Tan': '#c49a6c', 'Teal': '#2f7f80',
  'Orange': '#dd7a33', 'Peach': '#f3b795', 'Gold': '#c5a14a', 'Silver': '#c3c6c9',
  'Multi Color': 'conic-gradient(#bf2f2a, #e6c445, #4d7a4a, #3a5f9f, #71508f, #bf2f2a)',
};

class Page {
  view = 'home';
  words = new Words(firstLanguage());
  status = '';
  toast = '';
  offline = !navigator.onLine;
  dragging = false;
  camera = { open: false, ready: false, denied: false };
  refused = null;
  unfolded = null;

  catalogue = {
    labels: [], text: '', typed: '', items: [], total: null, page: 0, facets: {}, loading: false, trouble: null,
    address: null, y: 0,
  };
  search = null;
  item = null;
  trail = [];

  // — words —

  t(key, values) { return this.words.say(key, values); }
  tn(key, count) { return this.words.count(key, count); }
  label(label) { return this.words.label(label); }
  name(item) { return this.words.item(item); }
  score(item) { return this.words.closeness(item); }
  pasteNames() { return { keys: /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘V' : 'Ctrl+V' }; }
  labelled(label) { return { name: this.label(label) }; }

  changeLanguage() {
    this.words = new Words(this.words.language === 'zh' ? 'en' : 'zh');
    store('language', this.words.language);
    this.nameDocument();
  }

  nameDocument() {
    document.documentElement.lang = this.words.locale;
    const heading = this.view === 'home' ? null : this.view === 'item' && this.item.item ? this.name(this.item.item) : this.heading();
    document.title = heading ? `${heading} · iFashion` : this.t('title');
  }

  /** Heard by screen readers. */
  announce(sentence) { this.status = sentence; }

  // — addresses —

  go(hash, { trail = [], replace = false } = {}) {
    history.replaceState({ ...history.state, y: scrollY }, '');
    history[replace ? 'replaceState' : 'pushState']({ trail, y: 0 }, '', hash);
    this.route();
  }

  /** A link of the page: goes there without loading, unless the person wants a new tab. */
  follow($event, hash, trail) {
    if ($event.metaKey || $event.ctrlKey || $event.shiftKey || $event.button) return;
    $event.preventDefault();
    this.go(hash, { trail });
  }

  route() {
    const [path, query] = location.hash.slice(1).split('?');
    const [, place, id] = /^\/(q|item)\/(.+)$/.exec(path) ?? [];
    const parameters = new URLSearchParams(query);
    if (this.view === 'home') this.catalogue.y = history.state?.y || this.catalogue.y;
    this.trail = history.state?.trail ?? [];
    this.refused = null;
    if (place === 'q') this.showSearch(id);
    else if (place === 'item') this.showItem(decode(id), parameters.getAll('label'));
    else this.showCatalogue(parameters);
    this.nameDocument();
    changed();
  }

  show(view) {
    this.view = view;
    const y = history.state?.y ?? 0;
    changed();
    afterUpdate(() => scrollTo(0, y));
  }

  homeAddress() { return catalogueAddress(this.catalogue); }
  itemAddress(item) { return `#/item/${encodeURIComponent(item.id)}`; }

  goHome($event) {
    this.follow($event, this.homeAddress(), []);
    const y = this.catalogue.y;
    if ($event.defaultPrevented) afterUpdate(() => scrollTo(0, y));
  }

  openItem($event, item) {
    if (this.view === 'home') this.catalogue.y = scrollY;
    this.follow($event, this.itemAddress(item), this.view === 'home' ? [] : [...this.trail, this.here()]);
  }

  /** This view as a step of the trail. */
  here() {
    if (this.view === 'search') return { hash: `#/q/${this.search.id}`, photo: this.search.id };
    const { item } = this.item;
    return { hash: this.itemAddress(item), title: item.title, labels: item.labels, id: item.id, thumbnail: item.thumbnail };
  }

  stepName(step) { return step.photo ? this.t('trail.photo') : this.name(step); }
  stepPicture(step) { return step.photo ? photoAddress(step.photo) : step.thumbnail; }
  stepBack($event, step, $index) { this.follow($event, step.hash, this.trail.slice(0, $index)); }

  skip($event) {
    $event.preventDefault();
    document.getElementById('main').focus();
  }

  // — catalogue —

  showCatalogue(parameters) {
    const { catalogue } = this;
    const labels = parameters.getAll('label'), text = parameters.get('text') ?? '';
    const address = catalogueAddress({ labels, text });
    this.show('home');
    if (catalogue.address === address && catalogue.items.length) return;
    Object.assign(catalogue, { labels, text, typed: text });
    this.browse();
  }

  /** Loads the first page for the chosen labels and text. */
  async browse() {
    const { catalogue } = this;
    browsing.abort();
    browsing = new AbortController();
    catalogue.address = this.homeAddress();
    catalogue.page = 0;
    catalogue.loading = false;
    catalogue.trouble = null;
    await this.more();
  }

  async more() {
    const { catalogue } = this, { signal } = browsing;
    if (catalogue.loading || (catalogue.page > 0 && this.isEnd())) return;
    catalogue.loading = true;
    changed();
    try {
      const { labels, text } = catalogue, page = catalogue.page + 1;
      const [answer, others] = await Promise.all([
        api.browse({ labels, text, page, size: PAGE }, signal),
        page === 1 ? this.otherFacets(signal) : {},
      ]);
      const known = new Set(page === 1 ? [] : catalogue.items.map(item => item.id));
      catalogue.items = [...(page === 1 ? [] : catalogue.items), ...answer.items.filter(item => !known.has(item.id))];
      Object.assign(catalogue, { total: answer.total, page, loading: false, trouble: null, tries: 0 });
      if (page === 1) {
        catalogue.facets = { ...answer.facets, ...others };
        this.announce(this.tn('browse.count', answer.total));
      }
    } catch (error) {
      if (error.name === 'AbortError') return;
      catalogue.loading = false;
      catalogue.trouble = this.trouble(error, catalogue, () => this.more());
    }
    changed();
  }

  /**
   * Counts of the values that could replace a chosen one: the server counts only what carries all
   * chosen labels, so a group with a choice is counted once more without it.
   */
  async otherFacets(signal) {
    const { labels, text } = this.catalogue;
    const groups = [...new Set(labels.map(groupOf))].filter(group => SINGLE.has(group));
    const answers = await Promise.all(groups.map(group =>
      api.browse({ labels: labels.filter(label => groupOf(label) !== group), text, size: 1 }, signal)));
    return Object.fromEntries(groups.map((group, index) => [group, answers[index].facets[group] ?? []]));
  }

  facet(group) {
    const { facets, labels } = this.catalogue;
    const values = facets[group] ?? [];
    const missing = labels.filter(label => groupOf(label) === group && !values.some(value => value.label === label));
    return [...missing.map(label => ({ label, count: 0 })), ...values];
  }
  facetGroups() { return GROUPS.filter(group => this.facet(group).length > 0); }
  isChosen(label) { return this.catalogue.labels.includes(label); }
  chosenIn(group) { return this.catalogue.labels.some(label => groupOf(label) === group); }
  /** Chosen labels that no chip row shows. */
  tokens() { return this.catalogue.labels.filter(label => !['category', 'color'].includes(groupOf(label))); }
  isFiltered() { return this.catalogue.labels.length > 0 || this.catalogue.text !== ''; }
  isEnd() { return this.catalogue.total !== null && this.catalogue.items.length >= this.catalogue.total; }
  isEmpty() { return this.catalogue.total === 0 && !this.catalogue.loading && !this.catalogue.trouble; }
  count(number) { return this.words.numbers.format(number); }
  swatch(label) { return SWATCHES[label.slice(6)] ?? null; }

  toggle(label) {
    const { catalogue } = this, group = groupOf(label);
    const rest = catalogue.labels.filter(l => l !== label && !(SINGLE.has(group) && groupOf(l) === group));
    this.refine(this.isChosen(label) ? rest : [...rest, label], catalogue.text);
  }
  clearGroup(group) {
    this.refine(this.catalogue.labels.filter(label => groupOf(label) !== group), this.catalogue.text);
  }
  clear() {
    this.catalogue.typed = '';
    this.refine([], '');
  }
  type($event) {
    this.catalogue.typed = $event.target.value;
    clearTimeout(typing);
    typing = setTimeout(() => this.refine(this.catalogue.labels, this.catalogue.typed.trim()), TYPING_PAUSE);
  }
  submitText($event) {
    $event.preventDefault();
    clearTimeout(typing);
    this.refine(this.catalogue.labels, this.catalogue.typed.trim());
    document.activeElement?.blur();
  }
  refine(labels, text) {
    const { catalogue } = this;
    const address = catalogueAddress({ labels, text });
    if (address === catalogue.address && !catalogue.trouble) return;
    Object.assign(catalogue, { labels, text });
    history.replaceState({ ...history.state }, '', address);
    this.browse();
  }

  openFilters() { document.getElementById('filters').showModal(); }
  closeDialog($event) { $event.target.closest('dialog').close(); }
  /** A click beside a dialog closes it. */
  outside($event) { if ($event.target.localName === 'dialog') $event.target.close(); }

  // — a photo's search —

  openChooser() { document.getElementById('file').click(); }
  tryAgain() { this.currentTrouble().retry(); }

  /** From the file chooser, the camera app, a drop or the clipboard. */
  takeFiles(files) {
    const file = [...(files ?? [])].find(f => f.type.startsWith('image/')) ?? files?.[0];
    if (!file) return;
    this.dragging = false;
    this.start(file);
  }
  chosen($event) {
    this.takeFiles($event.target.files);
    $event.target.value = '';
  }

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
    this.search = this.newSearch({ ...prepared, picture: URL.createObjectURL(prepared.photo), key: randomKey() });
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
      id: null, phase: 'uploading', sent: 0, place: 0, stage: null, slow: false, answer: null, garment: 0, trouble: null,
      tries: 0, aspect: 0.75, work: new AbortController(), ...known,
    };
  }

  async send() {
    const { search } = this;
    Object.assign(search, { phase: 'uploading', sent: 0, trouble: null });
    this.announce(this.t('stage.uploading'));
    changed();
    try {
      const { id, place } = await api.submit(search.photo, {
        top: TOP, key: search.key, signal: search.work.signal,
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
      const answer = await api.follow(search.id, {
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
      if (search !== this.search) return;
      this.announce(this.isNoFashion() ? this.t('found.nofashion.text')
        : [this.foundTitle(), this.t('say.results', { name: this.heading(), count: this.alike().length })].join('. '));
      this.nameDocument();
      changed();
      if (document.activeElement?.id === 'heading') afterUpdate(focusHeading);
    } catch (error) {
      this.failed(search, error, () => this.await(search));
    } finally {
      clearTimeout(slow);
    }
  }

  failed(search, error, retry) {
    if (error.name === 'AbortError') return;
    if (error instanceof api.Problem && error.status === 404 && search.id) search.expired = true;
    // A refused job's key would bring the same refusal back.
    if (error.code === 'internal' || error.code === 'idempotency_conflict') search.key = randomKey();
    const again = search.photo && (search.expired || !search.id || error.code === 'internal') ? () => this.send() : retry;
    search.phase = 'trouble';
    search.trouble = this.trouble(error, search, again);
    if (search === this.search) this.announce(`${search.trouble.title}. ${search.trouble.text}`);
    changed();
  }

  showSearch(id) {
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
    if (id === 'new') this.failed(this.search, new api.Problem('not_found', { status: 404 }), null);
    else this.await(this.search);
  }

  /** Stops asking about the search that is shown; it can be taken up again. */
  stopSearch() { this.search?.work.abort(new DOMException('left', 'AbortError')); }

  cancel() {
    this.stopSearch();
    stopTrouble(this.search);
    if (this.search.id) api.erase(this.search.id);
    this.search = null;
    this.go(this.homeAddress(), { replace: true });
  }

  isWaiting() { return this.view === 'search' ? ['uploading', 'queued', 'running'].includes(this.search.phase) : Boolean(this.item?.loading); }
  isSearching() { return this.view === 'search' && this.isWaiting(); }
  progressTitle() {
    const { phase, stage } = this.search;
    return this.t(`stage.${phase === 'running' ? stage ?? 'queued' : phase}`);
  }
  progressText() {
    const { phase, sent, place, slow } = this.search;
    if (slow) return this.t('stage.slow');
    if (phase === 'uploading') return this.t('stage.percent', { percent: this.words.percent(sent) });
    if (phase === 'queued' && place > 0) return this.tn('stage.place', place);
    return this.t('stage.moment');
  }
  progress() {
    const { phase, sent, stage } = this.search;
    if (phase === 'uploading') return 0.04 + sent * 0.26;
    if (phase === 'queued') return 0.36;
    return { decode: 0.5, find: 0.62, embed: 0.78, rank: 0.92 }[stage] ?? 0.45;
  }
  steps() {
    const { phase, stage } = this.search;
    const now = phase === 'uploading' ? 0 : phase === 'queued' ? 1 : ['embed', 'rank'].includes(stage) ? 3 : 2;
    return ['uploading', 'queued', 'find', 'rank'].map((key, index) => ({ key, past: index < now, now: index === now }));
  }

  // — what was found —

  garments() { return this.view === 'search' && this.search.answer && !this.search.answer.whole ? this.search.answer.garments : []; }
  garment() { return this.search?.answer?.garments[this.search.garment] ?? null; }
  isNoFashion() { return this.view === 'search' && isNoFashion(this.search.answer); }
  isDoubtful() { return this.view === 'search' && isDoubtful(this.search.answer); }
  isWhole() { return this.view === 'search' && Boolean(this.search.answer?.whole); }
  choose(index) {
    this.search.garment = index;
    this.announce(this.t('say.results', { name: this.heading(), count: this.alike().length }));
    this.nameDocument();
  }
  foundTitle() {
    const { answer } = this.search;
    if (this.isNoFashion()) return this.t('found.nofashion');
    return answer.whole ? this.t('found.none') : this.tn('found', answer.garments.length);
  }
  regionName(garment) { return this.t(`region.${garment.region}`); }
  garmentName(garment) { return this.words.garment(best(garment.attributes).map(a => a.label)); }

  // — look-alikes of an item —

  showItem(id, labels) {
    const same = this.item?.id === id;
    this.item = {
      id, labels, item: same ? this.item.item : null, items: same ? this.item.items : [], loading: false, trouble: null, tries: 0,
      work: (this.item?.work.abort(), new AbortController()),
    };
    this.item.item ??= this.catalogue.items.find(i => i.id === id) ?? this.ranked().find(i => i.id === id) ?? null;
    this.show('item');
    if (!same) afterUpdate(focusHeading);
    this.loadSimilar(this.item);
  }

  async loadSimilar(shown) {
    shown.loading = true;
    changed();
    try {
      const { item, items } = await api.similar(shown.id, { top: TOP - 1, labels: shown.labels }, shown.work.signal);
      Object.assign(shown, { item, items, loading: false, trouble: null, tries: 0 });
      if (shown === this.item) this.announce(this.t('say.results', { name: this.name(item), count: this.alike().length }));
      this.nameDocument();
    } catch (error) {
      if (error.name === 'AbortError') return;
      shown.loading = false;
      if (error.status === 404) error.code = 'item';
      shown.trouble = this.trouble(error, shown, () => this.loadSimilar(shown));
      this.announce(shown.trouble.title);
    }
    changed();
  }

  keepable() { return this.view === 'item' && this.item.item ? this.item.item.labels.filter(label => groupOf(label) !== 'style').slice(0, 8) : []; }
  isKept(label) { return Boolean(this.item?.labels.includes(label)); }
  keep(label) {
    const { labels, item } = this.item;
    const next = this.isKept(label) ? labels.filter(l => l !== label) : [...labels, label];
    const query = new URLSearchParams(next.map(l => ['label', l]));
    history.replaceState({ ...history.state, y: scrollY }, '', this.itemAddress(item) + (next.length ? `?${query}` : ''));
    this.route();
  }

  // — both kinds of results —

  ranked() { return (this.view === 'search' ? this.garment()?.items : this.view === 'item' ? this.item?.items : null) ?? []; }
  alike() { return divide(this.ranked()).alike; }
  weak() { return divide(this.ranked()).weak; }
  /** Weak matches are folded away until the person asks for those of this very ranking. */
  isUnfolded() { return this.unfolded === this.ranked(); }
  fold() { this.unfolded = this.isUnfolded() ? null : this.ranked(); }
  foldName() { return this.isUnfolded() ? this.t('results.fold') : this.tn('results.unfold', this.weak().length); }
  /** The closest match stands beside the person's own garment. */
  closest() { return this.view === 'search' && this.search.phase === 'done' ? this.alike()[0] ?? null : null; }
  rest() { return [...this.alike().slice(this.closest() ? 1 : 0), ...(this.isUnfolded() ? this.weak() : [])]; }
  isDone() { return this.view === 'search' ? this.search.phase === 'done' : this.view === 'item' && !this.item.trouble && (!this.item.loading || this.item.items.length > 0); }
  heading() {
    if (this.view === 'item') return this.t('results.item');
    const { phase, trouble } = this.search;
    if (trouble) return trouble.title;
    if (phase !== 'done') return this.progressTitle();
    if (this.isNoFashion()) return this.t('found.nofashion');
    const name = this.garment() && !this.search.answer.whole ? this.garmentName(this.garment()) : null;
    return name ? this.t('results.like', { name }) : this.t('results.whole');
  }
  currentTrouble() { return this.view === 'search' ? this.search.trouble : this.view === 'item' ? this.item.trouble : null; }

  picture() { return this.view === 'search' ? this.search.picture : this.item?.item?.thumbnail; }
  pictureAlt() { return this.view === 'search' ? this.t('photo.alt') : this.item?.item ? this.name(this.item.item) : ''; }
  aspect() {
    if (this.view === 'search') return this.search.aspect;
    const item = this.item?.item;
    return item ? item.width / item.height : 0.75;
  }
  pictureLoaded(img) { if (this.view === 'search' && img.naturalHeight) this.search.aspect = img.naturalWidth / img.naturalHeight; }
  isScanning() { return this.view === 'search' && this.search.phase === 'running'; }
  percent(fraction) { return `${fraction * 100}%`; }

  /** Cards show an item's garment, not all of its picture. */
  crop(item) { return item ? crop(item.box ?? ALL, item.width / item.height, CARD) : {}; }
  ownCrop() { return this.garment() ? crop(this.garment().box ?? ALL, this.search.aspect, CARD) : {}; }

  /** Labels of a card, what it shares with the garment first. */
  tags(item) {
    const matched = new Set(item.matched ?? []);
    return [...item.labels].filter(label => groupOf(label) !== 'gender')
      .map(label => ({ label, same: matched.has(label) }))
      .sort((a, b) => b.same - a.same || order(a.label) - order(b.label)).slice(0, 3);
  }
  /** The closest match beside the person's garment, group by group. */
  comparison() {
    const item = this.closest();
    if (!item) return [];
    return best(this.garment().attributes).map(({ label, group }) => ({
      group, yours: label, same: item.labels.includes(label),
      theirs: item.labels.filter(l => groupOf(l) === group),
    })).filter(row => row.theirs.length).slice(0, 5);
  }
  comparisonText(row) { return row.same ? this.label(row.yours) : row.theirs.map(l => this.label(l)).join(', '); }
  lost(img) { img.classList.add('lost'); }

  async share() {
    const url = location.href;
    try {
      if (navigator.share && matchMedia('(pointer: coarse)').matches) return await navigator.share({ title: document.title, url });
      await navigator.clipboard.writeText(url);
      this.say('share.copied');
    } catch { /* the person closed the sheet, or the browser has no clipboard: the address bar has the link */ }
  }
  say(key) {
    this.toast = this.t(key);
    this.announce(this.toast);
    changed();
    clearTimeout(toasting);
    toasting = setTimeout(() => { this.toast = ''; changed(); }, 2500);
  }

  // — trouble —

  /** Words for a problem, and a second try by itself where waiting helps. `owner` remembers the tries. */
  trouble(error, owner, retry) {
    if (!(error instanceof api.Problem)) console.error(error);
    const code = error instanceof api.Problem ? error.code : 'internal';
    const key = this.words.has(`problem.${code}`) ? code : error.status >= 500 ? 'internal' : 'request';
    const hopeless = ['not_an_image', 'image_too_large', 'image_too_many_pixels', 'gone', 'item'].includes(key)
      || (key === 'not_found' && !owner.photo);
    const trouble = {
      key, title: this.t(`problem.${key}`), text: this.t(`problem.${key}.text`), left: 0,
      retry: retry && !hopeless ? () => { stopTrouble(owner); retry(); } : null,
    };
    stopTrouble(owner);
    if (trouble.retry && error.isBusy && (owner.tries = (owner.tries ?? 0) + 1) <= MOST_TRIES) {
      trouble.left = error.retryAfter;
      owner.clock = setInterval(() => {
        trouble.left -= 1;
        if (trouble.left <= 0) trouble.retry();
        changed();
      }, 1000);
    }
    if (code === 'offline' && trouble.retry) {
      addEventListener('online', trouble.retry, { once: true });
      owner.cancelOnline = () => removeEventListener('online', trouble.retry);
    }
    return trouble;
  }

  // — camera —

  hasCamera() { return Boolean(navigator.mediaDevices?.getUserMedia) || matchMedia('(pointer: coarse)').matches; }
  async take() {
    // Phones have a better camera app than any page.
    if (matchMedia('(pointer: coarse)').matches || !navigator.mediaDevices?.getUserMedia) return document.getElementById('shot').click();
    const dialog = document.getElementById('camera'), video = dialog.querySelector('video');
    Object.assign(this.camera, { ready: false, denied: false });
    dialog.showModal();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1600 } } });
      if (!dialog.open) return this.cameraClosed();
      video.srcObject = stream;
      await video.play();
      this.camera.ready = true;
    } catch {
      this.camera.denied = true;
    }
    changed();
  }
  async shoot($event) {
    const dialog = $event.target.closest('dialog'), video = dialog.querySelector('video');
    const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext('2d').drawImage(video, 0, 0);
    const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.95));
    dialog.close();
    if (blob) this.start(blob);
  }
  cameraClosed() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    document.querySelector('#camera video').srcObject = null;
  }
}

const ALL = { x: 0, y: 0, width: 1, height: 1 };
let browsing = new AbortController(), typing, toasting, stream = null;
/** Addresses of photos that this tab has sent, by query id. */
const pictures = new Map();

function photoAddress(id) {
  if (!pictures.has(id)) {
    const blob = photos.find(id);
    if (blob) pictures.set(id, URL.createObjectURL(blob));
  }
  return pictures.get(id) ?? null;
}

function stopTrouble(owner) {
  clearInterval(owner?.clock);
  owner?.cancelOnline?.();
}

function catalogueAddress({ labels, text }) {
  const query = new URLSearchParams(labels.map(label => ['label', label]));
  if (text) query.set('text', text);
  return query.size ? `#/?${query}` : '#/';
}

function groupOf(label) { return label.slice(0, label.indexOf(':')); }
function order(label) { return GROUPS.indexOf(groupOf(label)); }

/** The surest attribute of each group, in the order of GROUPS. */
function best(attributes) {
  return GROUPS.map(group => attributes.filter(a => a.group === group).sort((a, b) => b.score - a.score)[0]).filter(Boolean);
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** 32 hex digits. randomUUID exists over https only; a shop may try this over plain http. */
function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

function firstLanguage() {
  let chosen = null;
  try {
    chosen = localStorage.getItem('language');
  } catch { /* no storage: the browser's language decides */ }
  return chosen ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
}

function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch { /* the choice lasts until the page is closed */ }
}

/** Bindings are written at the end of this task; `work` runs after them. */
function afterUpdate(work) { requestAnimationFrame(() => work()); }
function focusHeading() { document.getElementById('heading')?.focus({ preventScroll: true }); }

const page = new Page();
const changed = bind(document.body, page);
document.body.removeAttribute('data-cloak');
history.scrollRestoration = 'manual';

addEventListener('popstate', () => page.route());
addEventListener('online', () => { page.offline = false; changed(); });
addEventListener('offline', () => { page.offline = true; changed(); });
addEventListener('paste', event => {
  if (event.clipboardData?.files.length) { event.preventDefault(); page.takeFiles(event.clipboardData.files); }
});

// A photo may be dropped anywhere. dragenter and dragleave fire for every element on the way.
let depth = 0;
const hasFiles = event => [...(event.dataTransfer?.types ?? [])].includes('Files');
addEventListener('dragenter', event => { if (hasFiles(event)) { depth++; page.dragging = true; changed(); } });
addEventListener('dragleave', event => { if (hasFiles(event) && --depth <= 0) { depth = 0; page.dragging = false; changed(); } });
addEventListener('dragover', event => { if (hasFiles(event)) { event.preventDefault(); event.dataTransfer.dropEffect = 'copy'; } });
addEventListener('drop', event => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  depth = 0;
  page.dragging = false;
  page.takeFiles(event.dataTransfer.files);
  changed();
});

new IntersectionObserver(entries => {
  if (entries.some(entry => entry.isIntersecting) && page.view === 'home' && page.catalogue.page > 0 && !page.catalogue.trouble) page.more();
}, { rootMargin: '800px' }).observe(document.getElementById('more'));

page.route();
