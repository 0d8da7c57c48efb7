// The service worker of one booth: its pages and what they are made of, kept for the time without network. The server puts
// self.harta in front of this file: {home, version, pages, files}.
import { Keeper } from './kiosk/keeper.js';
import { sendLater, sendWaiting } from './kiosk/later.js';

const keeper = new Keeper(self.harta, self.caches, self.fetch.bind(self));

// A new version keeps everything before it takes over, and takes over at once: the files of the old one have other names, and
// the page that is open has them already. The page loads itself anew when nobody stands in front of it.
self.addEventListener('install', (event) => event.waitUntil(keeper.keep().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(keeper.tidy().then(() => self.clients.claim())));
self.addEventListener('fetch', (event) => {
  const answer = keeper.answer(event.request);
  if (answer) event.respondWith(answer);
});
self.addEventListener('sync', (event) => {
  if (event.tag === sendLater) event.waitUntil(send());
});

/** Sends what waits. When the booth has another address by now, there is nothing more to do here. */
async function send() {
  if (await sendWaiting(self.harta.home, self.fetch.bind(self))) await self.registration.unregister();
}
