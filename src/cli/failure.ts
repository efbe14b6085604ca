/** The program or a source is at fault: exit code 1 after these lines on standard error. */
export class Failure extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'Failure';
  }
}
