// Where a device keeps what waits to be sent: IndexedDB, in the order of arrival. Each item has a key of its own, so that one put
// twice is kept once. A browser may have no IndexedDB, no room left, or a database that somebody deletes: then a shelf fails, and
// whoever keeps something on it has to keep it elsewhere.

/** The shelf of a booth. */
export function openShelf(name, factory = globalThis.indexedDB) {
  return new Shelf(name, factory);
}

function create(event) {
  const store = event.target.result.createObjectStore('items', { keyPath: 'n', autoIncrement: true });
  store.createIndex('key', 'key', { unique: true });
}

/** The result of a request, once it has one. */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => {
      request.onsuccess = () => request.result.close(); // too late
      reject(new Error('blocked'));
    };
  });
}

class Shelf {
  constructor(name, factory) {
    Object.assign(this, { name, factory, opened: null });
  }

  /** The database, opened at the first use, and again after it could not be or was closed: another page may delete it at any time. */
  open() {
    if (this.opened) return this.opened;
    const opened = this.connect(() => { if (this.opened === opened) this.opened = null; });
    this.opened = opened;
    return opened;
  }

  async connect(forget) {
    try {
      const db = await done(Object.assign(this.factory.open(`harta ${this.name}`, 1), { onupgradeneeded: create }));
      db.onclose = forget;
      db.onversionchange = () => { db.close(); forget(); };
      return db;
    } catch (error) {
      forget();
      throw error;
    }
  }

  /** Does some work within one transaction. */
  async within(mode, work) {
    const db = await this.open();
    let tx;
    try {
      tx = db.transaction('items', mode);
    } catch { // it was closed since
      this.opened = null;
      tx = (await this.open()).transaction('items', mode);
    }
    return work(tx);
  }

  /** Keeps items; returns when they are on the disk of the device. */
  add(items) {
    return this.write((store) => {
      for (const item of items) {
        const request = store.add({ key: keyOf(item), item });
        request.onerror = (event) => {
          if (request.error.name !== 'ConstraintError') return; // not kept: the whole fails
          event.preventDefault(); // kept already: the transaction goes on with the others
          event.stopPropagation();
        };
      }
    });
  }

  /** The n oldest items with their keys. */
  async first(n) {
    const rows = await this.within('readonly', (tx) => done(tx.objectStore('items').getAll(null, n)));
    return rows.map(({ key, item }) => ({ key, item }));
  }

  /** Forgets the items with some keys. */
  remove(keys) {
    return this.write((store) => {
      for (const key of keys) {
        const place = store.index('key').getKey(key);
        place.onsuccess = () => { if (place.result !== undefined) store.delete(place.result); };
      }
    });
  }

  /** Notes that an item failed at a moment, and says in how many hours it did. Counted so, neither a page that is loaded again and
   * again nor a clock that is set makes an item old. */
  async fail(key, now) {
    let hours = 0;
    await this.write((store) => {
      const found = store.index('key').get(key);
      found.onsuccess = () => {
        if (!found.result) return;
        const row = failedAgain(found.result, now);
        hours = row.fails;
        if (row !== found.result) store.put(row);
      };
    });
    return hours;
  }

  write(work) {
    return this.within('readwrite', (tx) => new Promise((resolve, reject) => {
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error || new Error('aborted'));
      work(tx.objectStore('items'));
    }));
  }
}

/** A shelf that lasts as long as the page. */
export class Memory {
  constructor() {
    this.rows = [];
  }

  async add(items) {
    for (const item of items) {
      const key = keyOf(item);
      if (this.rows.every((row) => row.key !== key)) this.rows.push({ key, item });
    }
  }

  async first(n) {
    return this.rows.slice(0, n);
  }

  async fail(key, now) {
    this.rows = this.rows.map((row) => (row.key === key ? failedAgain(row, now) : row));
    const row = this.rows.find((one) => one.key === key);
    return row ? row.fails : 0;
  }

  async remove(keys) {
    this.rows = this.rows.filter((row) => !keys.includes(row.key));
  }
}

/** A row with one more hour in which it failed; the same one within an hour. */
function failedAgain(row, now) {
  if (row.fails && Math.abs(now - row.failed) < 3_600_000) return row;
  return { ...row, fails: (row.fails || 0) + 1, failed: now };
}

/** What makes an item the same one: an answer has one tap and one addition. */
export function keyOf(item) {
  return `${item.kind} ${item.id}`;
}

/** Moves what an earlier version of the page kept in the local storage onto the shelf; only then it is taken from there. */
export async function moveOver(home, storage, shelf) {
  const name = `harta.taps.${home}`;
  let kept;
  try {
    kept = JSON.parse(storage.getItem(name) || '[]');
  } catch {
    return; // no storage, or nothing of ours in it
  }
  if (!Array.isArray(kept) || kept.length === 0) return;
  const items = kept.filter((k) => k && k.tap && k.tap.id).map(({ address, tap }) => ({
    kind: 'tap', id: tap.id, score: Number(tap.score), moment: tap.moment, lang: (/[?&]lang=(\w+)/.exec(address) || [])[1] || '',
  }));
  await shelf.add(items);
  storage.removeItem(name);
}
