/** Bytes that grow at the end. */
export class ByteBuffer {
  private bytes = new Uint8Array(256);
  length = 0;

  private reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** The low `size` bytes of `value`, little endian. */
  push(value: number, size: number): void {
    this.reserve(size);
    for (let byte = 0; byte < size; byte++) this.bytes[this.length++] = value >>> (8 * byte);
  }

  pushZeros(count: number): void {
    this.reserve(count);
    // What was truncated left its bytes behind.
    this.bytes.fill(0, this.length, this.length + count);
    this.length += count;
  }

  truncate(length: number): void {
    this.length = length;
  }

  append({ bytes, length }: ByteBuffer): void {
    this.reserve(length);
    this.bytes.set(bytes.subarray(0, length), this.length);
    this.length += length;
  }

  toBytes(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}
