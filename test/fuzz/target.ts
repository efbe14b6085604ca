/** One thing to feed with bad input. */
export interface FuzzTarget {
  /** As `--target` takes it. */
  readonly name: string;
  /** Inputs that mutations start from. */
  readonly seeds: readonly Uint8Array[];
  /** Words that mutations put into inputs, besides their own. */
  readonly words?: readonly string[];
  /**
   * Gives the input to the code under test. What this throws is a finding, so it catches the errors that the code is
   * allowed to throw, and throws when an outcome makes no sense.
   */
  run(input: Uint8Array): void | Promise<void>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const bytesOf = (text: string): Uint8Array => encoder.encode(text);
/** Malformed UTF-8 becomes replacement characters. */
export const textOf = (input: Uint8Array): string => decoder.decode(input);

/** Runs `action`; errors of the given kind are what bad input should give, and end it with `undefined`. */
export function allowing<Result>(
  kind: abstract new (...args: never[]) => Error,
  action: () => Result,
): Result | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof kind) return undefined;
    throw error;
  }
}

export function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}
