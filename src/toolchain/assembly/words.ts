/** Instruction words and where they stand in the source; grows at the end. */
export class WordBuffer {
  private words = new Uint32Array(256);
  private lines = new Uint32Array(256);
  private columns = new Uint32Array(256);
  length = 0;

  /** @param line from 0, @param column from 0 */
  push(word: number, line: number, column: number): void {
    const { length } = this;
    if (length === this.words.length) this.reserve(length + 1);
    this.words[length] = word;
    this.lines[length] = line;
    this.columns[length] = column;
    this.length = length + 1;
  }

  /** Makes room for this many words in all. */
  reserve(count: number): void {
    if (count <= this.words.length) return;
    const capacity = Math.max(count, 2 * this.words.length);
    this.words = grown(this.words, capacity);
    this.lines = grown(this.lines, capacity);
    this.columns = grown(this.columns, capacity);
  }

  /** @param line that the other words' lines count from */
  append(other: WordBuffer, line: number): void {
    const end = this.length + other.length;
    this.reserve(end);
    this.words.set(other.words.subarray(0, other.length), this.length);
    this.columns.set(other.columns.subarray(0, other.length), this.length);
    for (let index = 0; index < other.length; index++) this.lines[this.length + index] = line + other.lines[index]!;
    this.length = end;
  }

  set(index: number, word: number): void {
    this.words[index] = word;
  }

  lineOf(index: number): number {
    return this.lines[index]!;
  }

  columnOf(index: number): number {
    return this.columns[index]!;
  }

  /** The words so far; they are not copied. */
  toWords(): Uint32Array {
    return this.words.subarray(0, this.length);
  }
}

function grown(old: Uint32Array<ArrayBuffer>, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(capacity);
  larger.set(old);
  return larger;
}
