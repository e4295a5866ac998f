// words.js: how sentences, labels, numbers and scores are said in the person's language. {name} in a sentence is
// replaced; `key.one` / `key.other` are chosen by Intl.PluralRules over a count. Only the table of the language that
// is spoken is loaded.

const LANGUAGES = { en: 'en', zh: 'zh-Hans' };

/** The words of a language, `en` or `zh` (of another: English). */
export async function loadWords(language) {
  const known = language in LANGUAGES ? language : 'en';
  return new Words(known, await import(`./words/${known}.js`));
}

/** Where one word ends and the next begins: of similarities (0…1, calibrated), and of cosines where there are none. */
const SIMILARITIES = [[0.9, 'twin'], [0.7, 'very'], [0.5, 'close'], [-Infinity, 'some']];
const COSINES = [[0.9, 'twin'], [0.8, 'very'], [0.65, 'close'], [-Infinity, 'some']];

/** Says everything in one language. */
export class Words {
  /** `table` is a module of the folder `words`. */
  constructor(language, table) {
    Object.assign(this, { language, table, locale: LANGUAGES[language] });
    this.plural = new Intl.PluralRules(this.locale);
    this.numbers = new Intl.NumberFormat(this.locale);
    this.prices = new Intl.NumberFormat(this.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    this.times = new Intl.DateTimeFormat(this.locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
    this.percents = new Intl.NumberFormat(this.locale, { style: 'percent' });
  }

  /** The sentence of a key, with {name} replaced. */
  say(key, values = {}) {
    const sentence = this.table.sentences[key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  /** The sentence of a key for so many. */
  count(key, count) {
    return this.say(`${key}.${this.plural.select(count)}`, { count: this.numbers.format(count) });
  }

  percent(fraction) { return this.percents.format(fraction); }

  /** A moment, as milliseconds since 1970: «24 Nov, 21:40». */
  time(value) { return this.times.format(value); }

  /** A shop's price; in which currency the catalogue does not say. */
  price(value) { return this.prices.format(value); }

  /** «184 ms», «0.4 ms». */
  milliseconds(value) { return `${value < 10 ? this.numbers.format(Math.round(value * 10) / 10) : this.numbers.format(Math.round(value))} ms`; }

  has(key) { return key in this.table.sentences; }

  /** 'color:Gray' → 'Grey'. */
  label(label) {
    const name = label.slice(label.indexOf(':') + 1);
    return this.table.labels[name] ?? name;
  }

  /** As one says it within a sentence: 'category:Skirts' → 'skirt'. */
  within(label) {
    const name = label.slice(label.indexOf(':') + 1);
    return (label.startsWith('category:') && this.table.singular?.[name]) || (this.language === 'en' ? this.label(label).toLowerCase() : this.label(label));
  }

  group(label) { return this.say(`group.${label.slice(0, label.indexOf(':'))}`); }

  /** How close a ranked item is: 'Very close · 82%'. */
  closeness({ similarity, score, weak }) {
    const [value, steps] = similarity == null ? [score, COSINES] : [similarity, SIMILARITIES];
    const key = weak ? 'weak' : steps.find(([least]) => value >= least)[1];
    return `${this.say(`score.${key}`)} · ${this.percent(Math.max(0, value))}`;
  }

  /** «grey hoodie», said from labels; null when they name neither colour nor category. */
  garment(labels) {
    const first = group => labels.find(label => label.startsWith(`${group}:`));
    const category = first('category'), color = first('color');
    if (!category && !color) return null;
    if (this.language === 'zh') return [color, category].filter(Boolean).map(l => this.label(l)).join('');
    const name = category?.slice(9);
    const noun = name ? this.table.singular[name] ?? name.toLowerCase() : 'piece';
    return [color && this.label(color).toLowerCase(), noun].filter(Boolean).join(' ');
  }

  /** What a card calls an item: its title, or what its labels say. */
  item(item) {
    const name = item.title || this.garment(item.labels ?? []) || item.id;
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
}
