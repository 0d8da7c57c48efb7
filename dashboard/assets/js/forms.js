// Small services to forms.

/** Brings a form's errors to the reader, keeps a command from being sent twice, and gives the token of a new session to a form that was
 * made without one. */
export function watchForms(root) {
  root.querySelector('.error-summary')?.focus();
  root.addEventListener('submit', (event) => {
    guardTwice(event);
    fetchToken(event);
  });
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

/** A form whose page was made for nobody, since the session had ended, is sent with the token of whoever has signed in since, in another
 * tab. Nobody has: then it goes as it is, and comes back. */
async function fetchToken(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.dataset.token) return;
  event.preventDefault();
  try {
    const answer = await fetch(form.dataset.token, { headers: { Accept: 'application/json' } });
    if (answer.ok) form.elements.csrf.value = (await answer.json()).csrf;
  } catch {
    // no network: the browser says so itself
  }
  HTMLFormElement.prototype.submit.call(form);
}
