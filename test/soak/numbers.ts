/** Numbers of events as they came, in ranges, to compare what several subscribers have seen. */
export class SeenNumbers {
  /** First and last of each run without a gap. */
  readonly ranges: [number, number][] = [];

  get last(): number {
    return this.ranges.at(-1)?.[1] ?? 0;
  }

  /** @throws Error when it is not larger than the one before */
  add(number: number): void {
    const range = this.ranges.at(-1);
    if (range && number <= range[1]) throw new Error(`event ${number} came after ${range[1]}`);
    if (range && number === range[1] + 1) range[1] = number;
    else this.ranges.push([number, number]);
  }

  /** Numbers between those seen. */
  missing(): number[] {
    return this.ranges
      .slice(1)
      .flatMap(([from], index) =>
        Array.from({ length: from - this.ranges[index]![1] - 1 }, (_, at) => this.ranges[index]![1] + 1 + at),
      );
  }

  /** All of them. */
  *[Symbol.iterator](): Iterator<number> {
    for (const [from, to] of this.ranges) for (let number = from; number <= to; number++) yield number;
  }
}
