// Follows an import: asks for the page again and shows its part on the progress, until there is none or it leads elsewhere.
const every = 1000; // milliseconds

async function follow() {
  const box = document.querySelector('[data-progress]');
  if (!box) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = page.querySelector('[data-progress]');
    if (answer.redirected || !next) {
      location.replace(answer.url);
      return;
    }
    box.replaceChildren(...next.childNodes);
  } catch {
    // the network is away: the next try may find it
  }
  setTimeout(follow, every);
}

setTimeout(follow, every);
