// Exchanges what a page shows for another page of ours without leaving it, for whoever holds in memory what would be lost with it.
import { pageFrom } from './page.js';

const patience = 4; // seconds that a page waits for the network when another is kept
const most = 30; // and when none is

/** Shows the page at an address in the place of this one and gives its root; null when it is not to be had, or may() says no by then. */
export async function exchange(address, fetch, may) {
  const next = new DOMParser().parseFromString(await textOf(address, fetch), 'text/html');
  const root = next.querySelector('[data-kiosk]');
  if (!root || !may()) return null;
  document.documentElement.lang = next.documentElement.lang;
  document.title = next.title;
  document.body.replaceWith(next.body);
  window.history.replaceState(null, '', address);
  window.scrollTo(0, 0);
  const heading = root.querySelector('h1');
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true }); // what had it is gone
  return root;
}

/** The page from the network, or as it is kept for the time without; empty when there is none. */
async function textOf(address, fetch) {
  const network = pageFrom(address, fetch, most);
  const late = new Promise((resolve) => setTimeout(resolve, patience * 1000));
  return (await Promise.race([network, late])) || (await textKept(address)) || network;
}

async function textKept(address) {
  try {
    return await (await caches.match(address)).text();
  } catch {
    return ''; // nothing is kept
  }
}
