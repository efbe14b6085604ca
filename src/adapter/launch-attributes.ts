/**
 * The launch attributes, once: the JSON schema in package.json is generated from this table and the arguments of a
 * launch request are validated against it.
 */

import { backEndNames } from '../executive/configuration/configuration';
import { profiles } from '../executive/configuration/limits';
import { variants } from '../executive/configuration/variants';
import type { ClockPace } from '../executive/pacing/clock-pace';
import { alsoAttribute } from './also-attribute';
import { type Attribute, type AttributeKind, checkAttributes, isRecord, kinds, oneOf, textsOf } from './attributes';
import { nonStopAttribute } from './non-stop-attribute';
import { numberFormatAttribute } from './number-format';
import { OPEN_FILE } from './open-file';
import { RequestError } from './request-error';
import type { ConsoleKind } from './terminal';

const consoles = ['internalConsole', 'integratedTerminal', 'externalTerminal'] satisfies ConsoleKind[];
const aProfile = oneOf(Object.keys(profiles));
const profile: AttributeKind = {
  words: `${aProfile.words}, or an object`,
  schema: { anyOf: [aProfile.schema, { type: 'object' }] },
  accepts: (value) => aProfile.accepts(value) || isRecord(value),
};

const clock: AttributeKind = {
  words: '"virtual", "real", or a number above 0',
  schema: { anyOf: [{ enum: ['virtual', 'real'] }, { type: 'number', exclusiveMinimum: 0 }] },
  accepts: (value) =>
    value === 'virtual' || value === 'real' || (typeof value === 'number' && value > 0 && Number.isFinite(value)),
};

const levels = [0, 1, 2, 3];
const level: AttributeKind = {
  words: 'a level from 0 to 3',
  schema: { enum: levels },
  accepts: (value) => levels.includes(value as number),
};

/** The calling convention has R1, R2 and R3 for them (toolchain spec 10). */
const MOST_ARGUMENTS = 3;
const isWord = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= -0x80000000 && (value as number) <= 0xffffffff;
const words: AttributeKind = {
  words: `a list of at most ${MOST_ARGUMENTS} whole numbers of 32 bits`,
  schema: { type: 'array', items: { type: 'integer' }, maxItems: MOST_ARGUMENTS },
  accepts: (value) => Array.isArray(value) && value.length <= MOST_ARGUMENTS && value.every(isWord),
};

export const launchAttributes = {
  program: {
    kind: kinds.paths,
    required: true,
    default: OPEN_FILE,
    markdownDescription:
      'What to run: MVASM source (`.mvasm`, `.asm`), an object (`.hxo`) or an image (`.hxe`). A list starts one task per file; with `link` its files are units of one program. Imported names are looked for in the neighbouring files. Or programs of a project: `hsx.json` for all of them, `FOLDER/NAME` for one.',
  },
  link: {
    kind: kinds.flag,
    default: false,
    markdownDescription: 'Link the files of `program` into one program instead of starting one task for each.',
  },
  entry: {
    kind: kinds.text,
    markdownDescription:
      'Start the first program at this code label, whatever its `.entry` says: a routine alone, with `args` in its registers. It has to be built from source or objects.',
  },
  stopOnEntry: {
    kind: kinds.flag,
    default: false,
    markdownDescription: 'Stop at the first instruction of the first task.',
  },
  nonStop: nonStopAttribute,
  stopAtLabel: {
    kind: kinds.text,
    markdownDescription:
      'Stop when a task comes to this place for the first time: a label, `file.mvasm:label` or a code address.',
  },
  args: {
    kind: words,
    markdownDescription:
      'Numbers that the entry of the first program finds in `R1`, `R2` and `R3`, as the calling convention has it.',
  },
  stdin: {
    kind: kinds.text,
    markdownDescription:
      'Text for the standard input of the first program. Each line is a message with its line end; the next follows when there is room.',
  },
  console: {
    kind: oneOf(consoles),
    default: 'internalConsole',
    markdownDescription:
      'Where the programs write: the Debug Console, or a terminal in which the first program can also be given lines to read.',
  },
  turbo: {
    kind: kinds.flag,
    default: true,
    markdownDescription:
      'Translate code that runs long to WebAssembly. Programs do the same either way; `false` is for finding out whether that is true.',
  },
  numberFormat: numberFormatAttribute,
  also: alsoAttribute,
  variant: {
    kind: oneOf(Object.keys(variants)),
    default: 'reference',
    markdownDescription:
      'What the executive offers to the debugger: `development`, `full` and `reference` differ in the records they keep of each task; `minimal` has no call stack and runs without debugging only.',
  },
  profile: {
    kind: profile,
    default: 'desktop',
    markdownDescription:
      'What programs may use: the limits of a `desktop`, of an `embedded` target, or your own, for example `{ "base": "embedded", "tasks": 2 }`.',
  },
  hal: {
    kind: oneOf(backEndNames.hal),
    default: 'simulated',
    markdownDescription:
      'The devices of the programs: `simulated` ones, or `none`, where calls of modules from 0x10 on are as unknown as in the reference.',
  },
  math: {
    kind: kinds.flag,
    default: false,
    markdownDescription: 'Offer sine, cosine and exponential in module 0xE.',
  },
  priorities: {
    kind: kinds.flag,
    default: false,
    markdownDescription: 'Run the tasks of the largest priority first, in turns of their quanta among equals.',
  },
  strictRanges: {
    kind: kinds.flag,
    default: false,
    markdownDescription: 'Refuse values outside their declared range.',
  },
  strictAccess: {
    kind: kinds.flag,
    default: false,
    markdownDescription: 'Enforce the access bits of mailboxes.',
  },
  toolLevel: {
    kind: level,
    default: 0,
    markdownDescription:
      'The level with which the debugger acts on values and commands: 0 public, 1 user, 2 admin, 3 factory.',
  },
  pin: {
    kind: kinds.text,
    markdownDescription: 'The text that opens commands with the PIN flag. Without it they cannot be called.',
  },
  clock: {
    kind: clock,
    default: 'virtual',
    markdownDescription:
      'How time passes while programs run: `virtual` jumps to the next moment at which something happens, `real` passes as on the wall, a number that many times as fast.',
  },
  root: {
    kind: kinds.path,
    markdownDescription: 'The folder whose files the programs see as theirs. By default files live in memory.',
  },
  persist: {
    kind: kinds.path,
    markdownDescription:
      'The file of persistent values: JSON when its name ends in `.json`, else a binary image. By default they live in memory and start empty.',
  },
  cwd: {
    kind: kinds.path,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json
    default: '${workspaceFolder}',
    markdownDescription: 'The folder that relative paths start from.',
  },
  symbols: {
    kind: kinds.paths,
    markdownDescription:
      'A symbol file (`.sym`), or a list of them in the order of the programs, where an empty text stands for the default. By default symbols are made from the source, or read from the `.sym` file beside the image.',
  },
} as const satisfies Record<string, Attribute>;

/** A checked launch configuration: lists are lists, flags have values. */
export interface LaunchArguments {
  readonly program: readonly string[];
  readonly link: boolean;
  /** A code label. */
  readonly entry: string | undefined;
  readonly stopOnEntry: boolean;
  readonly nonStop: boolean;
  readonly stopAtLabel: string | undefined;
  /** At most three, each -0x80000000..0xFFFFFFFF. */
  readonly args: readonly number[];
  readonly stdin: string;
  readonly console: ConsoleKind;
  readonly turbo: boolean;
  readonly variant: string | undefined;
  /** A name, or the limits of an own profile; the executive checks them. */
  readonly profile: unknown;
  readonly clock: ClockPace;
  /** What the executive calls the same, as far as it is given; the executive checks it. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** A folder. */
  readonly root: string | undefined;
  /** A file. */
  readonly persist: string | undefined;
  readonly cwd: string | undefined;
  /** By program; an empty text means the default. */
  readonly symbols: readonly string[];
  readonly noDebug: boolean;
}

/** Attributes that are settings of the executive under the same names. */
const executiveSettings = ['hal', 'math', 'priorities', 'strictRanges', 'strictAccess', 'toolLevel', 'pin'] as const;

/** @throws RequestError naming the attribute that is missing, unknown or of the wrong type */
export function checkLaunchArguments(raw: unknown): LaunchArguments {
  const given = checkAttributes('launch', launchAttributes, raw);
  const program = textsOf(given['program']).filter((path) => path.trim() !== '');
  if (program.length === 0) {
    throw new RequestError('launch attribute "program" is missing or empty: name the file to run');
  }
  if (given['variant'] === 'minimal' && given['noDebug'] !== true) {
    throw new RequestError('launch attribute "variant": "minimal" has no call stack; run it without debugging');
  }
  return {
    program,
    link: given['link'] === true,
    entry: textOf(given['entry']),
    stopOnEntry: given['stopOnEntry'] === true,
    nonStop: given['nonStop'] === true,
    stopAtLabel: textOf(given['stopAtLabel']),
    args: (given['args'] as number[] | undefined) ?? [],
    stdin: textOf(given['stdin']) ?? '',
    console: (given['console'] as ConsoleKind | undefined) ?? 'internalConsole',
    turbo: given['turbo'] !== false,
    variant: textOf(given['variant']),
    profile: given['profile'],
    clock: (given['clock'] as ClockPace | undefined) ?? 'virtual',
    settings: Object.fromEntries(executiveSettings.flatMap((name) => (name in given ? [[name, given[name]]] : []))),
    root: textOf(given['root']),
    persist: textOf(given['persist']),
    cwd: textOf(given['cwd']),
    symbols: textsOf(given['symbols']),
    noDebug: given['noDebug'] === true,
  };
}

/** Of a value that is a text if it is anything; an empty one is none. */
const textOf = (value: unknown): string | undefined => (value as string | undefined) || undefined;
