import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Hours } from './hours.js';

const hour = 3_600_000;
const opens = Date.parse('2026-11-26T06:00:00Z');

/** A screen before a server that opens at one moment and closes ten hours later. Its own clock is off by some hours. */
function screen({ made, off = 0 }) {
  const world = { time: made, slept: 0, there: true, asked: 0 };
  const hoursAt = (time) => (time < opens ? { changes: '2026-11-26T06:00:00Z', left: opens - time } : { changes: '2026-11-26T16:00:00Z', left: opens + 10 * hour - time });
  const fetch = async () => {
    world.asked += 1;
    if (!world.there) throw new TypeError('network');
    return { ok: true, headers: new Headers(world.portal ? {} : { 'Harta-Booth': '1' }), text: async () => JSON.stringify(hoursAt(world.time)) };
  };
  const hours = new Hours({ dataset: { home: '/k/a', ...hoursAt(made) } }, fetch, { clock: () => world.time + off * hour, passed: () => world.time - made - world.slept, read: (text) => text && JSON.parse(text) });
  return { world, hours };
}

test('a screen changes when its hours do, whatever its clock says', async () => {
  for (const off of [0, -24 * 365 * 10, 3]) {
    const { world, hours } = screen({ made: opens - 2 * hour, off });
    if (hours.over) assert.equal(await hours.changed(), false, `${off} hours: it is not yet time`);
    world.time = opens - 1;
    assert.equal(hours.over, false, `${off} hours: it is not yet time`);
    world.time = opens;
    assert.equal(hours.over, true, `${off} hours: it is time`);
    assert.equal(await hours.changed(), true, `${off} hours: the server has another page`);
  }
});

test('a clock that is ahead is asked about once', async () => {
  const { world, hours } = screen({ made: opens - 2 * hour, off: 3 });
  for (let i = 0; i < 5; i++) {
    if (hours.over) await hours.changed();
  }
  assert.equal(world.asked, 1);
});

test('a screen that slept and whose clock is ahead learns within minutes that it is open', async () => {
  const { world, hours } = screen({ made: opens - 9 * hour, off: 10 });
  if (hours.due) await hours.changed();
  Object.assign(world, { time: opens + hour, slept: 10 * hour - 600_001 });
  assert.equal(hours.over, false, 'by itself it does not know');
  assert.ok(hours.due);
  assert.equal(await hours.changed(), true);
});

test('without network the clock opens a page that was made long ago, and the server is asked until it answers', async () => {
  const { world, hours } = screen({ made: opens - 2 * hour, off: 2 }); // the page came late from the cache
  world.there = false;
  assert.equal(hours.over, true);
  assert.equal(await hours.changed(), false);
  assert.equal(hours.over, true);
  Object.assign(world, { there: true, portal: true });
  assert.equal(await hours.changed(), false, 'a portal says nothing about hours');
  Object.assign(world, { portal: false, time: opens + hour });
  assert.equal(await hours.changed(), true);
});

test('a page without hours never changes', async () => {
  const hours = new Hours({ dataset: { home: '/k/a', left: '-1' } }, () => assert.fail('nothing to ask'));
  assert.equal(hours.over, false);
});
