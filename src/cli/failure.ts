/** Ends the command after these lines on standard error. Exit code 1: the program or a source is at fault. */
export class Failure extends Error {
  /** @param exitCode 2 for wrong usage */
  constructor(
    readonly lines: readonly string[],
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(lines.join('\n'));
    this.name = 'Failure';
  }
}

/** A mistake in a file as a whole, in the form of all diagnostics. */
export const fileError = (file: string, message: string): string => `${file}:1:1: error: ${message}`;

/** Goes on after a failure, to tell what is wrong with all of them. @throws Failure with the lines of all failures */
export async function collectFailures<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const lines: string[] = [];
  for (const item of items) {
    try {
      results.push(await work(item));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      lines.push(...error.lines);
    }
  }
  if (lines.length > 0) throw new Failure(lines);
  return results;
}
