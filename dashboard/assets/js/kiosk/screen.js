// What a person sees at the screen: the question, the thanks with what may be added, and the way back for the next person.
import { newId } from './id.js';

// A hand that touches twice means the first touch alone when that turned the screen: what lies under it now was not there.
export const echoTime = 500; // milliseconds from one touch to the next
const echoReach = 64; // pixels between them

/** Starts the screen in a page. put(item) keeps an item for sending; stamp() tells its time by a clock
 * that nobody sets; leave(address) loads a page of ours when one can be loaded. */
export class Screen {
  constructor(root, { put, leave, stamp = () => ({}), clock = () => new Date(), random = newId }) {
    Object.assign(this, { root, put, leave, stamp, clock, random });
    this.ask = root.querySelector('[data-ask]');
    this.faces = root.querySelector('.faces');
    this.thanks = root.querySelector('[data-thanks]');
    this.more = root.querySelector('[data-more]');
    this.say = root.querySelector('[data-say]');
    this.lang = document.documentElement.lang;
    this.version = Number(this.ask.elements.version.value); // of the forms that the page asks by
    this.away = this.ask.getAttribute('action') !== root.dataset.home; // not in the language shown first
    this.byKey = false; // the last answer was given by a key
    this.tap = null; // the answer whose thanks are shown
    this.over = false; // another page has taken the place of this one
    this.hand = null; // the last touch: when and where
    this.turn = null; // the touch that turned the screen, or the last of those that followed it
    this.touched = performance.now(); // not by the clock, which somebody may set
  }

  start() {
    this.ask.addEventListener('click', (event) => {
      const face = event.target.closest('.face');
      if (!face) return;
      event.preventDefault();
      this.rate(face, event.detail === 0);
    });
    // Enter and space press the button; nothing else may send the form past the script.
    this.ask.addEventListener('submit', (event) => event.preventDefault());
    const on = (name, act, first) => document.addEventListener(name, (event) => this.over || act(event), first);
    for (const name of ['mousedown', 'click']) on(name, (event) => this.heed(event), true);
    on('keydown', (event) => this.key(event));
    for (const name of ['pointerdown', 'keydown', 'input']) on(name, () => this.stay());
    if (this.more) this.readyMore();
    this.stay();
  }

  /** Ends the screen: another page takes its place. What was chosen goes. */
  stop() {
    if (this.tap && this.more) this.add(false);
    this.over = true;
    clearTimeout(this.timer);
  }

  readyMore() {
    const skip = this.more.querySelector('[data-skip]');
    skip.hidden = false;
    skip.addEventListener('click', () => this.back());
    this.more.addEventListener('submit', (event) => {
      event.preventDefault();
      this.add(true);
      this.back();
    });
  }

  /** Lets nobody but the first touch of a hand that goes on touching do anything: it would choose a reason, open a list or rate
   * for somebody who is not there. Keys and voices come without a place, and pass. */
  heed(event) {
    const touch = { at: event.timeStamp, x: event.clientX, y: event.clientY };
    if (event.detail > 0 && this.turn && touch.at - this.turn.at < echoTime && Math.hypot(touch.x - this.turn.x, touch.y - this.turn.y) < echoReach) {
      event.preventDefault();
      event.stopPropagation();
      if (event.type === 'click') this.turn = touch;
    } else if (event.type === 'click') this.hand = event.detail > 0 ? touch : null;
  }

  /** The keys 1 to 5 are the faces, while one of them or their group has the focus: elsewhere a digit may come from a voice, or from
   * somebody who feels for another key. A key that is held down presses a button again and again. */
  key(event) {
    if (event.repeat) {
      if (event.target.closest && event.target.closest('button')) event.preventDefault();
      return;
    }
    if (this.tap || event.ctrlKey || event.metaKey || event.altKey || !/^[1-5]$/.test(event.key)) return;
    if (!this.faces.contains(event.target)) return;
    this.rate(this.ask.querySelector(`.face[value="${event.key}"]`), true);
  }

  rate(face, byKey) {
    if (this.tap) return;
    this.byKey = byKey;
    this.tap = { kind: 'tap', id: this.random(), score: Number(face.value), moment: this.clock().toISOString(), lang: this.lang, version: this.version, ...this.stamp() };
    this.put(this.tap);
    this.offer(this.tap.score);
    this.swap(this.thanks, this.ask);
    this.say.textContent = this.root.dataset.rated.replace('{word}', face.querySelector('.face-word').textContent);
    const heading = this.thanks.querySelector('h1');
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    this.stay();
  }

  /** Shows the reasons that belong to the face. */
  offer(score) {
    if (!this.more) return;
    this.more.reset();
    let some = false;
    for (const chip of this.more.querySelectorAll('.chip')) {
      chip.hidden = !chip.dataset.faces.split(' ').includes(String(score));
      some = some || !chip.hidden;
    }
    const reasons = this.more.querySelector('.more-reasons');
    if (reasons) reasons.hidden = !some;
  }

  /** Sends what was added. Words that somebody only began to write are theirs: they go when the person sends them. */
  add(withWords) {
    const form = new FormData(this.more);
    const added = {
      reasons: form.getAll('reason'),
      service: form.get('service') || '',
      comment: withWords ? (form.get('comment') || '').trim() : '',
    };
    if (added.reasons.length === 0 && !added.service && !added.comment) return;
    this.put({ ...this.tap, kind: 'more', ...added });
  }

  /** Somebody is there: the way back is put off. */
  stay() {
    this.touched = performance.now();
    clearTimeout(this.timer);
    const { wait, idle } = this.root.dataset;
    if (this.tap) {
      this.timer = setTimeout(() => { if (this.more) this.add(false); this.back(); }, Number(this.more ? idle : wait) * 1000);
    } else if (this.away) {
      this.timer = setTimeout(() => this.goHome(), Number(idle) * 1000);
    }
  }

  /** The page in the language shown first, as soon as it can be loaded. */
  goHome() {
    if (!this.leave(this.root.dataset.home)) this.timer = setTimeout(() => this.goHome(), Number(this.root.dataset.idle) * 1000);
  }

  /** The question again, in the language shown first. */
  back() {
    this.tap = null;
    this.say.textContent = '';
    clearTimeout(this.timer);
    if (document.activeElement) document.activeElement.blur();
    if (this.away && this.leave(this.root.dataset.home)) return;
    if (this.more) this.more.reset();
    this.swap(this.ask, this.thanks);
    if (this.byKey) this.faces.focus({ preventScroll: true }); // whoever is next at a keyboard begins there
    this.stay();
  }

  /** Whether nobody has touched the screen for a while and nothing is in the midst of being done. */
  get idle() {
    return !this.tap && performance.now() - this.touched > Number(this.root.dataset.idle) * 1000;
  }

  swap(one, other) {
    this.turn = this.hand;
    other.hidden = true;
    one.hidden = false;
  }
}
