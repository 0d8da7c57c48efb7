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

/** A form that was sent and is then changed, after going back, is another complaint: it needs an id of its own. */
function renewId(form) {
  let sent = false;
  form.addEventListener('submit', () => { sent = true; });
  form.addEventListener('input', () => {
    if (!sent || !crypto.randomUUID) return;
    form.elements.id.value = crypto.randomUUID();
    sent = false;
  });
}

document.querySelectorAll('textarea[data-max]').forEach(countCharacters);
document.querySelectorAll('form[data-complaint]').forEach(renewId);
for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
