import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newId } from './id.js';
import { Outbox } from './outbox.js';

function storage() {
  const map = new Map();
  return { getItem: (k) => map.get(k) ?? null, setItem: (k, v) => map.set(k, v), map };
}

/** A server that answers with the given statuses, one a request; 0 is no network. */
function server(...statuses) {
  const got = [];
  const fetch = async (address, { body }) => {
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    if (status === 0) throw new TypeError('network');
    got.push({ address, id: body.get('id'), status });
    return { status };
  };
  return { got, fetch };
}

const now = () => Promise.resolve();

test('an id is a UUID of version 7 with the moment in front', () => {
  const id = newId(0x0198_0000_1234, new Uint8Array(10).fill(255));
  assert.equal(id, '01980000-1234-7fff-bfff-ffffffffffff');
  assert.notEqual(newId(), newId());
});

test('a tap is sent again until the server has it, in order', async () => {
  const { got, fetch } = server(0, 503, 429, 204);
  const box = new Outbox('/k/a', storage(), fetch, now);
  box.put('/k/a', { id: '1', score: '5' });
  box.put('/k/a?lang=en', { id: '2', score: '1' });
  await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(got.filter((g) => g.status === 204).map((g) => g.id), ['1', '2']);
  assert.equal(box.waiting.length, 0);
});

test('taps outlive a restart of the screen', async () => {
  const kept = storage();
  const before = new Outbox('/k/a', kept, server(0).fetch, () => new Promise(() => {}));
  before.put('/k/a', { id: '1', score: '5' });
  const { got, fetch } = server(204);
  await new Outbox('/k/a', kept, fetch, now).send();
  assert.deepEqual(got.map((g) => g.id), ['1']);
  assert.equal(kept.getItem('harta.taps./k/a'), '[]');
  assert.equal(new Outbox('/k/b', kept, fetch, now).waiting.length, 0);
});

test('a refused tap is dropped and the screen is told', async () => {
  const { fetch } = server(404);
  const box = new Outbox('/k/a', storage(), fetch, now);
  let told = 0;
  box.refused = () => { told += 1; };
  await box.put('/k/a', { id: '1', score: '5' });
  assert.equal(told, 1);
  assert.equal(box.waiting.length, 0);
});

test('a storage that does not work loses nothing that memory holds', async () => {
  const broken = { getItem() { throw new Error('no'); }, setItem() { throw new Error('full'); } };
  const { got, fetch } = server(204);
  await new Outbox('/k/a', broken, fetch, now).put('/k/a', { id: '1', score: '5' });
  assert.equal(got.length, 1);
});
