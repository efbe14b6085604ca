/** One line of the benchmark: ours against a base measured in the same run. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly base: number;
  readonly unit: string;
  /** ours / base. */
  readonly ratio: number;
  /** Largest ratio that is good enough. */
  readonly goal?: number;
}
