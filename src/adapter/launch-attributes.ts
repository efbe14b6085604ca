/**
 * The launch attributes, once: the JSON schema in package.json is generated from this table and the arguments of a
 * launch request are validated against it.
 */

import { RequestError } from './request-error';

const kinds = {
  path: {
    words: 'a text',
    schema: { type: 'string' },
    accepts: (value: unknown) => typeof value === 'string',
  },
  paths: {
    words: 'a text or a list of texts',
    schema: { type: ['string', 'array'], items: { type: 'string' } },
    accepts: (value: unknown) =>
      typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string')),
  },
  flag: {
    words: 'true or false',
    schema: { type: 'boolean' },
    accepts: (value: unknown) => typeof value === 'boolean',
  },
} as const;

interface LaunchAttribute {
  readonly kind: keyof typeof kinds;
  readonly required?: true;
  /** What an editor proposes; of a flag also what its absence means. */
  readonly default?: string | boolean;
  readonly markdownDescription: string;
}

export const launchAttributes = {
  program: {
    kind: 'paths',
    required: true,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json
    default: '${file}',
    markdownDescription:
      'What to run: MVASM source (`.mvasm`, `.asm`), an object (`.hxo`) or an image (`.hxe`). A list starts one task per file; with `link` its files are units of one program. Imported names are looked for in the neighbouring files.',
  },
  link: {
    kind: 'flag',
    default: false,
    markdownDescription: 'Link the files of `program` into one program instead of starting one task for each.',
  },
  stopOnEntry: {
    kind: 'flag',
    default: false,
    markdownDescription: 'Stop at the first instruction of the first task.',
  },
  turbo: {
    kind: 'flag',
    default: true,
    markdownDescription:
      'Translate code that runs long to WebAssembly. Programs do the same either way; `false` is for finding out whether that is true.',
  },
  cwd: {
    kind: 'path',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json
    default: '${workspaceFolder}',
    markdownDescription: 'The folder that relative paths start from.',
  },
  symbols: {
    kind: 'paths',
    markdownDescription:
      'A symbol file (`.sym`), or a list of them in the order of the programs, where an empty text stands for the default. By default symbols are made from the source, or read from the `.sym` file beside the image.',
  },
} as const satisfies Record<string, LaunchAttribute>;

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

/** `configurationAttributes.launch` of the debugger contribution in package.json. */
export function launchSchema(): { required: string[]; properties: Record<string, object> } {
  const attributes = Object.entries<LaunchAttribute>(launchAttributes);
  return {
    required: attributes.filter(([, attribute]) => attribute.required).map(([name]) => name),
    properties: Object.fromEntries(
      attributes.map(([name, { kind, default: proposal, markdownDescription }]) => [
        name,
        { ...kinds[kind].schema, ...(proposal === undefined ? {} : { default: proposal }), markdownDescription },
      ]),
    ),
  };
}

/** Attributes that clients add to every configuration; they are none of the adapter's business. */
const clientAttributes = new Set([
  'type',
  'request',
  'name',
  'noDebug',
  'preLaunchTask',
  'postDebugTask',
  'internalConsoleOptions',
  'presentation',
  'debugServer',
  'serverReadyAction',
  'suppressMultipleSessionWarning',
  'windows',
  'linux',
  'osx',
]);

const isClientAttribute = (name: string) => clientAttributes.has(name) || name.startsWith('__');

/** @throws RequestError naming the attribute that is missing, unknown or of the wrong type */
export function checkLaunchArguments(raw: unknown): LaunchArguments {
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const known: Record<string, LaunchAttribute> = launchAttributes;
  for (const [name, value] of Object.entries(given)) {
    if (isClientAttribute(name) || value === undefined || value === null) continue;
    const attribute = Object.hasOwn(known, name) ? known[name] : undefined;
    if (attribute === undefined) {
      throw new RequestError(`unknown launch attribute "${name}"; known are ${Object.keys(known).join(', ')}`);
    }
    const kind = kinds[attribute.kind];
    if (!kind.accepts(value)) throw new RequestError(`launch attribute "${name}" must be ${kind.words}`);
  }
  const program = asList(given['program']).filter((path) => path.trim() !== '');
  if (program.length === 0) {
    throw new RequestError('launch attribute "program" is missing or empty: name the file to run');
  }
  return {
    program,
    link: given['link'] === true,
    stopOnEntry: given['stopOnEntry'] === true,
    turbo: given['turbo'] !== false,
    cwd: (given['cwd'] as string | null | undefined) || undefined,
    symbols: asList(given['symbols']),
    noDebug: given['noDebug'] === true,
  };
}

/** Of a value that `paths` accepts. */
const asList = (value: unknown): string[] => (Array.isArray(value) ? value : typeof value === 'string' ? [value] : []);
