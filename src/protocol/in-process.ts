/** An executive inside this process: the same commands and events as over a wire, as objects. */

import { ExecutiveError } from '../executive/errors';
import { Executive, type ExecutiveOptions } from '../executive/executive';
import { ImageError } from '../toolchain/image';
import { CommandError, type ExecutiveClient } from './client';
import type { CommandName, Request, Response } from './contract';
import type { BatchAnswer } from './contract/administration';
import { handlers } from './handlers';
import type { Caller, Surroundings } from './handlers/handler';

const textOf = (error: unknown): string | undefined =>
  error instanceof ExecutiveError || error instanceof ImageError ? error.message : undefined;

/**
 * Starts an executive of its own; nothing runs in it before a program is loaded. Its one client may do everything that
 * the features offer.
 */
export function embedExecutive(options: ExecutiveOptions = {}, surroundings: Surroundings = {}): ExecutiveClient {
  const subscriptions = new Set<() => void>();
  let open = true;
  // Output leaves as events; nobody else reads the standard streams.
  const executive = new Executive({ drainStdio: true, ...options });
  const caller: Caller = {
    session: undefined,
    surroundings,
    has: () => true,
    async perform({ cmd, ...request }): Promise<BatchAnswer> {
      try {
        return { status: 'ok', ...(await handle(cmd as CommandName, request as Request<CommandName>)) };
      } catch (error) {
        return { status: 'error', error: (error as Error).message };
      }
    },
  };

  async function handle<Name extends CommandName>(command: Name, request: Request<Name>): Promise<Response<Name>> {
    const handler = handlers[command];
    if (!handler) throw new CommandError(command, `unknown_cmd:${command}`);
    try {
      return await handler(executive, request, caller);
    } catch (error) {
      const text = textOf(error);
      if (text !== undefined) throw new CommandError(command, text);
      throw error;
    }
  }

  return {
    async request<Name extends CommandName>(command: Name, request: Request<Name>): Promise<Response<Name>> {
      // A listener may call while the executive is in the middle of something; the command comes after that.
      await Promise.resolve();
      if (!open) throw new CommandError(command, 'the session is closed');
      return handle(command, request);
    },
    onEvent(listener) {
      const end = executive.events.listen(listener);
      subscriptions.add(end);
      return end;
    },
    async close() {
      await Promise.resolve();
      if (!open) return;
      open = false;
      for (const end of subscriptions) end();
      executive.stopClock();
      executive.flush();
    },
  };
}
