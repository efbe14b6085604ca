/** Bytes as the protocol carries them: lower-case hex without separators. */

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += digits[byte];
  return text;
}

/** What a digit, in any case, is worth, by its character code. */
const worth = new Uint8Array(0x80);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  worth[digit.charCodeAt(0)] = value;
  worth[digit.toUpperCase().charCodeAt(0)] = value;
}

/** @param text an even number of hex digits, in any case */
export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = (worth[text.charCodeAt(2 * index)]! << 4) | worth[text.charCodeAt(2 * index + 1)]!;
  }
  return bytes;
}
