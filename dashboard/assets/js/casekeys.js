// Single letters move in the list of cases: j and k walk, / searches, n begins a new case, ? shows this list. Where somebody
// types, or holds a modifier, a letter is only a letter.

/** Listens for the letters. Bulgarian layouts give Cyrillic letters for the same keys, so the key's place counts too. */
export function letRowsBeWalked(root) {
  root.querySelector('[data-keys-hint]')?.removeAttribute('hidden');
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || typing(event.target)) return;
    if (act(root, nameOf(event))) event.preventDefault();
  });
}

/** Whether the keys of an element are for typing. */
export function typing(element) {
  return Boolean(element?.closest?.('input, select, textarea, dialog, [contenteditable]'));
}

/** The name of a shortcut for a key event: the letter itself, or the one at its place on a Latin keyboard. */
export function nameOf(event) {
  if (event.key === '?' || event.key === '/') return event.key;
  const letter = /^Key([JKNU])$/.exec(event.code ?? '');
  return letter ? letter[1].toLowerCase() : event.key;
}

function act(root, name) {
  switch (name) {
    case 'j': return walk(root, 1);
    case 'k': return walk(root, -1);
    case '?': root.querySelector('#keys')?.showModal(); return true;
    default: return reach(root.querySelector(`[data-key="${CSS.escape(name)}"]`));
  }
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
