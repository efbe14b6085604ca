/**
 * The attributes of an attach configuration, once: the JSON schema in package.json is generated from this table and the
 * arguments of an attach request are validated against it.
 */

import { DEFAULT_HOST, DEFAULT_PORT } from '../protocol/default-address';
import { alsoAttribute } from './also-attribute';
import { type Attribute, checkAttributes, kinds, textsOf } from './attributes';
import { nonStopAttribute } from './non-stop-attribute';
import { numberFormatAttribute } from './number-format';
import { RequestError } from './request-error';

/** What the first debugger of the HSX family called things, so that its configurations work as they stand. */
const predecessor = {
  symPath: { kind: kinds.texts, deprecationMessage: 'Use symbols.' },
  observerMode: { kind: kinds.flag, deprecationMessage: 'Use observer.' },
  sessionHeartbeat: { kind: kinds.number, deprecationMessage: 'Use heartbeat.' },
  keepaliveInterval: { kind: kinds.any, deprecationMessage: 'Not needed: half the heartbeat.' },
  logLevel: { kind: kinds.any, deprecationMessage: 'Not needed: it has no effect.' },
  pythonPath: { kind: kinds.any, deprecationMessage: 'Not needed: no Python is used.' },
  adapterArgs: { kind: kinds.any, deprecationMessage: 'Not needed: it has no effect.' },
  env: { kind: kinds.any, deprecationMessage: 'Not needed: it has no effect.' },
} as const satisfies Record<string, Attribute>;

const withoutEffect = ['keepaliveInterval', 'logLevel', 'pythonPath', 'adapterArgs', 'env'] as const;

export const attachAttributes = {
  host: {
    kind: kinds.text,
    default: DEFAULT_HOST,
    markdownDescription: 'The machine on which the executive listens.',
  },
  port: {
    kind: kinds.number,
    default: DEFAULT_PORT,
    markdownDescription: 'The port on which it listens, 1 to 65535.',
  },
  pid: {
    kind: kinds.numbers,
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: variables of launch.json
    markdownDescription:
      'The task to debug, or a list of tasks; nobody else may control them meanwhile, and the session ends with them. `${command:hsx.pickTask}` asks. Without it the session shows all tasks, also those that come later, and reserves none.',
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: variables of launch.json
  },
  token: {
    kind: kinds.text,
    markdownDescription: 'The secret that the executive was started with (`hsx execd --token`).',
  },
  observer: {
    kind: kinds.flag,
    default: false,
    markdownDescription: 'Only look: reserve no task, set no breakpoints, and neither run nor stop anything.',
  },
  stopOnEntry: {
    kind: kinds.flag,
    default: false,
    markdownDescription: 'Stop the tasks where they are as soon as the session begins.',
  },
  nonStop: nonStopAttribute,
  symbols: {
    kind: kinds.paths,
    markdownDescription:
      'What tells about the source of the tasks: a symbol file (`.sym`), or the source itself, or a list of them, each for the task of the same name; with `pid` in the order of the tasks, where an empty text stands for the default. By default they are looked for where the executive found its program. Files are read again when they change.',
  },
  program: {
    kind: kinds.paths,
    markdownDescription:
      'The same as `symbols`, for the program that runs there; an image stands for the symbol file beside it.',
  },
  sourceMap: {
    kind: kinds.textByText,
    markdownDescription:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json
      'Folders on the machine of the executive, or of the build, and where they are here: `{ "/build/app": "${workspaceFolder}" }`.',
  },
  heartbeat: {
    kind: kinds.number,
    default: 30,
    markdownDescription:
      'Seconds without a sign of life after which the executive gives up the session and frees its tasks, 5 to 300.',
  },
  cwd: {
    kind: kinds.path,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json
    default: '${workspaceFolder}',
    markdownDescription: 'The folder that relative paths start from.',
  },
  numberFormat: numberFormatAttribute,
  also: alsoAttribute,
  ...predecessor,
} as const satisfies Record<string, Attribute>;

/** A checked attach configuration. */
export interface AttachArguments {
  readonly host: string;
  /** 1..65535. */
  readonly port: number;
  /** `undefined`: all tasks. */
  readonly pids: readonly number[] | undefined;
  readonly token: string | undefined;
  readonly observer: boolean;
  readonly stopOnEntry: boolean;
  readonly nonStop: boolean;
  /** With `pids` in their order, where an empty text means the default. */
  readonly symbols: readonly string[];
  /** Folders over there, and here. */
  readonly sourceMap: readonly (readonly [there: string, here: string])[];
  /** Seconds; `undefined`: the executive's own. */
  readonly heartbeat: number | undefined;
  readonly cwd: string | undefined;
  readonly noDebug: boolean;
  /** Attributes that were given and have no effect. */
  readonly ignored: readonly string[];
}

/** @throws RequestError naming the attribute that is unknown, of the wrong type or out of range */
export function checkAttachArguments(raw: unknown): AttachArguments {
  const given = checkAttributes('attach', attachAttributes, raw);
  const symbols = [...textsOf(given['symbols']), ...textsOf(given['symPath'])];
  return {
    host: (given['host'] as string | undefined) || DEFAULT_HOST,
    port: inRange('port', given['port'], 1, 0xffff) ?? DEFAULT_PORT,
    pids: pidsOf(given['pid']),
    token: (given['token'] as string | undefined) || undefined,
    observer: given['observer'] === true || given['observerMode'] === true,
    stopOnEntry: given['stopOnEntry'] === true,
    nonStop: given['nonStop'] === true,
    symbols: symbols.length > 0 ? symbols : textsOf(given['program']),
    sourceMap: Object.entries((given['sourceMap'] ?? {}) as Record<string, string>),
    heartbeat: inRange('heartbeat', given['heartbeat'] ?? given['sessionHeartbeat'], 5, 300),
    cwd: (given['cwd'] as string | undefined) || undefined,
    noDebug: given['noDebug'] === true,
    ignored: withoutEffect.filter((name) => given[name] !== undefined),
  };
}

function inRange(name: string, value: unknown, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (number >= least && number <= most) return number;
  throw new RequestError(`attach attribute "${name}" must lie between ${least} and ${most}`);
}

function pidsOf(value: unknown): number[] | undefined {
  const pids = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(Number);
  return pids.length > 0 ? [...new Set(pids)] : undefined;
}
