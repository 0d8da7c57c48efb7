// Taps, and what people add to them, on their way to the server. Each carries the answer's id, so sending one twice counts once;
// none is forgotten before the server has said what became of it.
import { Memory } from './shelf.js';

const most = 50; // items of one request
const pauses = [2, 5, 15, 60]; // seconds between tries
const patience = 15; // seconds for an answer of the server
const keeping = 5; // seconds for the device to keep or find something

/**
 * Sends what lies on a shelf, in its order. What the shelf cannot keep, since the device is full or its database is gone, lies in
 * memory until it is sent or the shelf can. changed(waiting) tells whether something could not be sent yet; refused(status) is
 * called when the server wants nothing of this booth.
 */
export class Outbox {
  constructor({ home, shelf, fetch, wait, clock }) {
    this.address = `${home}/queue`;
    this.shelf = shelf;
    this.spare = new Memory();
    this.gone = new Set(); // keys of what the server has and the shelf could not forget
    this.unread = false; // the shelf did not tell what lies on it
    this.fetch = fetch;
    this.clock = clock || (() => new Date());
    this.pause = wait || ((ms) => new Promise((woken) => { this.wake = woken; setTimeout(woken, ms); }));
    this.sending = null;
    this.changed = () => {};
    this.refused = () => {};
  }

  /** Whether something would be lost with the page. */
  get fragile() {
    return this.spare.rows.length > 0;
  }

  /** Keeps an item and begins to send. It returns when the item is kept. */
  async put(item) {
    await this.spare.add([item]);
    await this.settle();
    this.send();
  }

  /** Sends what waits until nothing does. A call while another one runs only wakes it from its pause. */
  send() {
    if (this.sending) this.again = true;
    if (this.wake) this.wake();
    if (!this.sending) {
      const run = this.drain().finally(() => { if (this.sending === run) this.sending = null; });
      this.sending = run;
    }
    return this.sending;
  }

  async drain() {
    let tries = 0;
    let alone = false; // a request as a whole was refused: find out which item is to blame
    for (;;) {
      this.again = false;
      const rows = await this.waiting(alone ? 1 : most);
      if (rows.length === 0) {
        if (this.again) continue;
        this.changed(false);
        this.sending = null; // at once: whoever puts something now begins anew
        return;
      }
      const { dealt, status } = await this.post(rows);
      if (dealt.length > 0) {
        await this.forget(dealt);
        tries = 0;
        continue;
      }
      if (status === 400 || status === 413) {
        if (alone) await this.forget([rows[0].key]);
        alone = !alone;
        continue;
      }
      if (status >= 400 && status < 500 && status !== 429) this.refused(status);
      await this.settle();
      this.changed(true);
      await this.pause(pauses[Math.min(tries, pauses.length - 1)] * 1000);
      tries += 1;
    }
  }

  /** The n oldest of what waits, on the shelf and in memory. */
  async waiting(n) {
    let kept = [];
    try {
      kept = await soon(this.shelf.first(n + this.gone.size));
      this.unread = false;
    } catch {
      this.unread = true;
    }
    const keys = new Set(kept.map((row) => row.key));
    return [...kept, ...this.spare.rows.filter((row) => !keys.has(row.key))].filter((row) => !this.gone.has(row.key)).slice(0, n);
  }

  /** Forgets what the server has dealt with. What the shelf cannot forget now is remembered, and not sent again by this page. */
  async forget(keys) {
    await this.spare.remove(keys);
    const all = [...this.gone, ...keys];
    try {
      await soon(this.shelf.remove(all));
      this.gone.clear();
    } catch {
      keys.forEach((key) => this.gone.add(key));
    }
  }

  /** Lays what is in memory on the shelf, if that can keep things. */
  async settle() {
    const rows = [...this.spare.rows];
    if (rows.length === 0) return;
    try {
      await soon(this.shelf.add(rows.map((row) => row.item)));
      await this.spare.remove(rows.map((row) => row.key));
    } catch {
      // it stays in memory
    }
  }

  /** The last try for what would be lost with the page that is being closed. */
  part() {
    if (this.fragile) this.ask(this.spare.rows.slice(0, most), { keepalive: true }).catch(() => {});
  }

  ask(rows, more) {
    return this.fetch(this.address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ now: this.clock().toISOString(), items: rows.map((row) => row.item) }),
      credentials: 'omit',
      ...more,
    });
  }

  /** Sends some items and says which of them the server has dealt with: taken, or refused for good. */
  async post(rows) {
    const control = new AbortController();
    const late = setTimeout(() => control.abort(), patience * 1000);
    try {
      const answer = await this.ask(rows, { signal: control.signal });
      if (answer.status !== 200) return { dealt: [], status: answer.status };
      const { items } = await answer.json();
      return { dealt: rows.filter((_, i) => items[i] && items[i].state !== 'later').map((row) => row.key), status: 200 };
    } catch {
      return { dealt: [], status: 0 }; // no network
    } finally {
      clearTimeout(late);
    }
  }
}

/** What the device says within a few seconds. A database that hangs is as good as none. */
function soon(promise) {
  let late;
  const over = new Promise((_, reject) => { late = setTimeout(() => reject(new Error('the device does not answer')), keeping * 1000); });
  return Promise.race([promise, over]).finally(() => clearTimeout(late));
}
