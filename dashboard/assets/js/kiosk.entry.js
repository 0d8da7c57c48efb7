// The kiosk beyond plain HTML: a tap is answered at once, kept on the device and sent in the background, also when the network is
// away for weeks. Without this file the five buttons send the form as it stands.
import { exchange } from './kiosk/exchange.js';
import { askLater, sendForOthers } from './kiosk/later.js';
import { Outbox } from './kiosk/outbox.js';
import { echoTime, Screen } from './kiosk/screen.js';
import { moveOver, openShelf } from './kiosk/shelf.js';

const root = document.querySelector('[data-kiosk]');
if (root) start(root);

function start(root) {
  const home = root.dataset.home;
  let waits = false;
  const tell = () => { document.querySelector('[data-pending]').hidden = !waits; };
  const shelf = openShelf(home);
  const box = new Outbox({ home, shelf, fetch: window.fetch.bind(window) });
  // What lies in memory alone would be lost with the page.
  const leave = (address) => !box.fragile && load(address);
  const show = (page) => {
    const shown = new Screen(page, { put: (item) => box.put(item), stamp: () => box.stamp(), leave });
    shown.start();
    return shown;
  };
  let screen = show(root);
  box.changed = (waiting) => {
    waits = waiting;
    tell();
    if (waiting) later();
  };
  // So would it by the touch on a language, and what was chosen beside a tap: the page is then exchanged within this one.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('nav a');
    const left = screen;
    const { tap } = left;
    if (!link || !(box.fragile || tap)) return;
    event.preventDefault();
    exchange(link.href, window.fetch.bind(window), () => screen === left && left.tap === tap).then((page) => {
      if (!page) return;
      left.stop();
      screen = show(page);
      tell();
    });
  });
  // Nothing more can be tapped here: the page goes when nobody stands before it, and says so itself or comes back.
  let ended = false;
  box.refused = () => { ended = true; };
  box.over = () => {
    ended = true;
    stopWorker(home);
  };
  // Whoever closes the page while something is on its way leaves it to the worker.
  window.addEventListener('pagehide', () => {
    box.part();
    if (box.sending) later();
  });
  const send = () => box.send();
  send();
  takeOver(home, shelf).then(send);
  window.addEventListener('online', send);
  window.addEventListener('pageshow', (event) => { if (event.persisted) screen.back(); });
  const worker = keepOffline(home);
  const sendOthers = () => sendForOthers(home, window.fetch.bind(window));
  sendOthers();
  setInterval(sendOthers, 1_800_000);
  setInterval(() => {
    if (box.unread) send();
    if (ended && screen.idle && navigator.onLine) leave(home);
    if (!box.fragile) refresh(screen, worker);
  }, 30_000);
}

/** Takes over what an earlier version of the page had kept. It stays where it is when the shelf cannot keep it. */
async function takeOver(home, shelf) {
  try {
    await moveOver(home, window.localStorage, shelf);
  } catch {
    // no storage, or no room
  }
}

/** An address that is not the booth's any more is kept no longer. */
async function stopWorker(home) {
  try {
    const registration = await navigator.serviceWorker.getRegistration(home);
    await registration.unregister();
    const kept = (await caches.keys()).filter((name) => name.startsWith(`harta ${home} `));
    await Promise.all(kept.map((name) => caches.delete(name)));
  } catch {
    // there is none
  }
}

/** Leaves what waits to the worker, where there is one. */
function later() {
  if (navigator.serviceWorker) askLater(navigator.serviceWorker);
}

/** Loads a page of ours, if the network or the worker can give it; says whether it does. It comes when the hand that asked for it has
 * gone: a hand that touches twice would rate on it. */
function load(address) {
  if (!navigator.onLine && !(navigator.serviceWorker && navigator.serviceWorker.controller)) return false;
  setTimeout(() => window.location.replace(address), echoTime);
  return true;
}

/** Lets a worker keep this page for the time without network. Tells of a new version, which the page then takes on when idle. */
function keepOffline(home) {
  const state = { renewed: false };
  if (!navigator.serviceWorker) return state;
  const had = navigator.serviceWorker.controller;
  navigator.serviceWorker.register(`${home}/worker.js`, { scope: home, updateViaCache: 'none' }).then((registration) => {
    setInterval(() => registration.update().catch(() => {}), 3_600_000);
  }).catch(() => {}); // the page works without it
  navigator.serviceWorker.addEventListener('controllerchange', () => { state.renewed = Boolean(had); });
  return state;
}

/** An idle screen takes on a new version, and follows the opening hours. */
function refresh(screen, worker) {
  const { root } = screen;
  const closed = root.querySelector('[data-closed]');
  const changes = root.dataset.changes;
  // By the clock, or by the time that was left when the page was made: a clock may be years behind.
  const due = Boolean(changes) && (Date.now() >= Date.parse(changes) || screen.age >= Number(root.dataset.left));
  if (due && closed) closed.hidden = true; // it has opened, whether or not there is a network to say so
  if (!screen.idle || !navigator.onLine || !(worker.renewed || due)) return;
  const mark = `harta.renewed ${root.dataset.home}`;
  try { // a page from the worker's cache may be as old as this one: once is enough
    if (due && !worker.renewed && sessionStorage.getItem(mark) === changes) return;
    sessionStorage.setItem(mark, changes || '');
  } catch {
    if (!worker.renewed) return;
  }
  window.location.reload();
}
