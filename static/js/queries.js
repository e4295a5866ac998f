// queries.js: photos are sent, followed and erased.

import { BASE, Problem, get, read, unreachable } from './api.js';

/** Polling: first after 250 ms, then half as long again each time, at most every 2 s. */
const FIRST_POLL = 250, POLL_GROWTH = 1.5, LONGEST_POLL = 2000;

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
