/** Columns of a line counted in the units of the three encodings of LSP 3.17; inside, everything counts in UTF-16. */

/** How a client counts columns: bytes, UTF-16 units or code points. */
export type Encoding = 'utf-8' | 'utf-16' | 'utf-32';

const encodings: readonly Encoding[] = ['utf-8', 'utf-16', 'utf-32'];

/** The first that client and server know; the client lists its own in the order it likes them. */
export function chooseEncoding(offered: unknown): Encoding {
  const known: Encoding | undefined = Array.isArray(offered)
    ? offered.find((each) => encodings.includes(each))
    : undefined;
  return known ?? 'utf-16';
}

function unitsOf(codePoint: number, encoding: Encoding): number {
  if (encoding === 'utf-32') return 1;
  if (encoding === 'utf-16') return codePoint > 0xffff ? 2 : 1;
  if (codePoint > 0xffff) return 4;
  // A lone surrogate becomes U+FFFD on its way through UTF-8: three bytes, too.
  if (codePoint > 0x7ff) return 3;
  return codePoint > 0x7f ? 2 : 1;
}

/** Walks code points until the column is reached in one encoding; what it is in the other. Beyond the end it goes on. */
function recount(line: string, column: number, from: Encoding, to: Encoding): number {
  let passed = 0;
  let counted = 0;
  for (const character of line) {
    if (passed >= column) return counted;
    const codePoint = character.codePointAt(0)!;
    passed += unitsOf(codePoint, from);
    // A column inside of a character is that of its start, as rounding up would go over text that is not meant.
    if (passed > column) return counted;
    counted += unitsOf(codePoint, to);
  }
  return counted + Math.max(column - passed, 0);
}

const isPlain = (line: string): boolean => {
  for (let at = 0; at < line.length; at++) if (line.charCodeAt(at) > 0x7f) return false;
  return true;
};

/** From the client's column to that in UTF-16. */
export function toUtf16(line: string, column: number, encoding: Encoding): number {
  return isPlain(line) ? column : recount(line, column, encoding, 'utf-16');
}

/** From the column in UTF-16 to the client's. */
export function fromUtf16(line: string, column: number, encoding: Encoding): number {
  return isPlain(line) ? column : recount(line, column, 'utf-16', encoding);
}
