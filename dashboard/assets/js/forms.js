// Small services to forms.

/** Brings a form's errors to the reader and keeps a command from being sent twice. */
export function watchForms(root) {
  root.querySelector('.error-summary')?.focus();
  root.addEventListener('submit', (event) => guardTwice(event));
  // A page that comes back from the history has its buttons as they were left: let them work again.
  window.addEventListener('pageshow', () => {
    for (const form of root.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  });
}

function guardTwice(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post' || 'download' in form.dataset) return;
  if ('sent' in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = '';
}
