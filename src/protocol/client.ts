/** The executive as its users see it, embedded or remote. */

import type { ExecutiveEvent } from '../executive/events';
import type { CommandName, Request, Response } from './contract';

/** A command that the executive refused; `message` is the protocol's error text, for example `unknown pid 7`. */
export class CommandError extends Error {
  constructor(
    readonly command: CommandName,
    message: string,
  ) {
    super(message);
    this.name = 'CommandError';
  }
}

export interface ExecutiveClient {
  /** @throws CommandError when the executive refuses */
  request<Name extends CommandName>(command: Name, request: Request<Name>): Promise<Response<Name>>;
  /** Events in order of `seq`; the returned function ends the subscription. */
  onEvent(listener: (event: ExecutiveEvent) => void): () => void;
  /** Ends the session. Later requests are refused. */
  close(): Promise<void>;
}
