// Taps on their way to the server. Each carries an id, so sending one twice counts once, and none is forgotten before the server
// has said that it is safe.

const most = 500; // taps kept while the network is away
const pauses = [2, 5, 15, 60]; // seconds between tries

/** Keeps taps in the storage and sends them in their order. refused() is called when the server wants no taps of this kiosk. */
export class Outbox {
  constructor(name, storage, fetch, wait = (ms) => new Promise((done) => setTimeout(done, ms))) {
    Object.assign(this, { key: `harta.taps.${name}`, storage, fetch, wait, sending: false, refused: () => {} });
    this.waiting = this.read();
  }

  /** Takes a tap and begins to send. */
  put(address, tap) {
    this.waiting = [...this.waiting, { address, tap }].slice(-most);
    this.keep();
    return this.send();
  }

  /** Sends what waits until nothing does; a second call while the first runs does nothing. */
  async send() {
    if (this.sending) return;
    this.sending = true;
    for (let tries = 0; this.waiting.length > 0;) {
      if (await this.sendFirst()) {
        tries = 0;
        continue;
      }
      await this.wait(pauses[Math.min(tries, pauses.length - 1)] * 1000);
      tries += 1;
    }
    this.sending = false;
  }

  /** Tries the oldest tap. True means that it is dealt with: taken, or refused for good. */
  async sendFirst() {
    const first = this.waiting[0];
    let status = 0;
    try {
      status = await this.post(first);
    } catch {
      return false; // no network
    }
    if (status === 429 || status >= 500) return false;
    this.waiting = this.waiting.filter((item) => item !== first);
    this.keep();
    if (status >= 400) this.refused();
    return true;
  }

  async post({ address, tap }) {
    const answer = await this.fetch(address, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams(tap),
      credentials: 'omit',
      keepalive: true,
    });
    return answer.status;
  }

  read() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.key) ?? '[]');
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  /** A storage that is full or forbidden costs only the taps that wait while the kiosk is switched off. */
  keep() {
    try {
      this.storage.setItem(this.key, JSON.stringify(this.waiting));
    } catch {
      // they are still in memory
    }
  }
}
