// On paper every figure's table stands under it, also where the browser cannot be told so by the print sheet.

/** Opens the tables before printing and closes those again that were closed. */
export function printTables(root) {
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...root.querySelectorAll('details.figure-table:not([open])')];
    for (const table of opened) table.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const table of opened) table.open = false;
  });
}
