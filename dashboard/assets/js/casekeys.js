// Single letters move in a list: j and k walk, / searches, n begins a new case, ? shows this list. Somebody who speaks to the computer,
// or whose hand strays over the keyboard, must not set them off: they act only while the focus is in the list, unless the reader
// chooses, in the dialogue, that they act on the whole page. Where somebody types, or holds a modifier, a letter is only a letter.

const choice = 'harta-keys';
const everywhere = 'page';

/** Listens for the letters. Bulgarian layouts give Cyrillic letters for the same keys, so the key's place counts too. */
export function letRowsBeWalked(root, store = window.localStorage) {
  offerKeys(root, store);
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || typing(event.target)) return;
    if (!inList(root, event.target) && chosen(store) !== everywhere) return;
    if (act(root, nameOf(event))) event.preventDefault();
  });
}

/** Shows the button that opens the dialogue, and remembers on this device what is chosen there. */
function offerKeys(root, store) {
  root.querySelector('[data-keys-hint]')?.removeAttribute('hidden');
  root.querySelector('[data-keys-show]')?.addEventListener('click', () => showKeys(root));
  const box = root.querySelector('[data-keys-everywhere]');
  if (!box) return;
  box.checked = chosen(store) === everywhere;
  box.addEventListener('change', () => {
    try { store.setItem(choice, box.checked ? everywhere : ''); } catch { /* it is not remembered, and the letters stay in the list */ }
  });
}

function chosen(store) {
  try { return store.getItem(choice); } catch { return null; }
}

/** Whether the keys of an element are for typing. */
export function typing(element) {
  return Boolean(element?.closest?.('input, select, textarea, dialog, [contenteditable]'));
}

/** Whether an element is the list, or in it. The frame in which the list scrolls takes the focus, too. */
function inList(root, element) {
  const row = root.querySelector('[data-row]');
  const list = row?.closest('[role="region"]') ?? row?.closest('table');
  return Boolean(list?.contains(element));
}

/** The name of a shortcut for a key event: the letter itself, or the one at its place on a Latin keyboard. */
export function nameOf(event) {
  if (event.key === '?' || event.key === '/') return event.key;
  const letter = /^Key([JKN])$/.exec(event.code ?? '');
  return letter ? letter[1].toLowerCase() : event.key;
}

function act(root, name) {
  switch (name) {
    case 'j': return walk(root, 1);
    case 'k': return walk(root, -1);
    case '?': return showKeys(root);
    default: return reach(root.querySelector(`[data-key="${CSS.escape(name)}"]`));
  }
}

function showKeys(root) {
  const keys = root.querySelector('#keys');
  keys?.showModal();
  return Boolean(keys);
}

/** Focuses the link of the next or the previous row; Enter opens it, as it opens every link. */
function walk(root, step) {
  const links = [...root.querySelectorAll('[data-row] th a')];
  if (links.length === 0) return false;
  const here = links.indexOf(root.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next].focus();
  return true;
}

function reach(element) {
  if (!element) return false;
  if (element.matches('a')) element.click();
  else { element.focus(); element.select?.(); }
  return true;
}
