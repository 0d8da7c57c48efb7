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

/** One run of the worker over what waits. It fails when something is left, so that the browser tries again later. */
export async function sendWaiting(home, fetch, open = openShelf) {
  const box = new Outbox({ home, shelf: open(home), fetch, wait: () => Promise.reject(new Error('something is left for later')) });
  await box.send();
  if (box.unread) throw new Error('what waits cannot be read');
}
