/** What a program of hsx.json may say, once: reader, JSON schema and the table in docs/project-file.md come from here. */

import { lintCatalogue } from '../catalogue/lint';
import { isList, isObject, type JsonValue } from '../json/value';
import { isRule, isRuleSeverity, ruleSeverities } from '../lint/selection';
import { isName } from '../syntax/characters';
import { programName } from './project';

interface Kind {
  /** What the value has to be, for messages and the documentation. */
  readonly words: string;
  readonly schema: object;
  readonly accepts: (value: JsonValue) => boolean;
}

const isText = (value: JsonValue): value is string => typeof value === 'string' && value.trim() !== '';
const MAX_APP_NAME = 31;
const MAX_CAPABILITIES = 0xffff;

const kinds = {
  name: {
    words: 'a name of letters, digits, _ and -',
    schema: { type: 'string', pattern: programName.source },
    accepts: (value) => isText(value) && programName.test(value),
  },
  path: {
    words: 'a path',
    schema: { type: 'string', minLength: 1 },
    accepts: isText,
  },
  paths: {
    words: 'a list of paths',
    schema: { type: 'array', items: { type: 'string', minLength: 1 } },
    accepts: (value) => isList(value) && value.every(isText),
  },
  units: {
    words: 'a list of at least one path',
    schema: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
    accepts: (value) => isList(value) && value.length > 0 && value.every(isText),
  },
  symbol: {
    words: 'a symbol name',
    schema: { type: 'string', minLength: 1 },
    accepts: (value) => isText(value) && isName(value),
  },
  appName: {
    words: `a text of 1 to ${MAX_APP_NAME} ASCII characters`,
    schema: { type: 'string', minLength: 1, maxLength: MAX_APP_NAME, pattern: '^[ -~]*$' },
    accepts: (value) => isText(value) && value.length <= MAX_APP_NAME && /^[ -~]*$/.test(value),
  },
  capabilities: {
    words: `a number from 0 to ${MAX_CAPABILITIES}`,
    schema: { type: 'integer', minimum: 0, maximum: MAX_CAPABILITIES },
    accepts: (value) => typeof value === 'number' && value >= 0 && value <= MAX_CAPABILITIES,
  },
  lint: {
    words: 'an object with rules and their severities',
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(lintCatalogue).map(([rule, { title }]) => [
          rule,
          { enum: ruleSeverities, markdownDescription: `${title}.` },
        ]),
      ),
      additionalProperties: false,
    },
    accepts: (value) =>
      isObject(value) && [...value].every(([rule, severity]) => isRule(rule) && isRuleSeverity(severity)),
  },
  flag: {
    words: '`true` or `false`',
    schema: { type: 'boolean' },
    accepts: (value) => typeof value === 'boolean',
  },
} as const satisfies Record<string, Kind>;

export interface ProgramAttribute {
  readonly kind: keyof typeof kinds;
  readonly required?: true;
  /** What the absence means, for the documentation. */
  readonly default?: string;
  readonly description: string;
}

export const programAttributes = {
  name: {
    kind: 'name',
    required: true,
    description: 'The name of the program, by which commands, tasks and launch configurations find it.',
  },
  units: {
    kind: 'units',
    required: true,
    description: 'The sources (`.mvasm`, `.asm`) and objects (`.hxo`) of the program, in link order.',
  },
  includeFolders: {
    kind: 'paths',
    default: 'none',
    description: 'Folders in which `.include` looks for files that are not beside the including file, in this order.',
  },
  entry: {
    kind: 'symbol',
    default: 'what the units say',
    description: 'The code label at which the program starts, whatever `.entry` says.',
  },
  output: {
    kind: 'path',
    default: '`out/NAME.hxe`',
    description: 'The image that a build writes; the symbol file (`.sym`) stands beside it.',
  },
  appName: {
    kind: 'appName',
    default: 'the file name of `output`',
    description: 'The name of the application in the image.',
  },
  singleInstance: {
    kind: 'flag',
    default: '`false`',
    description: 'No second task of this image may be loaded.',
  },
  requiredCapabilities: {
    kind: 'capabilities',
    default: '`0`',
    description: 'The capabilities that the image requires.',
  },
  utf8Text: {
    kind: 'flag',
    default: '`false`',
    description: 'Strings become UTF-8; otherwise their characters become one Latin-1 byte each.',
  },
  wideServices: {
    kind: 'flag',
    default: '`false`',
    description:
      'Service modules go up to 255, for the [devices](executive.md#devices); the reference calls another module then.',
  },
  debugInfo: {
    kind: 'paths',
    default: 'none',
    description: 'Debug input (`.dbg`) that a compiler wrote, for the units of the same names.',
  },
  lint: {
    kind: 'lint',
    default: 'the usual severities',
    description:
      'How serious the findings of [lints](diagnostics.md#lints) are: `off`, `hint`, `information`, `warning` or `error` by rule. ' +
      'Settings of the editor and `hsx check --lint` go before it.',
  },
} as const satisfies Record<string, ProgramAttribute>;

export const kindOf = ({ kind }: ProgramAttribute): Kind => kinds[kind];
