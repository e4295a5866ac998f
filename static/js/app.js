// app.js: the page. Its controller is put together from its parts: each is a class whose methods work on the same
// state, which stands here, so that the HTML binds to one scope.

import { bind } from './bind.js';
import { Cards } from './cards.js';
import { Catalogue } from './catalogue.js';
import { changed, onChange } from './changes.js';
import { Entrance, listen } from './entrance.js';
import { Places } from './places.js';
import { Saved } from './saved.js';
import { Speech, firstLanguage } from './speech.js';
import { STYLES, Styles } from './styles.js';
import { Trouble } from './trouble.js';
import { loadWords } from './words.js';

/** The parts that are not needed at first are loaded when the page has been quiet for so long, or when they are needed. */
const QUIET = 1500;

class Page {
  /** 'opening' (nothing yet), 'home' (the catalogue), 'search' (a photo's), 'item' (its look-alikes) or 'saved'. */
  view = 'opening';
  words;
  status = '';
  toast = '';
  offline = !navigator.onLine;
  dragging = false;
  camera = { open: false, ready: false, denied: false };
  refused = null;
  unfolded = null;
  /** Lists of this device, read when they are first needed. */
  saved = null;
  past = null;
  /** Labels and order that a ranking is narrowed by. */
  refining = null;
  /** The box that is being drawn, and the corner that was tapped first. */
  drawing = null;
  tapped = null;
  /** How the person wants the catalogue searched; null: as is usual. */
  method = null;

  catalogue = {
    labels: [], text: '', typed: '', items: [], total: null, page: 0, facets: {}, loading: false, trouble: null,
    address: null, y: 0, query: { labels: [], text: '' }, read: null, literal: null,
  };
  styles = STYLES;
  search = null;
  item = null;
  trail = [];

  isComplete = false;
  /** Loads the parts that show results; whether they are there. Without a network it can be tried again. */
  complete() {
    return completing ??= import('./work.js').then(({ parts }) => { join(parts); return this.isComplete = true; }).catch(error => {
      console.error(error);
      completing = null;
      this.say('problem.network');
      return false;
    });
  }
}

let completing = null;

function join(parts) {
  for (const part of parts) {
    for (const [name, method] of Object.entries(Object.getOwnPropertyDescriptors(part.prototype))) {
      if (name === 'constructor') continue;
      if (name in Page.prototype) throw new Error(`two parts of the page have a method ${name}`);
      Object.defineProperty(Page.prototype, name, method);
    }
  }
}

join([Speech, Places, Catalogue, Cards, Entrance, Saved, Styles, Trouble]);
const page = new Page();
page.words = await loadWords(firstLanguage());
onChange(bind(document.body, page));
document.body.removeAttribute('data-cloak');
history.scrollRestoration = 'manual';

addEventListener('popstate', () => page.route());
addEventListener('online', () => { page.offline = false; changed(); });
addEventListener('offline', () => { page.offline = true; changed(); });
listen(page);

new IntersectionObserver(entries => {
  if (entries.some(entry => entry.isIntersecting) && page.view === 'home' && page.catalogue.page > 0 && !page.catalogue.trouble) page.more();
}, { rootMargin: '800px' }).observe(document.getElementById('more'));

page.route();
setTimeout(() => page.complete(), QUIET);
