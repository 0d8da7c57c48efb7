import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newId } from './id.js';
import { sendWaiting } from './later.js';
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
    if (status !== 200) return { status, json: async () => ({ error: { code: 'kiosk_inactive' } }) };
    return { status, json: async () => ({ items: items.map((item) => ({ kind: item.kind, id: item.id, state: states[item.id] || 'taken' })) }) };
  };
  return { got, fetch };
}

const now = () => Promise.resolve();
const clock = () => new Date('2026-11-25T20:00:00Z');
const tap = (id) => ({ kind: 'tap', id, score: 5, moment: '2026-11-25T19:00:00.000Z', lang: 'bg' });
const outbox = (fetch, shelf = new Memory(), wait = now, more = {}) => new Outbox({ home: '/k/a', shelf, fetch, wait, clock, ...more });

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

/** A device whose time passes in the pauses alone. hurry makes each of them longer. */
function device(hurry = 1) {
  const time = { ms: 0, most: Infinity };
  return {
    time,
    ticks: () => time.ms,
    clock: () => new Date(Date.parse('2026-11-25T20:00:00Z') + time.ms),
    wait: async (ms) => {
      time.ms += ms * hurry;
      if (time.ms > time.most) throw new Error('enough');
    },
  };
}

const html = { json: async () => { throw new SyntaxError('<html>'); } };

test('what stands between is not the server: nothing is forgotten by its word', async () => {
  const told = [];
  for (const answer of [{ status: 400, ...html }, { status: 413, ...html }, { status: 200, ...html }, { status: 404, ...html },
    { status: 200, json: async () => ({ items: [] }) }, { status: 200, json: async () => ({ items: [1, 2, 3].map(() => ({ state: 'taken' })) }) }]) {
    const { time, ...parts } = device();
    time.most = 3_600_000;
    const ours = server([200]);
    let asked = 0;
    let broken = true;
    const box = outbox(async (...args) => { asked += 1; return broken ? answer : ours.fetch(...args); }, new Memory(), parts.wait, parts);
    box.refused = () => told.push(answer.status);
    await box.shelf.add([tap('1'), tap('2'), tap('3')]);
    await assert.rejects(box.send(), /enough/);
    assert.equal((await box.shelf.first(9)).length, 3, `status ${answer.status}`);
    assert.ok(asked < 90, `${asked} requests in an hour`);
    broken = false;
    time.most = Infinity;
    await box.send();
    assert.deepEqual(ours.got.flatMap((g) => g.ids).sort(), ['1', '2', '3'], `status ${answer.status}`);
  }
  assert.deepEqual(told, [], 'nor is the page left for it');
});

test('an item that spoils a whole request is found, does not hold up the others and is tried again', async () => {
  const got = [];
  let reads = false;
  const { time, ...parts } = device();
  time.most = 24 * 3_600_000;
  const box = outbox(async (address, { body }) => {
    const { items } = JSON.parse(body);
    const ids = items.map((item) => item.id);
    if (ids.includes('bad') && !reads) return { status: 400, ...html };
    got.push(...ids);
    return { status: 200, json: async () => ({ items: items.map(({ kind, id }) => ({ kind, id, state: 'taken' })) }) };
  }, new Memory(), parts.wait, parts);
  await box.shelf.add([tap('1'), tap('bad'), ...Array.from({ length: 120 }, (_, i) => tap(`n${i}`))]);
  await assert.rejects(box.send(), /enough/);
  assert.equal(new Set(got).size, 121);
  assert.deepEqual((await box.shelf.first(9)).map((row) => row.item.id), ['bad']);
  [reads, time.most] = [true, Infinity];
  await box.send();
  assert.equal(got.pop(), 'bad');
});

test('an item that is never read is forgotten after a month of tries, and not because the clock was set', async () => {
  const bad = async () => ({ status: 400, ...html });
  const { time, ...parts } = device(60);
  const box = outbox(bad, new Memory(), parts.wait, parts);
  await box.shelf.add([tap('bad')]);
  await box.send();
  assert.ok(time.ms > 28 * 24 * 3_600_000, `after ${time.ms / 3_600_000} hours`);
  const shelf = new Memory();
  await shelf.add([tap('bad')]);
  for (const now of [0, 1, 1.8e12, 1.8e12 + 1000, 1.8e12 + 3_599_999]) await shelf.fail('tap bad', now);
  assert.equal(await shelf.fail('tap bad', 1.8e12 + 5000), 2);
});

test('of an item that the server did not name nothing is known', async () => {
  const { time, ...parts } = device();
  time.most = 1000;
  const box = outbox(async (address, { body }) => ({
    status: 200,
    json: async () => ({ items: JSON.parse(body).items.map(({ kind, id }) => (id === '2' ? { kind, id: '', state: 'refused' } : { kind, id, state: 'taken' })) }),
  }), new Memory(), parts.wait, parts);
  await box.shelf.add([tap('1'), tap('2'), tap('3')]);
  await assert.rejects(box.send(), /enough/);
  assert.deepEqual((await box.shelf.first(9)).map((row) => row.item.id), ['2']);
});

test('a booth that was switched off keeps its taps and says so', async () => {
  const { got, fetch } = server([404, 404, 200]);
  const box = outbox(fetch);
  const told = [];
  box.refused = () => told.push('refused');
  await box.put(tap('1'));
  await box.sending;
  assert.deepEqual(told, ['refused', 'refused']);
  assert.deepEqual(got[got.length - 1], { address: '/k/a/queue', status: 200, ids: ['1'], now: '2026-11-25T20:00:00.000Z' });
});

test('a page whose booth has another address is told so when what waits is taken', async () => {
  const box = outbox(async (address, { body }) => ({
    status: 200, json: async () => ({ former: true, items: JSON.parse(body).items.map(({ kind, id }) => ({ kind, id, state: 'taken' })) }),
  }));
  let over = 0;
  box.over = () => { over += 1; };
  await box.put(tap('1'));
  await box.sending;
  assert.equal(over, 1);
  assert.deepEqual(await box.shelf.first(9), []);
});

test('an item tells its age while its page lives, whatever the clock does', async () => {
  const bodies = [];
  const { time, ...parts } = device();
  const shelf = new Memory();
  const fetch = async (address, { body }) => {
    bodies.push(JSON.parse(body));
    return bodies.length > 1 ? { status: 200, json: async () => ({ items: bodies[1].items.map(({ kind, id }) => ({ kind, id, state: 'taken' })) }) } : { status: 503 };
  };
  const box = outbox(fetch, shelf, parts.wait, parts);
  await shelf.add([{ ...tap('0'), life: 'another page', tick: 5 }]);
  time.ms = 1000;
  await box.put({ ...tap('1'), ...box.stamp() });
  await box.sending;
  assert.deepEqual(bodies.map(({ items }) => items.map(({ age }) => age)), [[undefined, 1], [undefined, 2000]]);
  assert.ok(bodies[0].items.every((item) => !('tick' in item) && !('life' in item)));
});

test('an item put twice is kept once, a tap and what is added to it are two', async () => {
  const shelf = new Memory();
  await shelf.add([tap('1'), tap('1')]);
  await shelf.add([tap('1'), { ...tap('1'), kind: 'more' }]);
  assert.deepEqual((await shelf.first(9)).map((row) => keyOf(row.item)), ['tap 1', 'more 1']);
});

/** A shelf on which some deeds fail for as long as they are named. */
function failing(deeds, shelf = new Memory()) {
  const fails = (deed) => async (...args) => {
    if (deeds.has(deed)) throw new DOMException('no room', 'QuotaExceededError');
    return shelf[deed](...args);
  };
  return { shelf, deeds, add: fails('add'), first: fails('first'), remove: fails('remove'), fail: fails('fail') };
}

test('a browser without IndexedDB sends all the same', async () => {
  for (const factory of [undefined, { open() { throw new Error('forbidden'); } }]) {
    const { got, fetch } = server([0, 503, 200]);
    const box = outbox(fetch, openShelf('/k/a', factory));
    await Promise.all([box.put(tap('1')), box.put(tap('2'))]);
    assert.ok(box.fragile);
    await box.sending;
    assert.deepEqual(got[got.length - 1].ids, ['1', '2']);
    assert.ok(!box.fragile);
  }
});

test('a device that cannot keep a tap sends it, and keeps it as soon as it can', async () => {
  const broken = failing(new Set(['add', 'first', 'remove']));
  const { got, fetch } = server([0, 0, 0, 200]);
  let pauses = 0;
  const box = outbox(fetch, broken, async () => {
    pauses += 1;
    assert.equal(box.fragile, pauses < 3, 'what lies in memory alone is known');
    if (pauses === 1) broken.deeds.delete('first');
    if (pauses === 2) broken.deeds.delete('add');
  });
  await broken.shelf.add([tap('0')]);
  await box.put(tap('1'));
  await box.put(tap('1'));
  await box.sending;
  assert.deepEqual(got.map((g) => g.ids), [['0', '1']]);
  assert.ok(!box.fragile);
  // They lie there still, since nothing can be forgotten, and are not sent again for that.
  assert.equal((await broken.shelf.first(9)).length, 2);
  await box.put(tap('2'));
  await box.sending;
  broken.deeds.clear();
  await box.put(tap('3'));
  await box.sending;
  assert.deepEqual(got.map((g) => g.ids), [['0', '1'], ['2'], ['3']]);
  assert.deepEqual(await broken.shelf.first(9), []);
});

test('a page that is closed sends what would be lost with it', async () => {
  const { got, fetch } = server([0, 200]);
  const box = outbox(fetch, failing(new Set(['add'])), () => new Promise(() => {}));
  await box.put(tap('1'));
  await new Promise((later) => setTimeout(later));
  box.part();
  await now();
  assert.deepEqual(got.map((g) => g.ids), [['1']]);
});

test('a worker that cannot read what waits is woken again', async () => {
  const { fetch } = server([200]);
  await assert.rejects(sendWaiting('/k/a', fetch, () => failing(new Set(['first']))));
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
