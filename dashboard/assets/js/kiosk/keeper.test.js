import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Keeper } from './keeper.js';

/** The caches of a browser. */
function caches() {
  const all = new Map();
  return {
    all,
    open: async (name) => {
      if (!all.has(name)) all.set(name, new Map());
      const cache = all.get(name);
      return {
        put: async (address, answer) => { cache.set(address, answer); },
        match: async (address) => cache.get(address),
        delete: async (address) => cache.delete(address),
      };
    },
    keys: async () => [...all.keys()],
    delete: async (name) => all.delete(name),
  };
}

/** An answer of something on the way to our server. */
const foreign = (text, status = 200, headers = {}) => ({
  ok: status < 400, status, text, headers: new Headers(headers), clone: () => foreign(text, status, headers),
});
/** An answer of our server. */
const page = (text, status, headers) => foreign(text, status, { 'Harta-Booth': 'page', ...headers });
const parts = { home: '/k/a', version: 'v1', pages: ['/k/a', '/k/a?lang=en'], files: ['/assets/kiosk-1.js'] };
const navigate = (address) => ({ method: 'GET', mode: 'navigate', url: `https://harta.example${address}` });
const never = () => new Promise(() => {});

test('a version is kept whole or not at all, and the older one goes when it takes over', async () => {
  const kept = caches();
  await (await kept.open('harta /k/a v0')).put('/k/a', page('old'));
  await (await kept.open('harta /k/ab v0')).put('/k/ab', page('another booth'));
  let missing = true;
  const keeper = new Keeper(parts, kept, async (address) => (missing && address.endsWith('.js') ? page('', 404) : page(address)), never);
  await assert.rejects(keeper.keep());
  missing = false;
  await keeper.keep();
  await keeper.tidy();
  assert.deepEqual([...kept.all.keys()].sort(), ['harta /k/a v1', 'harta /k/ab v0']);
  assert.deepEqual([...kept.all.get('harta /k/a v1').keys()].sort(), ['/assets/kiosk-1.js', '/k/a', '/k/a?lang=en']);
});

test('pages come from the network while it answers, else from what is kept, each in its language', async () => {
  let network = async (request) => page(`kept ${request.url || request}`);
  const keeper = new Keeper(parts, caches(), (...args) => network(...args), never);
  await keeper.keep();
  network = async () => page('fresh');
  assert.equal((await keeper.answer(navigate('/k/a'))).text, 'fresh');
  network = async () => { throw new TypeError('no network'); };
  assert.equal((await keeper.answer(navigate('/k/a'))).text, 'fresh');
  assert.equal((await keeper.answer(navigate('/k/a?lang=en'))).text, 'kept /k/a?lang=en');
  assert.equal((await keeper.answer(navigate('/k/a?lang=de'))).text, 'fresh');
  network = async () => page('broken', 502);
  assert.equal((await keeper.answer(navigate('/k/a'))).text, 'fresh');
});

test('a network that does not answer in time is as good as none', async () => {
  let network = async () => page('kept');
  const keeper = new Keeper(parts, caches(), (...args) => network(...args), () => Promise.resolve());
  await keeper.keep();
  network = never;
  assert.equal((await keeper.answer(navigate('/k/a'))).text, 'kept');
});

test('a booth whose address was taken back is kept no longer', async () => {
  let network = async () => page('kept');
  const kept = caches();
  const keeper = new Keeper(parts, kept, (...args) => network(...args), never);
  await keeper.keep();
  network = async () => page('gone', 404);
  assert.equal((await keeper.answer(navigate('/k/a'))).text, 'gone');
  assert.deepEqual([...kept.all.get('harta /k/a v1').keys()], ['/assets/kiosk-1.js']);
});

test('a booth that is switched off comes back, also when it was without network meanwhile', async () => {
  let network = async () => page('kept');
  const keeper = new Keeper(parts, caches(), (...args) => network(...args), never);
  await keeper.keep();
  network = async () => page('off', 404, { Refresh: '60; url=/k/a' });
  assert.equal((await keeper.answer(navigate('/k/a?lang=en'))).text, 'off');
  network = async () => { throw new TypeError('no network'); };
  assert.equal((await keeper.answer(navigate('/k/a'))).text, 'off');
  network = async () => page('on');
  assert.equal((await keeper.answer(navigate('/k/a'))).text, 'on');
});

test('what stands between is not the server: its pages are neither shown for ours nor kept, and take nothing away', async () => {
  let network = async (request) => page(`kept ${request.url || request}`);
  const kept = caches();
  const keeper = new Keeper(parts, kept, (...args) => network(...args), never);
  await keeper.keep();
  const before = [...kept.all.get('harta /k/a v1').keys()];
  for (const [status, headers] of [[404], [404, { Refresh: '5; url=/' }], [403], [408], [429], [200]]) {
    network = async () => foreign('<h1>a proxy</h1>', status, headers);
    assert.equal((await keeper.answer(navigate('/k/a'))).text, 'kept /k/a', `status ${status}`);
    assert.deepEqual([...kept.all.get('harta /k/a v1').keys()], before, `status ${status}`);
    network = async () => { throw new TypeError('no network'); };
    assert.equal((await keeper.answer(navigate('/k/a'))).text, 'kept /k/a', `after status ${status}`);
  }
  // A worker that has nothing yet does not begin with it, and where nothing is kept its page is the better one than none.
  network = async (address) => (String(address).startsWith('/k/') ? foreign('<h1>a portal</h1>') : page('file'));
  await assert.rejects(new Keeper(parts, caches(), (...args) => network(...args), never).keep());
  assert.equal((await new Keeper(parts, caches(), async () => foreign('sign in'), never).answer(navigate('/k/a'))).text, 'sign in');
});

test('files come from what is kept; everything else is the browser\'s', async () => {
  const keeper = new Keeper(parts, caches(), async (request) => page(`file ${request.url || request}`), never);
  await keeper.keep();
  const get = (address, more) => keeper.answer({ method: 'GET', mode: 'cors', url: `https://harta.example${address}`, ...more });
  assert.equal((await get('/assets/kiosk-1.js')).text, 'file /assets/kiosk-1.js');
  for (const [address, more] of [['/k/a/queue', { method: 'POST' }], ['/k/a', {}], ['/k/a/thanks', { mode: 'navigate' }], ['/assets/other.js', {}], ['/k/ab', { mode: 'navigate' }]]) {
    assert.equal(get(address, more), undefined, address);
  }
});
