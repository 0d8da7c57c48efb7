// Taps, and what people add to them, on their way to the server. Each carries the answer's id, so sending one twice counts once;
// none is forgotten before the server has said what became of it.

const most = 50; // items of one request
const pauses = [2, 5, 15, 60]; // seconds between tries
const patience = 15; // seconds for an answer of the server

/**
 * Sends what lies on a shelf, in its order. changed(waiting) tells whether something could not be sent yet; refused(status) is
 * called when the server wants nothing of this booth.
 */
export class Outbox {
  constructor({ home, shelf, fetch, wait, clock }) {
    this.address = `${home}/queue`;
    this.shelf = shelf;
    this.fetch = fetch;
    this.clock = clock || (() => new Date());
    this.pause = wait || ((ms) => new Promise((woken) => { this.wake = woken; setTimeout(woken, ms); }));
    this.sending = null;
    this.changed = () => {};
    this.refused = () => {};
  }

  /** Keeps an item and begins to send. It returns when the item is kept. */
  async put(item) {
    await this.shelf.add([item]);
    this.send();
  }

  /** Sends what waits until nothing does. A call while another one runs only wakes it from its pause. */
  send() {
    if (this.sending) this.again = true;
    if (this.wake) this.wake();
    if (!this.sending) this.sending = this.drain().finally(() => { this.sending = null; });
    return this.sending;
  }

  async drain() {
    let tries = 0;
    let alone = false; // a request as a whole was refused: find out which item is to blame
    for (;;) {
      this.again = false;
      const rows = await this.shelf.first(alone ? 1 : most);
      if (rows.length === 0) {
        if (this.again) continue;
        this.changed(false);
        return;
      }
      const { dealt, status } = await this.post(rows);
      if (dealt.length > 0) {
        await this.shelf.remove(dealt);
        tries = 0;
        continue;
      }
      if (status === 400 || status === 413) {
        if (alone) await this.shelf.remove([rows[0].n]);
        alone = !alone;
        continue;
      }
      if (status >= 400 && status < 500 && status !== 429) this.refused(status);
      this.changed(true);
      await this.pause(pauses[Math.min(tries, pauses.length - 1)] * 1000);
      tries += 1;
    }
  }

  /** Sends some items and says which of them the server has dealt with: taken, or refused for good. */
  async post(rows) {
    const body = JSON.stringify({ now: this.clock().toISOString(), items: rows.map((row) => row.item) });
    const control = new AbortController();
    const late = setTimeout(() => control.abort(), patience * 1000);
    try {
      const answer = await this.fetch(this.address, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body,
        credentials: 'omit',
        signal: control.signal,
      });
      if (answer.status !== 200) return { dealt: [], status: answer.status };
      const { items } = await answer.json();
      return { dealt: rows.filter((_, i) => items[i] && items[i].state !== 'later').map((row) => row.n), status: 200 };
    } catch {
      return { dealt: [], status: 0 }; // no network
    } finally {
      clearTimeout(late);
    }
  }
}
