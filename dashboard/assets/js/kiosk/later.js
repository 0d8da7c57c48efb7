// What was tapped and could not be sent is sent by the browser itself once there is a network, also when the page is closed by then
// (Background Synchronization). The server counts each answer by its id, so it does not matter whether page, worker or both send it.
import { Outbox } from './outbox.js';
import { openShelf } from './shelf.js';

export const sendLater = 'harta-send';

/** Asks the browser to wake the worker when there is a network. A browser that cannot do so loses nothing: the page sends, now or
 * when it is opened again. */
export async function askLater(container) {
  try {
    const registration = await container.ready;
    await registration.sync.register(sendLater);
    return true;
  } catch {
    return false; // not supported, or not allowed
  }
}

/** One run of the worker over what waits. It fails when something is left, so that the browser tries again later. It
 * says whether the booth has another address by now. */
export async function sendWaiting(home, fetch, open = openShelf) {
  const box = new Outbox({ home, shelf: open(home), fetch, wait: () => Promise.reject(new Error('something is left for later')) });
  let over = false;
  box.over = () => { over = true; };
  await box.send();
  if (box.unread) throw new Error('what waits cannot be read');
  return over;
}

/** Sends what waits on this device at other addresses: those that its booth had before, since nobody opens their pages any more. The
 * server knows former addresses for some weeks. What it does not take stays. */
export async function sendForOthers(home, fetch, factory = globalThis.indexedDB, open = openShelf) {
  let known;
  try {
    known = await factory.databases();
  } catch {
    return; // not supported
  }
  for (const { name } of known) {
    const [, other] = /^harta (\/[kq]\/[^/\s]+)$/.exec(name) || [];
    if (other && other !== home) await sendWaiting(other, fetch, open).catch(() => {});
  }
}
