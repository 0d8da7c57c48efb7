import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Outbox } from './outbox.js';
import { Memory } from './shelf.js';

const tap = (id) => ({ kind: 'tap', id, score: 5, moment: '2026-11-25T19:00:00.000Z', lang: 'bg' });

/** A server of the first version: a member that it does not know spoils the request. */
function firstServer() {
  const got = [];
  const known = ['kind', 'id', 'score', 'moment', 'lang', 'reasons', 'service', 'comment'];
  const fetch = async (address, { body }) => {
    const { items, now: shown, ...more } = JSON.parse(body);
    if (Object.keys(more).length > 0 || items.some((item) => Object.keys(item).some((name) => !known.includes(name)))) {
      return { status: 400, json: async () => ({ error: { code: 'queue_malformed', field: 'items' } }) };
    }
    got.push(...items.map((item) => ({ ...item, now: shown })));
    return { status: 200, json: async () => ({ items: items.map(({ kind, id }) => ({ kind, id, state: 'taken' })) }) };
  };
  return { got, fetch };
}

test('a server of an older version takes at once what it knows, and a newer one is told more', async () => {
  const old = firstServer();
  const bodies = [];
  let upgraded = false;
  const fetch = async (address, request) => {
    if (!upgraded) return old.fetch(address, request);
    bodies.push(JSON.parse(request.body).items);
    return { status: 200, json: async () => ({ items: bodies[0].map(({ kind, id }) => ({ kind, id, state: 'taken' })) }) };
  };
  const wait = () => Promise.reject(new Error('somebody waits'));
  const box = new Outbox({ home: '/k/a', shelf: new Memory(), fetch, wait, clock: () => new Date('2026-11-25T20:00:01Z'), ticks: () => 1000 });
  const one = { ...tap('1'), version: 3, ...box.stamp() };
  await box.shelf.add([one, { ...one, kind: 'more', reasons: ['waiting'], service: 's', comment: 'Дълго.' }]);
  await box.send();
  assert.deepEqual(old.got, [{ ...tap('1'), now: '2026-11-25T20:00:01.000Z' },
    { ...tap('1'), kind: 'more', reasons: ['waiting'], service: 's', comment: 'Дълго.', now: '2026-11-25T20:00:01.000Z' }]);
  upgraded = true;
  await box.put({ ...tap('2'), version: 3, ...box.stamp() });
  await box.sending;
  assert.deepEqual(bodies.flat().map(({ version, age }) => [version, age]), [[3, 1]]);
});
