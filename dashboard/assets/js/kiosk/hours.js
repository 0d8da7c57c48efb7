// When a screen opens and closes: what the server said of it when it made the page, and what it says when that has passed. The clock
// of a screen may be years behind, or hours ahead.
import { pageFrom } from './page.js';

const patience = 4; // seconds that the server has to answer
const again = 600_000; // milliseconds until a screen whose clock is not believed asks anew: it may have slept, and nothing told the time

export class Hours {
  /** The hours of a page, from its root: when they change next, and how many milliseconds were left when the page was made. */
  constructor(root, fetch, { clock = Date.now, passed = () => performance.now(), read = hoursIn } = {}) {
    Object.assign(this, { home: root.dataset.home, fetch, clock, passed, read });
    this.changes = root.dataset.changes || '';
    this.believe(Number(root.dataset.left), true);
  }

  /** What is left from now on, and whether the clock may say that it is over. */
  believe(left, byClock) {
    this.ends = this.passed() + left;
    this.asks = this.passed() + again;
    this.byClock = byClock;
  }

  /** Whether the next change has come: by the clock, since a page from the worker's cache may have been made long ago, or by the time
   * that was left. */
  get over() {
    return Boolean(this.changes) && (this.passed() >= this.ends || (this.byClock && this.clock() >= Date.parse(this.changes)));
  }

  /** Whether the server is to be asked. */
  get due() {
    return this.over || (Boolean(this.changes) && !this.byClock && this.passed() >= this.asks);
  }

  /** Asks the server, once that is due, and says whether it has another page by now. When it says that the same change is still
   * to come, the clock is ahead and is not believed any more. */
  async changed() {
    const now = this.read(await pageFrom(this.home, this.fetch, patience));
    if (!now) return false; // without network nobody knows
    if (now.changes !== this.changes) return true;
    this.believe(now.left, false);
    return false;
  }
}

/** What the text of a page says of its hours; null when it is none of ours. */
function hoursIn(text) {
  const root = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-kiosk]');
  return root && { changes: root.dataset.changes || '', left: Number(root.dataset.left) };
}
