/** An executive inside this process: the same commands and events as over a wire, as objects. */

import { ExecutiveError } from '../executive/errors';
import type { ExecutiveEvent } from '../executive/events';
import { Executive, type ExecutiveOptions } from '../executive/executive';
import { ImageError } from '../toolchain/image';
import { CommandError, type ExecutiveClient } from './client';
import type { CommandName, Request, Response } from './contract';
import { handlers } from './handlers';

/** Starts an executive of its own; nothing runs in it before a program is loaded. */
export function embedExecutive(options: Omit<ExecutiveOptions, 'onEvent'> = {}): ExecutiveClient {
  const listeners = new Set<(event: ExecutiveEvent) => void>();
  let open = true;
  const executive = new Executive({
    // Output leaves as events; nobody else reads the standard streams.
    drainStdio: true,
    ...options,
    onEvent: (event) => {
      for (const listener of listeners) listener(event);
    },
  });
  return {
    async request<Name extends CommandName>(command: Name, request: Request<Name>): Promise<Response<Name>> {
      // A listener may call while the executive is in the middle of something; the command comes after that.
      await Promise.resolve();
      if (!open) throw new CommandError(command, 'the session is closed');
      try {
        return handlers[command](executive, request);
      } catch (error) {
        if (error instanceof ExecutiveError || error instanceof ImageError)
          throw new CommandError(command, error.message);
        throw error;
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await Promise.resolve();
      if (!open) return;
      open = false;
      listeners.clear();
      executive.stopClock();
    },
  };
}
