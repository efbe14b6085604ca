/**
 * The launch attributes, once: the JSON schema in package.json is generated from this table and the arguments of a
 * launch request are validated against it.
 */

import { type Attribute, checkAttributes, kinds, textsOf } from './attributes';
import { RequestError } from './request-error';

export const launchAttributes = {
  program: {
    kind: kinds.texts,
    required: true,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json
    default: '${file}',
    markdownDescription:
      'What to run: MVASM source (`.mvasm`, `.asm`), an object (`.hxo`) or an image (`.hxe`). A list starts one task per file; with `link` its files are units of one program. Imported names are looked for in the neighbouring files.',
  },
  link: {
    kind: kinds.flag,
    default: false,
    markdownDescription: 'Link the files of `program` into one program instead of starting one task for each.',
  },
  stopOnEntry: {
    kind: kinds.flag,
    default: false,
    markdownDescription: 'Stop at the first instruction of the first task.',
  },
  turbo: {
    kind: kinds.flag,
    default: true,
    markdownDescription:
      'Translate code that runs long to WebAssembly. Programs do the same either way; `false` is for finding out whether that is true.',
  },
  cwd: {
    kind: kinds.text,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json
    default: '${workspaceFolder}',
    markdownDescription: 'The folder that relative paths start from.',
  },
  symbols: {
    kind: kinds.texts,
    markdownDescription:
      'A symbol file (`.sym`), or a list of them in the order of the programs, where an empty text stands for the default. By default symbols are made from the source, or read from the `.sym` file beside the image.',
  },
} as const satisfies Record<string, Attribute>;

/** A checked launch configuration: lists are lists, flags have values. */
export interface LaunchArguments {
  readonly program: readonly string[];
  readonly link: boolean;
  readonly stopOnEntry: boolean;
  readonly turbo: boolean;
  readonly cwd: string | undefined;
  /** By program; an empty text means the default. */
  readonly symbols: readonly string[];
  readonly noDebug: boolean;
}

/** @throws RequestError naming the attribute that is missing, unknown or of the wrong type */
export function checkLaunchArguments(raw: unknown): LaunchArguments {
  const given = checkAttributes('launch', launchAttributes, raw);
  const program = textsOf(given['program']).filter((path) => path.trim() !== '');
  if (program.length === 0) {
    throw new RequestError('launch attribute "program" is missing or empty: name the file to run');
  }
  return {
    program,
    link: given['link'] === true,
    stopOnEntry: given['stopOnEntry'] === true,
    turbo: given['turbo'] !== false,
    cwd: (given['cwd'] as string | undefined) || undefined,
    symbols: textsOf(given['symbols']),
    noDebug: given['noDebug'] === true,
  };
}
