// A document small enough to read: just the part of the DOM that bind.js touches.

class Node {
  parent = null;
  get siblings() { return this.parent.childNodes; }
  get previousSibling() { return this.siblings[this.siblings.indexOf(this) - 1] ?? null; }
  remove() { this.siblings.splice(this.siblings.indexOf(this), 1); this.parent = null; }
  before(node) {
    if (node.parent) node.remove();
    this.siblings.splice(this.siblings.indexOf(this), 0, node);
    node.parent = this.parent;
  }
  replaceWith(node) { this.before(node); this.remove(); }
}

class Comment extends Node {}

export class Element extends Node {
  ownerDocument = { createComment: () => new Comment() };
  childNodes = [];
  attributes = {};
  classes = new Set();
  styles = {};
  listeners = {};
  textContent = '';
  constructor(data = {}, ...children) {
    super();
    this.dataset = { ...data };
    for (const child of children) { child.parent = this; this.childNodes.push(child); }
  }
  get children() { return this.childNodes.filter(node => node instanceof Element); }
  cloneNode() { return new Element(this.dataset, ...this.children.map(child => child.cloneNode())); }
  setAttribute(name, value) { this.attributes[name] = String(value); }
  removeAttribute(name) { delete this.attributes[name]; }
  toggleAttribute(name, on) { if (on) this.attributes[name] = ''; else delete this.attributes[name]; }
  get classList() { return { toggle: (name, on) => on ? this.classes.add(name) : this.classes.delete(name) }; }
  get style() {
    return { setProperty: (name, value) => { this.styles[name] = value; }, removeProperty: name => { delete this.styles[name]; } };
  }
  addEventListener(event, listener) { this.listeners[event] = listener; }
  dispatch(event) { this.listeners[event]({ type: event }); }
  get texts() { return this.children.map(child => child.textContent); }
}
