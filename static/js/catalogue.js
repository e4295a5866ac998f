// catalogue.js: the catalogue, filtered by labels and words, page by page.

import * as api from './api.js';
import { changed } from './changes.js';
import { GROUPS, SINGLE, groupOf } from './labels.js';
import { catalogueAddress } from './places.js';

const PAGE = 48;
const TYPING_PAUSE = 300;

let browsing = new AbortController(), typing;

export class Catalogue {
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
      const page = catalogue.page + 1;
      const answer = page === 1 ? await this.firstPage(signal) : await api.browse({ ...catalogue.query, page, size: PAGE }, signal);
      const others = page === 1 ? await this.otherFacets(signal) : {};
      const known = new Set(page === 1 ? [] : catalogue.items.map(item => item.id));
      catalogue.items = [...(page === 1 ? [] : catalogue.items), ...answer.items.filter(item => !known.has(item.id))];
      Object.assign(catalogue, { total: answer.total, page, loading: false, trouble: null, tries: 0 });
      if (page === 1) {
        catalogue.facets = { ...answer.facets, ...others };
        this.findStyles(answer.facets);
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
   * The first page of what was typed: read as labels where it means some, and where nothing carries them all, of fewer;
   * else of the very words. `catalogue.query` is what was asked in the end, `catalogue.read` how the words were read.
   */
  async firstPage(signal) {
    const { catalogue } = this, { labels, text } = catalogue, exact = { labels, text };
    const meant = text && catalogue.literal !== text ? (await import('./synonyms.js')).understand(text) : null;
    const asked = meant
      ? [...meant.steps.map((added, step) => ({ labels: [...new Set([...labels, ...added])], text: meant.rest, read: { text, labels: added, all: step === 0 } })),
        { ...exact, read: null }, { labels: [...new Set([...labels, ...meant.steps[0]])], text: '', read: { text, labels: meant.steps[0], all: false } }]
      : [{ ...exact, read: null }];
    let answer;
    for (const { read, ...query } of asked) {
      answer = await api.browse({ ...query, page: 1, size: PAGE }, signal);
      Object.assign(catalogue, { query, read });
      if (answer.total) break;
    }
    if (!answer.total) Object.assign(catalogue, { query: exact, read: null });
    return answer;
  }
  readSaid() { return this.t(this.catalogue.read?.all ? 'browse.read' : 'browse.read.near', { text: this.catalogue.read?.text }); }
  readLiterally() {
    this.catalogue.literal = this.catalogue.text;
    this.browse();
  }

  /**
   * Counts of the values that could replace a chosen one: the server counts only what carries all
   * chosen labels, so a group with a choice is counted once more without it.
   */
  async otherFacets(signal) {
    const { labels, query } = this.catalogue;
    const groups = [...new Set(labels.map(groupOf))].filter(group => SINGLE.has(group));
    const answers = await Promise.all(groups.map(group =>
      api.browse({ ...query, labels: query.labels.filter(label => groupOf(label) !== group), size: 1 }, signal)));
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
}
