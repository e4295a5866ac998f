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
