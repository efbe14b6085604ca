/** Arguments that an operation needs although its command does not. */

import { ExecutiveError } from '../../executive/errors';

export function needed<Value>(value: Value | undefined, message: string): Value {
  if (value === undefined) throw new ExecutiveError(message);
  return value;
}
