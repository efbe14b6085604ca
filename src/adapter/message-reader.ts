/** Messages out of bytes, as the base protocol of DAP frames them: header lines, an empty line, the text of the message. */

/** Bytes without the end of a header after which what comes is no DAP. */
const LONGEST_HEADER = 4096;

const LENGTH = /^Content-Length: *(\d+) *$/im;

/** As every client writes the one header, before and behind the number. */
const BEFORE = Buffer.from('Content-Length: ');
const BEHIND = Buffer.from('\r\n\r\n');
/** More digits than the length of any message has. */
const MOST_DIGITS = 10;

export class MessageReader {
  private pieces: Buffer[] = [];
  private held = 0;
  /** Bytes that must be there before it is worth looking again. */
  private wanted = 0;

  constructor(private readonly deliver: (text: string) => void) {}

  /**
   * Delivers the text of each message that is complete with these bytes.
   *
   * @throws Error when the bytes are no DAP; what follows cannot be understood then
   */
  receive(bytes: Buffer): void {
    this.pieces.push(bytes);
    this.held += bytes.length;
    if (this.held < this.wanted) return;
    let rest = this.pieces.length === 1 ? bytes : Buffer.concat(this.pieces);
    for (;;) {
      const header = headerOf(rest);
      this.wanted = header ? header.size + header.length : 0;
      if (!header || rest.length < this.wanted) break;
      const text = rest.toString('utf8', header.size, this.wanted);
      rest = rest.subarray(this.wanted);
      if (text !== '') this.deliver(text);
    }
    this.pieces = rest.length === 0 ? [] : [rest];
    this.held = rest.length;
  }
}

/** Sizes in bytes of a header and of what follows it. */
interface Header {
  readonly size: number;
  readonly length: number;
}

/** Once the header is complete. */
function headerOf(bytes: Buffer): Header | undefined {
  return usualHeader(bytes) ?? anyHeader(bytes);
}

/** Read byte by byte: a text and an expression for each header took a twentieth of a request. */
function usualHeader(bytes: Buffer): Header | undefined {
  if (!standsAt(bytes, 0, BEFORE)) return undefined;
  let at = BEFORE.length;
  let length = 0;
  for (let digit = bytes[at]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[++at]! - 0x30)
    length = 10 * length + digit;
  const digits = at - BEFORE.length;
  if (digits === 0 || digits > MOST_DIGITS || !standsAt(bytes, at, BEHIND)) return undefined;
  return { size: at + BEHIND.length, length };
}

function standsAt(bytes: Buffer, at: number, wanted: Buffer): boolean {
  for (let index = 0; index < wanted.length; index++) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

function anyHeader(bytes: Buffer): Header | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0 ? bytes.length > LONGEST_HEADER : end > LONGEST_HEADER) {
    throw new Error(`no end of a header in ${LONGEST_HEADER} bytes`);
  }
  if (end < 0) return undefined;
  const length = LENGTH.exec(bytes.toString('latin1', 0, end))?.[1];
  if (length === undefined) throw new Error('a header without Content-Length');
  return { size: end + 4, length: Number(length) };
}
