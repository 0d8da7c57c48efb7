// "Copy link" puts the permanent address of a page or a figure on the clipboard; without a clipboard it stays an ordinary link.

const shownFor = 2000; // milliseconds that the confirmation stands

export function copyLinks() {
  for (const link of document.querySelectorAll('a[data-copy]')) {
    link.addEventListener('click', (event) => copy(event, link));
  }
}

async function copy(event, link) {
  if (!navigator.clipboard || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(link.href);
    confirm(link);
  } catch {
    location.assign(link.href);
  }
}

/** Says so where the reader looks, and to those who listen. */
function confirm(link) {
  const words = link.textContent;
  link.setAttribute('aria-live', 'polite');
  link.textContent = link.dataset.copy;
  setTimeout(() => { link.textContent = words; }, shownFor);
}
