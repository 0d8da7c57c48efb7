// Where a device keeps what waits to be sent: IndexedDB, in the order of arrival. Each item has a key of its own, so that one put
// twice is kept once. Where a browser gives no IndexedDB, memory stands in until the page is closed.

/** Opens the shelf of a booth. */
export async function openShelf(name, factory = globalThis.indexedDB) {
  try {
    const db = await done(Object.assign(factory.open(`harta ${name}`, 1), { onupgradeneeded: create }));
    db.onversionchange = () => db.close();
    return new Shelf(db);
  } catch {
    return new Memory();
  }
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
    request.onblocked = () => reject(new Error('blocked'));
  });
}

class Shelf {
  constructor(db) {
    this.db = db;
  }

  /** Keeps items; returns when they are on the disk of the device. */
  add(items) {
    return this.write((store) => {
      for (const item of items) {
        const request = store.add({ key: keyOf(item), item });
        // Kept already: the transaction goes on with the others.
        request.onerror = (event) => { event.preventDefault(); event.stopPropagation(); };
      }
    });
  }

  /** The n oldest items with their places. */
  async first(n) {
    const rows = await done(this.db.transaction('items').objectStore('items').getAll(null, n));
    return rows.map((row) => ({ n: row.n, item: row.item }));
  }

  /** Forgets the items at some places. */
  remove(places) {
    return this.write((store) => places.forEach((n) => store.delete(n)));
  }

  write(work) {
    return new Promise((resolve, reject) => {
      const tx = this.db.transaction('items', 'readwrite');
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error);
      work(tx.objectStore('items'));
    });
  }
}

/** A shelf that lasts as long as the page. */
export class Memory {
  constructor() {
    this.rows = [];
    this.next = 1;
  }

  async add(items) {
    for (const item of items) {
      const key = keyOf(item);
      if (this.rows.every((row) => row.key !== key)) this.rows.push({ n: this.next++, key, item });
    }
  }

  async first(n) {
    return this.rows.slice(0, n).map((row) => ({ n: row.n, item: row.item }));
  }

  async remove(places) {
    this.rows = this.rows.filter((row) => !places.includes(row.n));
  }
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
