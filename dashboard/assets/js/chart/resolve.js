// The server sends names where the library wants colours and functions: "@line" for a colour, "fmt:share" for a function. They
// are looked up at their own keys only; everywhere else a text is a text, whatever it looks like.

const colourKeys = new Set(['color', 'borderColor']);
const functionKeys = new Set(['formatter', 'renderItem']);

/** A copy of the options with names replaced. A function nobody knows is left out. */
export function resolve(node, colour, functions) {
  if (Array.isArray(node)) return node.map((item) => resolve(item, colour, functions));
  if (node === null || typeof node !== 'object') return node;
  const out = {};
  for (const [key, value] of Object.entries(node)) {
    if (colourKeys.has(key) && typeof value === 'string' && value.startsWith('@')) {
      out[key] = colour(value.slice(1));
    } else if (functionKeys.has(key)) {
      const found = typeof value === 'string' && value.startsWith('fmt:') && Object.hasOwn(functions, value.slice(4)) && functions[value.slice(4)];
      if (found) out[key] = found;
    } else {
      out[key] = resolve(value, colour, functions);
    }
  }
  return out;
}
