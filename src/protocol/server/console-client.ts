/** The commands of a server as its own client: a session like any other, without a wire. */

import type { ExecutiveEvent } from '../../executive/events';
import type { SessionRecord } from '../../executive/sessions/session';
import { CommandError, type ExecutiveClient } from '../client';
import { type CommandName, features, type Request, type Response } from '../contract';
import type { Dispatcher } from './dispatcher';

export interface ConsoleClientParts {
  readonly perform: Dispatcher['perform'];
  readonly listen: (listener: (event: ExecutiveEvent) => void) => () => void;
  /** What the server asks of everybody without a session. */
  readonly token: string | undefined;
}

/** Seconds; somebody who thinks at a console is not gone. */
const HEARTBEAT = 300;

export class ConsoleClient implements ExecutiveClient {
  private session: SessionRecord | undefined;

  constructor(private readonly parts: ConsoleClientParts) {}

  async request<Name extends CommandName>(command: Name, request: Request<Name>): Promise<Response<Name>> {
    this.session ??= await this.open();
    if (command === 'session.open') return { session: this.session } as Response<Name>;
    try {
      return await this.perform(command, request, this.session.id);
    } catch (error) {
      if (!(error instanceof CommandError) || error.message !== 'session_required') throw error;
      this.session = await this.open();
      return this.perform(command, request, this.session.id);
    }
  }

  onEvent(listener: (event: ExecutiveEvent) => void): () => void {
    return this.parts.listen(listener);
  }

  async close(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    if (session) await this.perform('session.close', {}, session.id).catch(() => {});
  }

  private async open(): Promise<SessionRecord> {
    const { token } = this.parts;
    const asked = { client: 'console', capabilities: { features: [...features] }, heartbeat_s: HEARTBEAT };
    const { session } = await this.perform('session.open', { ...asked, ...(token !== undefined && { token }) });
    return session;
  }

  private async perform<Name extends CommandName>(
    command: Name,
    request: object,
    session?: string,
  ): Promise<Response<Name>> {
    const message = { ...request, cmd: command, ...(session !== undefined && { session }) };
    const { answer } = await this.parts.perform(message, undefined);
    if (answer.status === 'error') throw new CommandError(command, answer.error);
    return answer as unknown as Response<Name>;
  }
}
