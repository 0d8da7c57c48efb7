// Taps, and what people add to them, on their way to the server. Each carries the answer's id, so sending one twice counts once;
// none is forgotten before the server has said of it that it was taken, or refused for good. Whatever else comes back may be the
// word of something between: a proxy, a portal, a server of an older version.
import { newId } from './id.js';
import { Memory } from './shelf.js';

const most = 50; // items of one request
const pauses = [2, 5, 15, 60]; // seconds between tries
const patience = 15; // seconds for an answer of the server
const keeping = 5; // seconds for the device to keep or find something
const asides = [60, 300, 900, 3600]; // seconds for which an item that spoils its request stands aside, time after time
const inARow = 5; // items that spoil theirs one after another: then it is not the items
const fails = 30 * 24; // hours in which an item failed: as long as a server takes old taps by their own moment

/**
 * Sends what lies on a shelf, in its order. What the shelf cannot keep, since the device is full or its database is gone, lies in
 * memory until it is sent or the shelf can. changed(waiting) tells whether something could not be sent yet; refused() is called
 * when the server wants nothing of this booth, over() when it has taken what waited and the booth has another address by now.
 */
export class Outbox {
  constructor({ home, shelf, fetch, wait, clock, ticks }) {
    this.address = `${home}/queue`;
    this.shelf = shelf;
    this.spare = new Memory();
    this.gone = new Set(); // keys of what the server has and the shelf could not forget
    this.unread = false; // the shelf did not tell what lies on it
    this.fetch = fetch;
    this.clock = clock || (() => new Date());
    this.ticks = ticks || (() => performance.now()); // of a clock that nobody sets
    this.life = newId(); // of this page: its ticks mean nothing to another one
    this.aside = new Map(); // what spoiled its request, by key: how often, and until when it waits
    this.pause = wait || ((ms) => new Promise((woken) => { this.wake = woken; setTimeout(woken, ms); }));
    this.sending = null;
    this.changed = () => {};
    this.refused = () => {};
    this.over = () => {};
  }

  /** Whether something would be lost with the page. */
  get fragile() {
    return this.spare.rows.length > 0;
  }

  /** What tells, as long as the page lives, how long ago something was, even if the clock is set meanwhile. */
  stamp() {
    return { life: this.life, tick: this.ticks() };
  }

  /** An item as it is sent: with its age, where that is known. */
  aged({ life, tick, ...item }) {
    return life === this.life ? { ...item, age: Math.max(1, Math.round(this.ticks() - tick)) } : item;
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
    let size = most; // of a request: fewer where one was refused as a whole, to find out which item is to blame
    let row = 0; // items to blame, one after another
    let over = false;
    for (;;) {
      this.again = false;
      const rows = await this.waiting(size);
      if (rows.length === 0 && this.again) continue;
      if (rows.length === 0 && this.aside.size === 0) {
        this.changed(false);
        if (over) this.over();
        this.sending = null; // at once: whoever puts something now begins anew
        return;
      }
      if (rows.length > 0) {
        const { dealt, odd, status, former, unwanted } = await this.post(rows);
        if (dealt.length > 0) {
          await this.forget(dealt);
          await this.setAside(odd);
          over = over || former;
          tries = row = 0;
          size = Math.min(most, 2 * size);
          continue;
        }
        if ([200, 400, 413].includes(status) && odd.length > 0) {
          if (rows.length > 1) {
            size = Math.floor(rows.length / 2);
            continue;
          }
          await this.setAside(odd);
          row += 1;
          if (row < inARow) continue;
        } else if (unwanted) this.refused();
      }
      await this.settle();
      this.changed(true);
      await this.pause(pauses[Math.min(tries, pauses.length - 1)] * 1000);
      tries += 1;
    }
  }

  /** The n oldest of what waits, on the shelf and in memory, without what stands aside for now. */
  async waiting(n) {
    let kept = [];
    try {
      kept = await soon(this.shelf.first(n + this.gone.size + this.aside.size));
      this.unread = false;
    } catch {
      this.unread = true;
    }
    const keys = new Set(kept.map((row) => row.key));
    const now = this.ticks();
    return [...kept, ...this.spare.rows.filter((row) => !keys.has(row.key))]
      .filter(({ key }) => !this.gone.has(key) && !(this.aside.has(key) && this.aside.get(key).until > now)).slice(0, n);
  }

  /** Lets others pass by items that spoil their request. They are tried again ever more rarely, and forgotten in the end. */
  async setAside(rows) {
    for (const { key } of rows) {
      const times = this.aside.has(key) ? this.aside.get(key).times + 1 : 0;
      this.aside.set(key, { times, until: this.ticks() + asides[Math.min(times, asides.length - 1)] * 1000 });
      const failed = await soon(this.shelf.fail(key, this.clock().getTime())).catch(() => 0);
      if (failed > fails) await this.forget([key]);
    }
  }

  /** Forgets what the server has dealt with. What the shelf cannot forget now is remembered, and not sent again by this page. */
  async forget(keys) {
    await this.spare.remove(keys);
    keys.forEach((key) => this.aside.delete(key));
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

  ask(rows, more, form = (item) => this.aged(item)) {
    return this.fetch(this.address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ now: this.clock().toISOString(), items: rows.map((row) => form(row.item)) }),
      credentials: 'omit',
      ...more,
    });
  }

  /** Sends some items, and once more in the first form when the server cannot read ours: while the servers of a house are renewed, or
   * were set back, a page meets some that are older than itself. */
  async post(rows) {
    const ours = await this.deliver(rows);
    return ours.unread ? this.deliver(rows, firstForm) : ours;
  }

  /** Sends some items in a form. It says which of them the server has dealt with, taken or refused for good, by their keys; and of
   * which it said nothing. */
  async deliver(rows, form) {
    const control = new AbortController();
    const late = setTimeout(() => control.abort(), patience * 1000);
    try {
      const answer = await this.ask(rows, { signal: control.signal }, form);
      if (answer.status !== 200) {
        const { error } = await answer.json().catch(() => ({})); // what is no JSON is not ours
        const code = (error && error.code) || '';
        return { dealt: [], odd: rows, status: answer.status, unwanted: answer.status === 404 && code !== '', unread: code === 'queue_malformed' };
      }
      const { items, former } = await answer.json();
      const of = ({ item }, i) => items[i] && items[i].id === item.id && items[i].kind === item.kind && items[i].state;
      return {
        dealt: rows.filter((row, i) => ['taken', 'refused'].includes(of(row, i))).map((row) => row.key),
        odd: rows.filter((row, i) => !['taken', 'refused', 'later'].includes(of(row, i))),
        status: 200,
        former: former === true,
      };
    } catch {
      return { dealt: [], odd: [], status: 0 }; // no network, or an answer that is not ours
    } finally {
      clearTimeout(late);
    }
  }
}

/** An item as every server since the first one reads it: those before the rule that unknown members are passed over refused them. */
function firstForm({ kind, id, score, moment, lang, reasons, service, comment }) {
  return { kind, id, score, moment, lang, reasons, service, comment };
}

/** What the device says within a few seconds. A database that hangs is as good as none. */
function soon(promise) {
  let late;
  const over = new Promise((_, reject) => { late = setTimeout(() => reject(new Error('the device does not answer')), keeping * 1000); });
  return Promise.race([promise, over]).finally(() => clearTimeout(late));
}
