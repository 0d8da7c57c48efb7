// What the public forms do beyond plain HTML. Without this file everything still works.

/** Says how many characters are left, once that is worth knowing. */
function countCharacters(field) {
  const counter = field.closest('.field').querySelector('.counter');
  const show = () => {
    const left = Number(field.dataset.max) - [...field.value].length;
    counter.hidden = left > Number(field.dataset.max) / 10;
    const words = left < 0 ? field.dataset.over : field.dataset.left;
    counter.textContent = words.replace('{n}', new Intl.NumberFormat(document.documentElement.lang).format(Math.abs(left)));
  };
  field.addEventListener('input', show);
  show();
}

/** Tells of files that the server would refuse before they travel, and keeps a form that holds such from being sent. */
function weighFiles(field) {
  const warning = document.getElementById('files-warning');
  const refused = () => {
    const sizes = [...field.files].map((f) => f.size);
    const { most, mb, all, many, big, heavy } = field.dataset;
    const dropped = field.closest('.field').querySelectorAll('[name="drop"]:checked').length;
    if (sizes.length > Number(most) + dropped) return many;
    if (sizes.some((size) => size > mb * 2 ** 20)) return big;
    // The rest of the form travels with them.
    return sizes.reduce((sum, size) => sum + size, 0) > all * 2 ** 20 - 2 ** 18 ? heavy : '';
  };
  const show = () => {
    const why = refused();
    warning.textContent = why;
    warning.hidden = !why;
    field.toggleAttribute('data-refused', Boolean(why));
    return why;
  };
  field.closest('.field').addEventListener('change', show);
  field.form.addEventListener('submit', (event) => {
    if (!show()) return;
    event.preventDefault();
    field.focus();
  });
}

/** A form that was sent and is then changed, after going back, is another complaint: it needs an id of its own. */
function renewId(form) {
  let sent = false;
  form.addEventListener('submit', (event) => { sent = !event.defaultPrevented; });
  form.addEventListener('input', () => {
    if (!sent || !crypto.randomUUID) return;
    form.elements.id.value = crypto.randomUUID();
    sent = false;
  });
}

document.querySelectorAll('textarea[data-max]').forEach(countCharacters);
document.querySelectorAll('input[type="file"][data-most]').forEach(weighFiles);
document.querySelectorAll('form[data-complaint]').forEach(renewId);
for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
