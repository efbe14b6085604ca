import { RequestError } from '../request-error';

/** What is wrong with an expression, and where in its text (0-based). */
export class ExpressionError extends RequestError {
  constructor(
    readonly reason: string,
    readonly position: number,
  ) {
    super(`${reason} (column ${position + 1})`);
    this.name = 'ExpressionError';
  }
}
