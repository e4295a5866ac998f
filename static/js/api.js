// api.js: the iFashion HTTP API. Everything that goes wrong leaves here as one `Problem`.

const BASE = '/api/v1';
/** Polling: first after 250 ms, then half as long again each time, at most every 2 s. */
const FIRST_POLL = 250, POLL_GROWTH = 1.5, LONGEST_POLL = 2000;
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

/** DELETE /queries/{id}: cancels a search and erases its photo. Whether it is gone; else it expires by itself. */
export async function erase(id) {
  try {
    const { ok, status } = await fetch(`${BASE}/queries/${id}`, { method: 'DELETE', keepalive: true });
    return ok || status === 404 || status === 410;
  } catch {
    return false;
  }
}

/**
 * POST /queries: sends a photo; resolves to { id, state, place }. `box`: the person's own crop; `search`: the method.
 * XMLHttpRequest, since fetch does not report how much was sent. `key` makes a second try harmless.
 */
export function submit(photo, { top, search, box, key, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(), query = new URLSearchParams({ top, search });
    if (box) query.set('box', [box.x, box.y, box.width, box.height].map(side => side.toFixed(4)).join());
    request.open('POST', `${BASE}/queries?${query}`);
    request.setRequestHeader('Content-Type', photo.type);
    request.setRequestHeader('Idempotency-Key', key);
    request.upload.onprogress = event => { if (event.lengthComputable) onProgress?.(event.loaded / event.total); };
    request.onload = () => {
      const retryAfter = request.getResponseHeader('Retry-After');
      try {
        resolve(read(request.status, request.responseText, retryAfter));
      } catch (problem) {
        reject(problem);
      }
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(photo);
  });
}

/** Polls a query until it is done and resolves to the answer; `onState` hears queued and running. */
export async function follow(id, { onState, signal }) {
  let pause = FIRST_POLL, at = 0;
  for (;;) {
    await worthAsking(signal);
    let answer = null;
    try {
      answer = await get(`/queries/${id}`, signal);
      at = 0;
    } catch (problem) {
      // A gap in the network or a busy moment does not lose the search: it goes on at the server.
      if (!(problem instanceof Problem) || !(problem.isBusy || problem.status === 0) || ++at > 8) throw problem;
      pause = Math.max(pause, (problem.retryAfter ?? 0) * 1000);
    }
    if (answer?.state === 'done') return answer;
    if (answer?.state === 'failed') throw new Problem(answer.problem?.code ?? 'internal', answer.problem);
    if (answer) onState?.(answer);
    await sleep(pause, signal);
    pause = Math.min(LONGEST_POLL, pause * POLL_GROWTH);
  }
}

/** Sends a photo and resolves to the answer. */
export async function search(photo, options, signal) {
  const { id } = await submit(photo, { ...options, key: randomKey(), signal });
  return follow(id, { signal });
}

/** 32 hex digits. randomUUID exists over https only; a shop may try this over plain http. */
export function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

async function get(path, signal) {
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

function unreachable() {
  return new Problem(navigator.onLine ? 'network' : 'offline');
}

/** Resolves when the page is seen and the browser is online: nobody looks, nobody asks. */
async function worthAsking(signal) {
  while (document.hidden || !navigator.onLine) {
    await new Promise((resolve, reject) => {
      const done = () => {
        document.removeEventListener('visibilitychange', done);
        removeEventListener('online', done);
        if (signal.aborted) reject(signal.reason); else resolve();
      };
      document.addEventListener('visibilitychange', done);
      addEventListener('online', done);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}

export function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}
