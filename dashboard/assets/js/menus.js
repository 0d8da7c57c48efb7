// Menus are <details class="menu"> and pick lists <details class="pick">: the browser opens them, this closes them again.
const menus = 'details.menu[open], details.pick[open]';

/** Closes open menus on a click elsewhere, when focus leaves them, and on Escape, which gives focus back to the button. */
export function closeMenus(root) {
  root.addEventListener('click', (event) => closeExcept(root, event.target));
  root.addEventListener('focusin', (event) => closeExcept(root, event.target));
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const menu = event.target.closest?.(menus);
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
}

function closeExcept(root, target) {
  for (const menu of root.querySelectorAll(menus)) {
    if (!menu.contains(target)) menu.open = false;
  }
}
