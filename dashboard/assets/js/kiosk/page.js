// A page of our server, asked for while another one stays.

/** The text of a page as our server gives it within some seconds; empty without network, and when something else answers in the
 * server's place. */
export async function pageFrom(address, fetch, seconds) {
  const control = new AbortController(); // browsers of five years ago know no AbortSignal.timeout
  const late = setTimeout(() => control.abort(), seconds * 1000);
  try {
    const answer = await fetch(address, { credentials: 'omit', cache: 'no-store', signal: control.signal });
    return answer.ok && answer.headers.has('Harta-Booth') ? await answer.text() : '';
  } catch {
    return '';
  } finally {
    clearTimeout(late);
  }
}
