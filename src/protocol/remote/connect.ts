/** Any executive as an {@link ExecutiveClient}: ours as it is, others by recipes. */

import type { ExecutiveEvent } from '../../executive/events';
import { CommandError, type ExecutiveClient } from '../client';
import { type CommandName, features as ours, type Request, type Response } from '../contract';
import { Belongings } from './belongings';
import { RefusedError } from './errors';
import { ExecutiveLink, type LinkOptions, type LinkState } from './link';
import type { Fields } from './message';
import { ReferenceClient } from './reference/reference-client';

export interface RemoteExecutive {
  readonly client: ExecutiveClient;
  /** How the connection fares; the first one is there already. */
  onState(listener: (state: LinkState) => void): () => void;
  /** Whether the executive has none of our features, so that they are made of recipes. */
  readonly isReference: boolean;
  /** Whether its tasks moved when we came; a reference stands from then on, until it is asked to go on. */
  readonly wasRunning: boolean;
}

export type ConnectOptions = Omit<LinkOptions, 'features' | 'restore'>;

/**
 * Opens a session with an executive.
 * @throws ConnectionError when there is none, RefusedError when it does not want us (`pid_locked:1`)
 */
export async function connectExecutive(options: ConnectOptions): Promise<RemoteExecutive> {
  let client: RemoteClient | ReferenceClient | undefined;
  let wasRunning: boolean;
  const link = await ExecutiveLink.open({
    ...options,
    features: ours,
    restore: async (restarted) => client?.restore(restarted),
  });
  const isReference = !link.features.has('debug_run');
  try {
    wasRunning = ((await link.call('clock'))['clock'] as Fields | undefined)?.['running'] === true;
    client = isReference ? await ReferenceClient.take(link) : new RemoteClient(link);
  } catch (error) {
    await link.close();
    throw error;
  }
  return { client, isReference, wasRunning, onState: (listener) => link.onState(listener) };
}

/** An executive of ours at the other end: it knows the whole contract. */
class RemoteClient implements ExecutiveClient {
  private readonly belongings = new Belongings();

  constructor(private readonly link: ExecutiveLink) {
    link.onEvent(({ type, pid, data }) => {
      const loaded = type === 'task_state' && (data as Fields | undefined)?.['reason'] === 'loaded';
      // What cannot be set is not there to stop at, either.
      if (loaded) void this.belongings.restoreTask(link, pid).catch(() => {});
    });
  }

  async request<Name extends CommandName>(command: Name, request: Request<Name>): Promise<Response<Name>> {
    // The link has a session, and ends it.
    if (command === 'session.open') return { session: this.link.session } as unknown as Response<Name>;
    if (command === 'session.close') return {} as Response<Name>;
    try {
      const { belongings } = this;
      const answer = await this.link.call(command, belongings.watches.outward(command, request as Fields));
      belongings.note(command, request as Fields);
      if (command === 'reload') {
        const { old_pid: from, new_pid: to } = answer['reload'] as Response<'reload'>['reload'];
        this.link.passLock(from, to);
      }
      return belongings.watches.inward(command, request as Fields, answer) as Response<Name>;
    } catch (error) {
      throw error instanceof RefusedError ? new CommandError(command, error.message) : error;
    }
  }

  onEvent(listener: (event: ExecutiveEvent) => void): () => void {
    return this.link.onEvent((event) => listener(this.belongings.watches.event(event) as unknown as ExecutiveEvent));
  }

  async restore(restarted: boolean): Promise<void> {
    await this.belongings.restore(this.link, restarted);
  }

  close(): Promise<void> {
    return this.link.close();
  }
}
