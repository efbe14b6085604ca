/** Bytes that can be appended to cheaply. */
export class GrowingBytes {
  length: number;

  constructor(private bytes: Uint8Array = new Uint8Array()) {
    this.length = bytes.length;
  }

  /** A copy, cut at the end. */
  slice(start = 0, end = this.length): Uint8Array {
    return this.bytes.slice(start, Math.min(end, this.length));
  }

  /** @param position at most {@link length} */
  write(position: number, bytes: Uint8Array): void {
    const end = position + bytes.length;
    if (end > this.bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.bytes.length));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(bytes, position);
    this.length = Math.max(this.length, end);
  }
}
