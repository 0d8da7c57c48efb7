import assert from 'node:assert/strict';
import { test } from 'node:test';

import { askLater, sendForOthers, sendLater, sendWaiting } from './later.js';
import { Outbox } from './outbox.js';
import { Memory } from './shelf.js';

const tap = (id) => ({ kind: 'tap', id, score: 5, moment: '2026-11-25T19:00:00.000Z', lang: 'bg' });

/** A server that knows answers by their ids, as ours does. */
function server(status = () => 200) {
  const known = new Set();
  const sent = [];
  const fetch = async (address, { body }) => {
    const now = status();
    if (now === 0) throw new TypeError('network');
    const { items } = JSON.parse(body);
    sent.push(...items.map((item) => item.id));
    if (now === 200) items.forEach((item) => known.add(`${item.kind} ${item.id}`));
    return { status: now, json: async () => ({ items: items.map(({ kind, id }) => ({ kind, id, state: 'taken' })) }) };
  };
  return { known, sent, fetch };
}

test('the worker sends what a closed page left, and leaves nothing', async () => {
  const shelf = new Memory();
  await shelf.add([tap('1'), { ...tap('1'), kind: 'more' }, tap('2')]);
  const { known, fetch } = server();
  await sendWaiting('/k/a', fetch, () => shelf);
  assert.deepEqual([...known], ['tap 1', 'more 1', 'tap 2']);
  assert.deepEqual(await shelf.first(9), []);
});

test('without network, or with a server that cannot, everything stays and the browser is told to try again', async () => {
  for (const status of [0, 503, 429, 404]) {
    const shelf = new Memory();
    await shelf.add([tap('1')]);
    await assert.rejects(sendWaiting('/k/a', server(() => status).fetch, () => shelf), /left for later/);
    assert.equal((await shelf.first(9)).length, 1, `status ${status}`);
  }
});

test('an item that nobody can read does not keep the worker from the others', async () => {
  const shelf = new Memory();
  await shelf.add([tap('bad'), tap('worse'), tap('1')]);
  const { known, fetch } = server();
  const strict = async (address, request) => (/bad|worse/.test(request.body) ? { status: 400, json: async () => ({}) } : fetch(address, request));
  await assert.rejects(sendWaiting('/k/a', strict, () => shelf), /left for later/);
  assert.deepEqual([...known], ['tap 1']);
});

test('page and worker at once: whatever is sent twice is one answer', async () => {
  const shelf = new Memory();
  await shelf.add([tap('1'), tap('2'), tap('3')]);
  const { known, sent, fetch } = server();
  const page = new Outbox({ home: '/k/a', shelf, fetch, wait: () => Promise.resolve() });
  await Promise.all([page.send(), sendWaiting('/k/a', fetch, () => shelf)]);
  assert.ok(sent.length >= 3, 'all were sent');
  assert.deepEqual([...known].sort(), ['tap 1', 'tap 2', 'tap 3']);
  assert.deepEqual(await shelf.first(9), []);
});

test('a browser that cannot wake a worker is asked in vain, and nothing breaks', async () => {
  const asked = [];
  assert.equal(await askLater({ ready: Promise.resolve({ sync: { register: async (tag) => asked.push(tag) } }) }), true);
  assert.deepEqual(asked, [sendLater]);
  assert.equal(await askLater({ ready: Promise.resolve({}) }), false);
  assert.equal(await askLater({ ready: Promise.resolve({ sync: { register: () => Promise.reject(new Error('denied')) } }) }), false);
});

test('what waits at the addresses that the booth had before is sent to them', async () => {
  const shelves = { '/k/a': new Memory(), '/k/old': new Memory(), '/k/older': new Memory() };
  for (const [home, shelf] of Object.entries(shelves)) await shelf.add([tap(home)]);
  const asked = [];
  const { known, fetch } = server();
  const factory = { databases: async () => ['harta /k/old', 'harta /k/older', 'harta /k/a', 'harta /k/a/b', 'other', 'harta http://x'].map((name) => ({ name })) };
  await sendForOthers('/k/a', (address, request) => {
    asked.push(address);
    return address.startsWith('/k/older/') ? { status: 404 } : fetch(address, request);
  }, factory, (home) => shelves[home]);
  assert.deepEqual(asked, ['/k/old/queue', '/k/older/queue']);
  assert.deepEqual([...known], ['tap /k/old']);
  assert.equal((await shelves['/k/older'].first(9)).length, 1);
  await sendForOthers('/k/a', fetch, {});
});
