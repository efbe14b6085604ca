import { ExecutiveError } from '../executive/errors';
import { CommandError } from '../protocol/client';
import { ConsoleError } from '../protocol/console/words';
import { ConnectionError } from '../protocol/remote/errors';
import { RequestError } from './request-error';

/**
 * A mistake of the user's, a refusal of the executive's or a broken connection to it, with a message in words; anything
 * else is a bug.
 */
export const isUserError = (error: unknown): error is Error =>
  error instanceof RequestError ||
  error instanceof CommandError ||
  error instanceof ExecutiveError ||
  error instanceof ConnectionError ||
  error instanceof ConsoleError;
