// node --test Tests/page
// What the page weighs, compressed as nginx does it (gzip, level 6). The limits are those of docs/page.md.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { gzipSync } from 'node:zlib';

const STATIC = new URL('../../static/', import.meta.url);
const KB = 1024;
const text = path => readFileSync(new URL(path, STATIC), 'utf8');
const weight = path => gzipSync(text(path), { level: 6 }).length;

/** All modules that one loads, itself first; what is imported when it is needed is not among them. */
function modules(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, from] of text(path).matchAll(/^(?:import|export)\b[^'"\n]*from '(\.[^']+)'/gm)) {
    modules(new URL(from, new URL(path, 'file:///')).pathname.slice(1), found);
  }
  return found;
}
const sum = paths => [...paths].reduce((total, path) => total + weight(path), 0);
const first = modules('js/app.js');

test('the catalogue is seen after 25 KB of JavaScript, in either language', () => {
  for (const language of ['en', 'zh']) {
    const bytes = sum([...first, `js/words/${language}.js`]);
    assert.ok(bytes <= 25 * KB, `${language}: ${bytes} bytes`);
  }
});

test('the parts that show results add at most 20 KB', () => {
  const bytes = sum([...modules('js/work.js')].filter(path => !first.has(path)));
  assert.ok(bytes <= 20 * KB, `${bytes} bytes`);
});

test('the page has at most 8 KB of HTML and 10 KB of CSS', () => {
  assert.ok(weight('index.html') <= 8 * KB, `${weight('index.html')} bytes of HTML`);
  assert.ok(weight('css/app.css') <= 10 * KB, `${weight('css/app.css')} bytes of CSS`);
});

test('what is needed at first is asked for at once, and nothing else', () => {
  const preloaded = [...text('index.html').matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(match => match[1]);
  assert.deepEqual(preloaded.sort(), [...first].filter(path => path !== 'js/app.js').sort());
});

test('nothing is loaded from elsewhere', () => {
  for (const path of ['index.html', 'css/app.css', ...first, ...modules('js/work.js')]) {
    assert.doesNotMatch(text(path), /(?:src|href)="https?:|url\(['"]?https?:|from 'https?:|import\('https?:/, path);
  }
});
