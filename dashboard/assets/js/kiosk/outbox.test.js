import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newId } from './id.js';
import { Outbox } from './outbox.js';
import { keyOf, Memory, moveOver, openShelf } from './shelf.js';

/** A server that answers with the given statuses, one a request, the last one for ever; 0 is no network. states says what becomes
 * of items by their ids. */
function server(statuses, states = {}) {
  const got = [];
  const fetch = async (address, { body }) => {
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    if (status === 0) throw new TypeError('network');
    const { items, now } = JSON.parse(body);
    got.push({ address, status, ids: items.map((item) => item.id), now });
    return { status, json: async () => ({ items: items.map((item) => ({ id: item.id, state: states[item.id] || 'taken' })) }) };
  };
  return { got, fetch };
}

const now = () => Promise.resolve();
const clock = () => new Date('2026-11-25T20:00:00Z');
const tap = (id) => ({ kind: 'tap', id, score: 5, moment: '2026-11-25T19:00:00.000Z', lang: 'bg' });
const outbox = (fetch, shelf = new Memory(), wait = now) => new Outbox({ home: '/k/a', shelf, fetch, wait, clock });

test('an id is a UUID of version 7 with the moment in front', () => {
  const id = newId(0x0198_0000_1234, new Uint8Array(10).fill(255));
  assert.equal(id, '01980000-1234-7fff-bfff-ffffffffffff');
  assert.notEqual(newId(), newId());
});

test('taps are sent again until the server has them, in order, with the clock of the device', async () => {
  const { got, fetch } = server([0, 503, 429, 200]);
  const box = outbox(fetch);
  const waits = [];
  box.changed = (waiting) => waits.push(waiting);
  await box.shelf.add([tap('1'), tap('2'), { ...tap('2'), kind: 'more' }]);
  await box.send();
  const last = got[got.length - 1];
  assert.deepEqual(last.ids, ['1', '2', '2']);
  assert.equal(last.address, '/k/a/queue');
  assert.equal(last.now, '2026-11-25T20:00:00.000Z');
  assert.deepEqual(await box.shelf.first(9), []);
  assert.deepEqual(waits, [true, true, true, false]);
});

test('a tap made while others are sent goes in the same run', async () => {
  const { got, fetch } = server([200]);
  const box = outbox(async (...args) => {
    if (got.length === 0) await box.put(tap('2'));
    return fetch(...args);
  });
  await box.put(tap('1'));
  await box.sending;
  assert.deepEqual(got.map((g) => g.ids), [['1'], ['2']]);
});

test('what the server has for later stays, what it refuses goes', async () => {
  const states = { 2: 'refused', 3: 'later' };
  const { got, fetch } = server([200], states);
  const box = outbox(fetch);
  await box.shelf.add([tap('1'), tap('2'), tap('3')]);
  box.pause = async () => { states[3] = 'taken'; };
  await box.send();
  assert.deepEqual(got.map((g) => g.ids), [['1', '2', '3'], ['3'], ['3']]);
});

test('an item that spoils a whole request is found and does not hold up the others', async () => {
  const got = [];
  const box = outbox(async (address, { body }) => {
    const { items } = JSON.parse(body);
    const ids = items.map((item) => item.id);
    if (ids.includes('bad')) return { status: 400 };
    got.push(...ids);
    return { status: 200, json: async () => ({ items: items.map(() => ({ state: 'taken' })) }) };
  });
  await box.shelf.add([tap('1'), tap('bad'), tap('3')]);
  await box.send();
  assert.deepEqual(got, ['1', '3']);
});

test('a booth that was switched off keeps its taps and says so', async () => {
  const { got, fetch } = server([404, 404, 200]);
  const box = outbox(fetch);
  const told = [];
  box.refused = (status) => told.push(status);
  await box.put(tap('1'));
  await box.sending;
  assert.deepEqual(told, [404, 404]);
  assert.deepEqual(got[got.length - 1], { address: '/k/a/queue', status: 200, ids: ['1'], now: '2026-11-25T20:00:00.000Z' });
});

test('an item put twice is kept once, a tap and what is added to it are two', async () => {
  const shelf = new Memory();
  await shelf.add([tap('1'), tap('1')]);
  await shelf.add([tap('1'), { ...tap('1'), kind: 'more' }]);
  assert.deepEqual((await shelf.first(9)).map((row) => keyOf(row.item)), ['tap 1', 'more 1']);
});

test('a browser without IndexedDB keeps taps in memory', async () => {
  assert.ok(await openShelf('/k/a', undefined) instanceof Memory);
  assert.ok(await openShelf('/k/a', { open() { throw new Error('forbidden'); } }) instanceof Memory);
});

test('taps left from the earlier page move over, once', async () => {
  const kept = new Map([['harta.taps./k/a', JSON.stringify([
    { address: '/k/a', tap: { id: '1', moment: '2026-11-01T08:00:00Z', score: '4' } },
    { address: '/k/a?lang=tr', tap: { id: '2', moment: '2026-11-01T09:00:00Z', score: '1' } },
    { address: '/k/a' }, null,
  ])]]);
  const storage = { getItem: (k) => kept.get(k) ?? null, removeItem: (k) => kept.delete(k) };
  const shelf = new Memory();
  await moveOver('/k/a', storage, shelf);
  await moveOver('/k/a', storage, shelf);
  assert.deepEqual((await shelf.first(9)).map((row) => row.item), [
    { kind: 'tap', id: '1', score: 4, moment: '2026-11-01T08:00:00Z', lang: '' },
    { kind: 'tap', id: '2', score: 1, moment: '2026-11-01T09:00:00Z', lang: 'tr' },
  ]);
  assert.equal(kept.size, 0);
  kept.set('harta.taps./k/a', 'no JSON');
  await moveOver('/k/a', storage, shelf);
  await moveOver('/k/a', { getItem() { throw new Error('forbidden'); } }, shelf);
});

test('taps that cannot move stay where they are', async () => {
  const kept = new Map([['harta.taps./k/a', JSON.stringify([{ address: '/k/a', tap: { id: '1', score: '4' } }])]]);
  const storage = { getItem: (k) => kept.get(k), removeItem: (k) => kept.delete(k) };
  await assert.rejects(moveOver('/k/a', storage, { add: async () => { throw new Error('full'); } }));
  assert.equal(kept.size, 1);
});
