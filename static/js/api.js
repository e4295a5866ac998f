// api.js: the iFashion HTTP API. Everything that goes wrong leaves here as one `Problem`.

export const BASE = '/api/v1';
/** A refusal without Retry-After is tried again after so many seconds. */
const DEFAULT_RETRY = 5;

/** What went wrong, by the code of the server's problem JSON, or `offline`, `network`, `unreadable`. */
export class Problem extends Error {
  constructor(code, { status = 0, detail = '', retryAfter = null } = {}) {
    super(detail || code);
    Object.assign(this, { code, status, detail, retryAfter });
  }

  /** The server is there but has no room now: waiting helps. */
  get isBusy() { return this.status === 503 || this.status === 429; }
}

/** GET /items: { labels, text, region, page, size } → page of items with facets. */
export function browse({ labels = [], text = '', region = '', page = 1, size = 48 }, signal) {
  const query = new URLSearchParams();
  for (const label of labels) query.append('label', label);
  if (text) query.set('text', text);
  if (region) query.set('region', region);
  query.set('page', page);
  query.set('size', size);
  return get(`/items?${query}`, signal);
}

/** GET /items/{id}/similar: the item and its ranked look-alikes. */
export function similar(id, { top, search, labels = [] }, signal) {
  const query = new URLSearchParams({ top, search });
  for (const label of labels) query.append('label', label);
  return get(`/items/${encodeURIComponent(id)}/similar?${query}`, signal);
}

/** GET of a path below BASE: its JSON. */
export async function get(path, signal) {
  let response, text;
  try {
    response = await fetch(BASE + path, { signal, headers: { Accept: 'application/json' } });
    text = await response.text();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw unreachable();
  }
  return read(response.status, text, response.headers.get('Retry-After'));
}

/** The body of a good answer; a Problem for any other (nginx's own refusals carry no JSON). */
export function read(status, text, retryAfter) {
  let body = null;
  try {
    body = JSON.parse(text);
  } catch { /* said below, by status */ }
  if (status >= 200 && status < 300 && body) return body;
  const busy = status === 503 || status === 429;
  throw new Problem(body?.code ?? codeOf(status), {
    status, detail: body?.detail, retryAfter: busy ? seconds(retryAfter) : null,
  });
}

function codeOf(status) {
  const codes = { 404: 'not_found', 410: 'gone', 413: 'image_too_large', 415: 'not_an_image', 429: 'queue_full', 503: 'queue_unavailable' };
  return codes[status] ?? (status >= 500 ? 'internal' : 'unreadable');
}

/** Retry-After is a number of seconds or a date. */
export function seconds(retryAfter, now = Date.now()) {
  const number = Number(retryAfter);
  if (retryAfter && Number.isFinite(number)) return Math.max(1, Math.ceil(number));
  const date = Date.parse(retryAfter ?? '');
  return Number.isNaN(date) ? DEFAULT_RETRY : Math.max(1, Math.ceil((date - now) / 1000));
}

/** No answer came: whose fault, as far as the browser knows. */
export function unreachable() {
  return new Problem(navigator.onLine ? 'network' : 'offline');
}
