/** A UUID of version 7 (RFC 9562): the present moment and 74 random bits. */
export function newId(now = Date.now(), random = crypto.getRandomValues(new Uint8Array(10))) {
  const time = now.toString(16).padStart(12, '0');
  const bytes = [...random];
  bytes[0] = 0x70 | (bytes[0] & 0x0f);
  bytes[2] = 0x80 | (bytes[2] & 0x3f);
  const rest = bytes.map((b) => b.toString(16).padStart(2, '0')).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}
