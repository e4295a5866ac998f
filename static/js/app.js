// app.js: the page. Its controller is put together from its parts: each is a class whose methods work on the same
// state, which stands here, so that the HTML binds to one scope.

import { bind } from './bind.js';
import { Camera } from './camera.js';
import { Catalogue } from './catalogue.js';
import { changed, onChange } from './changes.js';
import { Draw } from './draw.js';
import { Expert } from './expert.js';
import { Garments } from './garments.js';
import { ItemView } from './item.js';
import { Places } from './places.js';
import { Progress } from './progress.js';
import { Refine } from './refine.js';
import { Results } from './results.js';
import { Saved } from './saved.js';
import { Search } from './search.js';
import { Speech, firstLanguage } from './speech.js';
import { Trouble } from './trouble.js';
import { loadWords } from './words.js';

class Page {
  view = 'home';
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
    address: null, y: 0,
  };
  search = null;
  item = null;
  trail = [];
}

for (const part of [Speech, Places, Catalogue, Search, Progress, Garments, Draw, ItemView, Results, Refine, Expert, Saved, Trouble, Camera]) {
  for (const [name, method] of Object.entries(Object.getOwnPropertyDescriptors(part.prototype))) {
    if (name === 'constructor') continue;
    if (name in Page.prototype) throw new Error(`two parts of the page have a method ${name}`);
    Object.defineProperty(Page.prototype, name, method);
  }
}

const page = new Page();
page.words = await loadWords(firstLanguage());
onChange(bind(document.body, page));
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
