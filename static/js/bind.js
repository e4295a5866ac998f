// bind.js: declarative bindings for plain HTML, in the manner of AngularJS, and nothing else.
//
//   data-text="expr"                     the element's text
//   data-show="expr"                     hidden unless true; nothing inside is evaluated while it is hidden
//   data-each="row of expr by key"       one copy of the element for each row (also sets $index)
//   data-attr="name: expr; name: expr"   attributes; null, undefined and false remove one
//   data-prop="name: expr; …"            DOM properties (value, checked, disabled)
//   data-class="name: expr; …"           classes
//   data-style="--name: expr; …"         style properties, set through the CSSOM (an inline style breaks the CSP)
//   data-on="event: call(…); …"          event handlers; `$event` and `$el` can be passed on
//
// Expressions are read by a parser of their own: no eval, no Function, so the page runs under
// `script-src 'self'; require-trusted-types-for 'script'`. They have names, members, calls, literals,
// ! == != < > <= >= + - && || ?: and brackets. There is no assignment: a handler calls a method.
// A member of null is undefined, not an error. A method runs with the scope that owns it as `this`,
// also from inside a row (otherwise `this.x = …` would write into the row and be lost).
//
// `bind(root, scope)` returns `changed()`: call it after the scope has changed. Changes are gathered
// until the end of the task's microtasks, then each binding is compared with what it last wrote.

import { compile } from './expression.js';

/** Splits "a: x; b: y" into pairs. A quoted ; or : is left alone. */
export function pairs(source) {
  const parts = source.match(/(?:'(?:[^'\\]|\\.)*'|[^;'])+/g) ?? [];
  return parts.filter(part => part.trim()).map(part => {
    const colon = part.indexOf(':');
    return [part.slice(0, colon).trim(), part.slice(colon + 1).trim()];
  });
}

const LINKS = new Set(['href', 'src', 'action', 'formaction', 'xlink:href']);
const SAFE = /^(?:https?:|blob:|data:image\/|\/|#|\.|$)/i;

/** Attribute values: an address that could run script is dropped. */
function safe(name, value) {
  return LINKS.has(name) && !SAFE.test(String(value).trim()) ? null : value;
}

const WRITERS = {
  attr: (el, name, value) => {
    const kept = value === null || value === undefined || value === false ? null : safe(name, value);
    if (kept === null) el.removeAttribute(name); else el.setAttribute(name, kept === true ? '' : kept);
  },
  prop: (el, name, value) => { if (el[name] !== value) el[name] = value; },
  class: (el, name, value) => { el.classList.toggle(name, Boolean(value)); },
  style: (el, name, value) => {
    if (value === null || value === undefined) el.style.removeProperty(name); else el.style.setProperty(name, value);
  },
};

/** Binds `root` and all it holds to `scope`; returns the function that says «something changed». */
export function bind(root, scope) {
  let waiting = false;
  const changed = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; update(); });
  };
  const update = group(root, scope, changed);
  update();
  return changed;
}

/** Links an element and its children; returns one function that brings them up to date. */
function group(el, scope, changed) {
  const updates = [];
  link(el, scope, updates, changed);
  return () => { for (const update of updates) update(); };
}

function link(el, scope, updates, changed) {
  const data = el.dataset ?? {};
  if (data.each) return linkEach(el, scope, updates, changed);
  if (data.show) {
    const show = compile(data.show), inner = [];
    let was;
    updates.push(() => {
      const is = Boolean(show(scope));
      if (is !== was) el.toggleAttribute('hidden', !(was = is));
      if (is) for (const update of inner) update();
    });
    updates = inner;
  }
  for (const [kind, write] of Object.entries(WRITERS)) {
    for (const [name, source] of pairs(data[kind] ?? '')) {
      if (/^(attr|prop)$/.test(kind) && /^on|^srcdoc$|^innerhtml$|^outerhtml$/i.test(name)) throw new Error(`not bindable: ${name}`);
      watch(compile(source), scope, value => write(el, name, value), updates);
    }
  }
  if (data.text) watch(compile(data.text), scope, value => { el.textContent = value ?? ''; }, updates);
  for (const [event, source] of pairs(data.on ?? '')) {
    const call = compile(source);
    el.addEventListener(event, $event => {
      call(row(scope, { $event, $el: el }));
      changed();
    });
  }
  for (const child of [...(el.children ?? [])]) link(child, scope, updates, changed);
}

function watch(get, scope, write, updates) {
  let last, written = false;
  updates.push(() => {
    const value = get(scope);
    if (written && Object.is(value, last)) return;
    last = value;
    written = true;
    write(value);
  });
}

function row(parent, own) {
  return Object.assign(Object.create(parent), { $parent: parent }, own);
}

/** Rows are kept by key: what stays is moved, not made anew (focus and loaded pictures survive). */
function linkEach(el, scope, updates, changed) {
  const [, name, source, by] = /^\s*(\w+)\s+of\s+(.+?)(?:\s+by\s+(.+))?\s*$/.exec(el.dataset.each);
  const list = compile(source), key = by && compile(by);
  const anchor = el.ownerDocument.createComment(` ${name} `);
  el.replaceWith(anchor);
  delete el.dataset.each;
  let rows = new Map();
  updates.push(() => {
    const next = new Map();
    [...(list(scope) ?? [])].forEach((value, $index) => {
      let id = key ? key(row(scope, { [name]: value, $index })) : $index;
      while (next.has(id)) id = `${id}+`;
      let kept = rows.get(id);
      if (!kept) {
        const copy = el.cloneNode(true), own = row(scope, { [name]: value, $index });
        kept = { copy, own, update: group(copy, own, changed) };
      }
      kept.own[name] = value;
      kept.own.$index = $index;
      next.set(id, kept);
    });
    for (const [id, { copy }] of rows) if (!next.has(id)) copy.remove();
    let before = anchor;
    for (const { copy } of [...next.values()].reverse()) {
      if (before.previousSibling !== copy) before.before(copy);
      before = copy;
    }
    rows = next;
    for (const { update } of rows.values()) update();
  });
}
