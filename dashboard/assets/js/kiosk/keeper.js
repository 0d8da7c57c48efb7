// What a service worker keeps of a booth, and how it answers: files from what is kept, since their names change with their content;
// pages from our server while it answers in time, else from what is kept. What a proxy or a portal says in its place is not heeded:
// nobody stands behind a screen to bring it back.

const patience = 4; // seconds that a page waits for the network

/** Whether an answer is our server's own. */
const ours = (answer) => answer.headers.has('Harta-Booth');

export class Keeper {
  constructor({ home, version, pages, files }, caches, fetch, wait = (ms) => new Promise((late) => setTimeout(late, ms))) {
    Object.assign(this, { home, pages, files, caches, fetch, wait });
    this.prefix = `harta ${home} `;
    this.name = this.prefix + version;
  }

  /** Keeps everything; fails when something is not to be had, so that half a version never takes over. */
  async keep() {
    const cache = await this.caches.open(this.name);
    await Promise.all([...this.pages, ...this.files].map(async (address) => {
      const answer = await this.fetch(address, { cache: 'no-cache', credentials: 'omit' });
      if (!answer.ok || (this.pages.includes(address) && !ours(answer))) throw new Error(`${address}: ${answer.status}`);
      await cache.put(address, answer);
    }));
  }

  /** Throws older versions away. */
  async tidy() {
    const names = await this.caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(this.prefix) && name !== this.name).map((name) => this.caches.delete(name)));
  }

  /** Answers a request, or gives undefined for the browser to do it. */
  answer(request) {
    if (request.method !== 'GET') return undefined;
    const { pathname, search } = new URL(request.url);
    if (this.files.includes(pathname)) return this.file(pathname, request);
    if (request.mode === 'navigate' && pathname === this.home) return this.page(this.pages.includes(pathname + search) ? pathname + search : this.home, request);
    return undefined;
  }

  async file(address, request) {
    const cache = await this.caches.open(this.name);
    return (await cache.match(address)) || this.fetch(request);
  }

  async page(address, request) {
    const cache = await this.caches.open(this.name);
    const network = this.load(cache, address, request);
    const first = await Promise.race([network, this.wait(patience * 1000)]);
    if (first && (first.type === 'opaqueredirect' || (ours(first) && first.status < 500))) return first;
    return (await cache.match(address)) || (await network) || Response.error();
  }

  /** The page from the network, kept when it is one. Where nothing is asked now, the pages are kept no longer; but a word that asks again
   * by itself is, or a booth that is without network just then would never come back. Nothing without network. */
  async load(cache, address, request) {
    try {
      const answer = await this.fetch(request);
      if (!ours(answer)) return answer;
      if (answer.ok && !answer.redirected) await cache.put(address, answer.clone());
      if (answer.status === 404) {
        const again = answer.headers.get('Refresh') && answer.clone();
        await Promise.all(this.pages.map((page) => cache.delete(page)));
        if (again) await cache.put(this.home, again);
      }
      return answer;
    } catch {
      return undefined;
    }
  }
}
