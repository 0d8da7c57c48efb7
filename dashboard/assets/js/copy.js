// <button hidden data-copy="…" data-copied="Копирано"> copies a text, the page's address when data-copy is empty. The button is
// hidden in the HTML, since it does nothing without this.

/** Shows the copy buttons and makes them work where the browser allows it. */
export function offerCopying(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll('button[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  }
}

async function copy(button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy || location.href);
  } catch {
    return; // the browser refused: saying "copied" would be untrue
  }
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = before; }, 2000);
}
