/** What an operation needs although its command does not. */

import { ExecutiveError } from '../../executive/errors';
import type { Session } from '../../executive/sessions/session';
import type { Caller } from './handler';

/** @throws ExecutiveError `message` when the value is missing */
export function needed<Value>(value: Value | undefined, message: string): Value {
  if (value === undefined) throw new ExecutiveError(message);
  return value;
}

/** @throws ExecutiveError `session_required` */
export const sessionOf = ({ session }: Caller): Session => needed(session, 'session_required');
