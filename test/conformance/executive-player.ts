/** Plays recorded sessions with an executive (vectors README, `exec.jsonl`) through the commands of the protocol. */

import { profiles } from '../../src/executive/configuration/limits';
import { Executive } from '../../src/executive/executive';
import type { FileReader } from '../../src/platform/files';
import { Dispatcher, type Message } from '../../src/protocol/server/dispatcher';
import { bytesOf } from './scenarios';

export type Fields = Readonly<Record<string, unknown>>;

export interface SessionAction {
  readonly do: string;
  readonly image?: string;
  readonly ms?: number;
  readonly n?: number;
  readonly default_only?: boolean;
  readonly pid?: number | null;
  readonly expect: Fields;
  /** Since the action before. */
  readonly events?: readonly Fields[];
}

export interface SessionScenario {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly step_batch: number;
  readonly profile?: { readonly max_descriptors: number };
  readonly images: Readonly<Record<string, { readonly hxe: string }>>;
  readonly actions: readonly SessionAction[];
}

/** Events that the records know. */
const recorded = /^(task_state|scheduler|sleep_request|mailbox_(?!error).*|value_.*|cmd_.*)$/;

const commandNames: Readonly<Record<string, string>> = {
  stdio_query: 'stdio_fanout',
  list_channels: 'list',
  sched_trace: 'sched',
};

export class SessionPlayer {
  private readonly executive: Executive;
  private readonly dispatcher: Dispatcher;
  private events: Fields[] = [];

  constructor({ images, step_batch: stepSize, profile }: SessionScenario) {
    const mailboxes = { ...profiles.desktop.mailboxes, ...(profile && { descriptors: profile.max_descriptors }) };
    this.executive = new Executive({ stepSize, limits: { ...profiles.desktop, mailboxes } });
    // A fault concerns nobody but its task.
    this.executive.setCatches([]);
    // In the records time passes with `advance_ms` only.
    this.clock.tick = () => {};
    const files: FileReader = {
      read: (path) => Promise.resolve(path.endsWith('.hxe') ? bytesOf(images[path.slice(0, -4)]!.hxe) : undefined),
      list: () => Promise.resolve([]),
    };
    this.dispatcher = new Dispatcher({ executive: this.executive, surroundings: { files } });
    this.executive.events.listen(({ type, pid, data }) => {
      if (recorded.test(type)) this.events.push({ type, pid, data: inMilliseconds(data) });
    });
  }

  private get clock() {
    return this.executive['kernel'].clock;
  }

  async play(action: SessionAction): Promise<{ outcome: unknown; events: Fields[] }> {
    const outcome = await this.perform(action);
    return { outcome, events: this.events.splice(0) };
  }

  private async perform({ do: kind, expect: _, events: __, ...action }: SessionAction): Promise<unknown> {
    if (kind === 'advance_ms') {
      this.clock.advanceTo(this.clock.now() + action.ms!);
      return {};
    }
    const { image, n, default_only: isDefault, ...rest } = action;
    const answer = await this.request({
      ...rest,
      cmd: commandNames[kind] ?? (kind === 'states' ? 'ps' : kind),
      ...(image !== undefined && { path: `${image}.hxe` }),
      ...(n !== undefined && { steps: n }),
      ...(isDefault && { pid: 'default' }),
    });
    return answer['error'] === undefined ? (results[kind]?.(answer) ?? answer) : { error: answer['error'] };
  }

  private async request(message: Message): Promise<Fields> {
    const { answer } = await this.dispatcher.perform(message, undefined);
    return answer as Fields;
  }
}

type Answer = Record<string, never>;

/** Where in the answer the recorded result is. */
const results: Readonly<Record<string, (answer: Fields) => unknown>> = {
  load: ({ image }) => withoutPaths(image as Fields),
  step: ({ result }) => result,
  pause: ({ task }) => task,
  resume: ({ task }) => task,
  kill: ({ task }) => task,
  reload: ({ reload }) => {
    const { image, ...rest } = reload as Fields;
    return { ...rest, app_name: (image as Fields)['app_name'] };
  },
  states: ({ tasks }) =>
    Object.fromEntries(
      (tasks as { tasks: Fields[] }).tasks.map(({ pid, state, exit_status }) => [pid, { state, exit_status }]),
    ),
  stdio_fanout: ({ config }) => config,
  stdio_query: ({ config }) => config,
  list_channels: ({ channels }) => channels,
  mailbox_snapshot: ({ descriptors, stats }) => ({ descriptors: (descriptors as unknown[]).length, stats }),
  sched_trace: ({ scheduler }) => (scheduler as Answer)['trace'],
};

const withoutPaths = ({ warnings, ...image }: Fields): Fields => ({
  ...image,
  ...(Array.isArray(warnings) && { warnings: warnings.map((text: string) => text.split(':')[0]) }),
});

/** Deadlines in milliseconds, also those in `details`. */
function inMilliseconds(data: object): Fields {
  const { deadline, details, ...rest } = data as Fields;
  return {
    ...rest,
    ...(typeof deadline === 'number' ? { deadline_ms: deadline * 1000 } : deadline === null && { deadline }),
    ...(details !== undefined && { details: inMilliseconds(details as object) }),
  };
}
