// node --test Tests/page
import assert from 'node:assert/strict';
import test from 'node:test';
import { readNote } from '../../static/js/expert.js';

test('notes of the server are told apart, with what they name', () => {
  const said = note => readNote(note).map(({ key, values, text }) => [key ?? text, values && { ...values }]);
  assert.deepEqual(said('Searched among category:Coats, region upper: 3 items. Filled up with 46 others of region upper.'), [
    ['note.type.region', { label: 'category:Coats', region: 'upper', count: '3' }], ['note.filled.region', { count: '46', region: 'upper' }]]);
  assert.deepEqual(said('Searched among category:Jumpsuits Overalls & Rompers: 2 items. Filled up with 47 of all items.'), [
    ['note.type', { label: 'category:Jumpsuits Overalls & Rompers', count: '2' }], ['note.filled', { count: '47' }]]);
  assert.deepEqual(said('The gallery has no lists for level search: it was searched by brute force.'), [['note.lists', { method: 'level' }]]);
  assert.deepEqual(said('The filter admits 7 items only: each was compared.'), [['note.few', { count: '7' }]]);
  assert.deepEqual(said('One item of each product: searched by brute force.'), [['note.product', {}]]);
  assert.deepEqual(said('Neither category nor region is known: all items were searched.'), [['note.unknown', {}]]);
});

test('a note that is not known is shown as it came, none is nothing', () => {
  assert.deepEqual(readNote('Something new.'), [{ text: 'Something new.' }]);
  assert.deepEqual(readNote(null), []);
});
