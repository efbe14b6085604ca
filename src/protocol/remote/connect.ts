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
  /** Whether it can stop a task and let the others go on. */
  readonly stopsOne: boolean;
  /** Whether its tasks moved when we came; a reference stands from then on, until it is asked to go on. */
  readonly wasRunning: boolean;
}

export type ConnectOptions = Omit<LinkOptions, 'features' | 'restore' | 'renewed'>;

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
    renewed: async () => {
      if (client instanceof RemoteClient) await client.restore(false);
    },
  });
  const isReference = !link.features.has('debug_run');
  try {
    wasRunning = ((await link.call('clock'))['clock'] as Fields | undefined)?.['running'] === true;
    client = isReference ? await ReferenceClient.take(link) : new RemoteClient(link);
  } catch (error) {
    await link.close();
    throw error;
  }
  const stopsOne = link.features.has('non_stop');
  return { client, isReference, stopsOne, wasRunning, onState: (listener) => link.onState(listener) };
}

/** An executive of ours at the other end: it knows the whole contract. */
class RemoteClient implements ExecutiveClient {
  private readonly belongings: Belongings;

  constructor(private readonly link: ExecutiveLink) {
    this.belongings = new Belongings(link);
    link.onEvent((event) => this.belongings.onEvent(event));
  }

  async request<Name extends CommandName>(command: Name, request: Request<Name>): Promise<Response<Name>> {
    // The link has a session, and ends it.
    if (command === 'session.open') return { session: this.link.session } as unknown as Response<Name>;
    if (command === 'session.close') return {} as Response<Name>;
    try {
      const { belongings } = this;
      const outward = belongings.outward(command, request as Fields);
      const answer = outward ? await this.link.call(command, outward) : {};
      const { pid: loaded } = (answer['image'] ?? {}) as Fields;
      if (loaded !== undefined) await belongings.onLoaded(loaded);
      if (command === 'reload') {
        const { old_pid: from, new_pid: to } = answer['reload'] as Response<'reload'>['reload'];
        this.link.passLock(from, to);
      }
      return belongings.inward(command, request as Fields, answer) as Response<Name>;
    } catch (error) {
      throw error instanceof RefusedError ? new CommandError(command, error.message) : error;
    }
  }

  onEvent(listener: (event: ExecutiveEvent) => void): () => void {
    return this.link.onEvent((event) => listener(this.belongings.event(event) as unknown as ExecutiveEvent));
  }

  restore(restarted: boolean): Promise<void> {
    return this.belongings.restore(restarted);
  }

  close(): Promise<void> {
    return this.link.close();
  }
}
