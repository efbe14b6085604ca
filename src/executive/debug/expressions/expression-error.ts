import { ExecutiveError } from '../../errors';

/** What is wrong with an expression, and where in its text (0-based). */
export class ExpressionError extends ExecutiveError {
  constructor(
    readonly reason: string,
    readonly position: number,
  ) {
    super(`${reason} (column ${position + 1})`);
    this.name = 'ExpressionError';
  }
}
