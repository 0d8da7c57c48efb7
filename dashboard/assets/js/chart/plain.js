/** A text as the library shall show it: a brace would begin its own mark-up, so a sign of no width follows it. */
export function plain(text) {
  return text.replaceAll('{', '{\u200b');
}
