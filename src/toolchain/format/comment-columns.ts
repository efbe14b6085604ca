/** Where the comments behind code start: in one column for each block of lines without a blank one. */

export interface FormattedLine {
  readonly code: string;
  /** Of the code, tabs expanded. */
  readonly width: number;
  /** Empty when there is none. */
  readonly comment: string;
  /** Where the comment stood, tabs expanded. */
  readonly column: number;
  /** Lines that are kept as they are take no part. */
  readonly kept: boolean;
}

const isBlank = ({ code, comment, kept }: FormattedLine): boolean => code === '' && comment === '' && !kept;
const isBehindCode = ({ code, comment, kept }: FormattedLine): boolean => code !== '' && comment !== '' && !kept;

/** The column of the comment for each line of code that has one. */
export function commentColumns(lines: readonly FormattedLine[]): ReadonlyMap<FormattedLine, number> {
  const columns = new Map<FormattedLine, number>();
  let block: FormattedLine[] = [];
  const finish = (): void => {
    // As far to the right as any comment stood, so that formatting again changes nothing.
    const column = block.reduce((furthest, line) => Math.max(furthest, line.column, line.width + 1), 0);
    for (const line of block) columns.set(line, column);
    block = [];
  };
  for (const line of lines) {
    if (isBlank(line)) finish();
    else if (isBehindCode(line)) block.push(line);
  }
  finish();
  return columns;
}
