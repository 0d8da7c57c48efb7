// The kiosk beyond plain HTML: a tap is answered at once and sent in the background, also when the network is away for a while.
// Without this file the five buttons send the form as it stands.
import { Outbox } from './kiosk/outbox.js';
import { newId } from './kiosk/id.js';

const form = document.querySelector('form[data-kiosk]');
if (form) start(form);

function start(form) {
  const thanks = document.querySelector('[data-thanks]');
  const home = form.dataset.home;
  const elsewhere = form.getAttribute('action') !== home;
  const outbox = new Outbox(home, window.localStorage, window.fetch.bind(window));
  outbox.refused = () => location.replace(home);
  let asleep = false;

  form.addEventListener('submit', (event) => {
    const face = event.submitter;
    if (!face?.matches('.face')) return;
    event.preventDefault();
    if (asleep) return;
    asleep = true;
    outbox.put(form.getAttribute('action'), { id: newId(), moment: new Date().toISOString(), score: face.value });
    show(thanks, form);
    setTimeout(() => {
      if (elsewhere && navigator.onLine) {
        location.replace(home); // the next person begins in the default language
        return;
      }
      show(form, thanks);
      asleep = false;
    }, Number(form.dataset.wait) * 1000);
  });

  // A key that is held down presses a button again and again.
  form.addEventListener('keydown', (event) => { if (event.repeat) event.preventDefault(); });
  window.addEventListener('online', () => outbox.send());
  window.addEventListener('pageshow', () => { show(form, thanks); asleep = false; });
  outbox.send();
}

function show(one, other) {
  other.hidden = true;
  one.hidden = false;
}
