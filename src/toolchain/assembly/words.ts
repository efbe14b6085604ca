/** Instruction words and where they stand in the source; grows at the end. */
export class WordBuffer {
  private words = new Uint32Array(256);
  private lines = new Uint32Array(256);
  private columns = new Uint32Array(256);
  length = 0;

  /** @param line from 0, @param column from 0 */
  push(word: number, line: number, column: number): void {
    const { length } = this;
    if (length === this.words.length) this.grow();
    this.words[length] = word;
    this.lines[length] = line;
    this.columns[length] = column;
    this.length = length + 1;
  }

  private grow(): void {
    this.words = grown(this.words);
    this.lines = grown(this.lines);
    this.columns = grown(this.columns);
  }

  /** @param line that the other words' lines count from */
  append(other: WordBuffer, line: number): void {
    const end = this.length + other.length;
    while (end > this.words.length) this.grow();
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

  /** The words as unsigned numbers. */
  toArray(): number[] {
    const array = new Array<number>(this.length);
    for (let index = 0; index < this.length; index++) array[index] = this.words[index]!;
    return array;
  }
}

function grown(old: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * old.length);
  larger.set(old);
  return larger;
}
