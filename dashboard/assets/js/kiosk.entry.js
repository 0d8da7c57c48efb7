// The kiosk beyond plain HTML: a tap is answered at once, kept on the device and sent in the background, also when the network is
// away for weeks. Without this file the five buttons send the form as it stands.
import { exchange } from './kiosk/exchange.js';
import { Hours } from './kiosk/hours.js';
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
  // The page is exchanged within this one where the browser could be left without any: what lies in memory alone would be lost with
  // it, and without the worker a server that is away for a moment would leave the browser's own page, which nobody takes away.
  const fixed = () => box.fragile || !(navigator.serviceWorker && navigator.serviceWorker.controller);
  const leave = (address) => {
    const { tap } = screen;
    afterEcho(() => (fixed() ? screen.tap === tap && turn(address) : window.location.replace(address)));
    return !fixed();
  };
  const show = (page) => {
    const shown = new Screen(page, { put: (item) => box.put(item), stamp: () => box.stamp(), leave });
    shown.hours = new Hours(page, window.fetch.bind(window));
    shown.start();
    return shown;
  };
  let screen = show(root);
  box.changed = (waiting) => {
    waits = waiting;
    tell();
    if (waiting) later();
  };
  const turn = (address) => {
    const left = screen;
    const { tap } = left;
    exchange(address, window.fetch.bind(window), () => screen === left && left.tap === tap).then((page) => {
      if (!page) return;
      left.stop();
      screen = show(page);
      tell();
    });
  };
  // What was chosen beside a tap would be lost with the page too.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('nav a');
    if (!link || !(fixed() || screen.tap)) return;
    event.preventDefault();
    turn(link.href);
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
  setInterval(async () => {
    if (box.unread) send();
    if (ended && screen.idle && navigator.onLine && !box.fragile) window.location.replace(home);
    const other = await follow(screen);
    // An idle screen takes on a new version, and the page of other hours.
    if ((other || (worker.renewed && navigator.onLine)) && screen.idle && !box.fragile) window.location.reload();
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

/** Does something when the hand that asked for it has gone: a hand that touches twice would rate on the page that comes. */
function afterEcho(act) {
  setTimeout(act, echoTime);
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

/** Opens a closed screen in time. Says whether the server has another page by now. */
async function follow(screen) {
  const { hours, root } = screen;
  const other = hours.due && await hours.changed();
  const closed = root.querySelector('[data-closed]');
  if (closed) closed.hidden = hours.over; // it has opened, whether or not there is a network to say so
  return other;
}
