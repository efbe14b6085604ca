/** Messages out of bytes, as the base protocol of DAP frames them: header lines, an empty line, the text of the message. */

/** Bytes without the end of a header after which what comes is no DAP. */
const LONGEST_HEADER = 4096;

/** As every client writes it: the one header, at the very start. */
const USUAL_HEADER = /^Content-Length: (\d+)\r\n\r\n/;
const LENGTH = /^Content-Length: *(\d+) *$/im;
/** More than the usual header is long. */
const USUAL_HEADER_ROOM = 40;

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

/** Sizes in bytes of the header and of what follows it, once the header is complete. */
function headerOf(bytes: Buffer): { readonly size: number; readonly length: number } | undefined {
  const usual = USUAL_HEADER.exec(bytes.toString('latin1', 0, USUAL_HEADER_ROOM));
  if (usual) return { size: usual[0].length, length: Number(usual[1]) };
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0 ? bytes.length > LONGEST_HEADER : end > LONGEST_HEADER) {
    throw new Error(`no end of a header in ${LONGEST_HEADER} bytes`);
  }
  if (end < 0) return undefined;
  const length = LENGTH.exec(bytes.toString('latin1', 0, end))?.[1];
  if (length === undefined) throw new Error('a header without Content-Length');
  return { size: end + 4, length: Number(length) };
}
