// Keeps the parts of a page that tell how things stand up to date. Silently: the page does not jump, nothing is read out, and
// nothing changes under the hands of whoever is in it. Without this file the page is as of its loading, and says when that was.
const every = 5000; // milliseconds

const busy = (part) => document.hidden || part.contains(document.activeElement) || part.contains(getSelection()?.anchorNode ?? null);

async function renew() {
  const parts = [...document.querySelectorAll('[data-live]')];
  if (parts.length > 0 && !document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (answer.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        for (const part of parts) {
          const next = page.querySelector(`[data-live="${part.dataset.live}"]`);
          if (next && !busy(part) && next.innerHTML !== part.innerHTML) part.replaceChildren(...next.childNodes);
        }
      }
    } catch {
      // the network is away: the next try may find it
    }
  }
  setTimeout(renew, every);
}

setTimeout(renew, every);
