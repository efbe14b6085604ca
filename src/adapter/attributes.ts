/** Attributes of launch and attach configurations: their kinds, their JSON schema, and how arguments are checked. */

import { RequestError } from './request-error';

export interface AttributeKind {
  /** What a value must be, for people. */
  readonly words: string;
  readonly schema: object;
  readonly accepts: (value: unknown) => boolean;
  /** Its texts are paths, in which no variable of an editor may be left. */
  readonly isPath?: true;
}

export interface Attribute {
  readonly kind: AttributeKind;
  readonly required?: true;
  /** What an editor proposes; of a flag also what its absence means. */
  readonly default?: string | boolean | number;
  readonly markdownDescription?: string;
  /** Why not to use it; such an attribute is accepted, and left out of the documentation. */
  readonly deprecationMessage?: string;
}

type Attributes = Readonly<Record<string, Attribute>>;

const isText = (value: unknown): value is string => typeof value === 'string';
/** Variables of an editor, such as a choice of the user, arrive as texts. */
const isCount = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) ||
  (isText(value) && /^\s*\d+\s*$/.test(value));
export const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const oneOrMore = (accepts: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) ? value.every(accepts) : accepts(value);

/** One of some words. */
export const oneOf = (names: readonly string[]) => ({
  words: names.map((name) => `"${name}"`).join(' or '),
  schema: { enum: names },
  accepts: (value: unknown) => names.includes(value as string),
});

export const kinds = {
  text: { words: 'a text', schema: { type: 'string' }, accepts: isText },
  texts: {
    words: 'a text or a list of texts',
    schema: { type: ['string', 'array'], items: { type: 'string' } },
    accepts: oneOrMore(isText),
  },
  path: { words: 'a text', schema: { type: 'string' }, accepts: isText, isPath: true },
  paths: {
    words: 'a text or a list of texts',
    schema: { type: ['string', 'array'], items: { type: 'string' } },
    accepts: oneOrMore(isText),
    isPath: true,
  },
  flag: {
    words: 'true or false',
    schema: { type: 'boolean' },
    accepts: (value) => typeof value === 'boolean',
  },
  number: { words: 'a number', schema: { type: ['integer', 'string'] }, accepts: isCount },
  numbers: {
    words: 'a number or a list of numbers',
    schema: { type: ['integer', 'string', 'array'], items: { type: 'integer' } },
    accepts: oneOrMore(isCount),
  },
  textByText: {
    words: 'an object with texts',
    schema: { type: 'object', additionalProperties: { type: 'string' } },
    accepts: (value) => isRecord(value) && Object.values(value).every(isText),
  },
  any: { words: 'anything', schema: {}, accepts: () => true },
} as const satisfies Record<string, AttributeKind>;

/** For `configurationAttributes` of the debugger contribution in package.json. */
export function schemaOf(attributes: Attributes): { required: string[]; properties: Record<string, object> } {
  const entries = Object.entries(attributes);
  return {
    required: entries.filter(([, attribute]) => attribute.required).map(([name]) => name),
    properties: Object.fromEntries(
      entries.map(([name, { kind, required: _required, ...attribute }]) => [name, { ...kind.schema, ...attribute }]),
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

/**
 * The arguments as they were given, without those that are null.
 * @param request the kind of configuration, for people
 * @throws RequestError naming the attribute that is unknown or of the wrong type
 */
export function checkAttributes(request: string, attributes: Attributes, raw: unknown): Record<string, unknown> {
  const given = Object.entries(isRecord(raw) ? raw : {}).filter(([, value]) => value !== undefined && value !== null);
  for (const [name, value] of given) {
    if (isClientAttribute(name)) continue;
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (attribute === undefined) {
      const known = Object.keys(attributes).filter((key) => !attributes[key]?.deprecationMessage);
      throw new RequestError(`unknown ${request} attribute "${name}"; known are ${known.join(', ')}`);
    }
    if (!attribute.kind.accepts(value)) {
      throw new RequestError(`${request} attribute "${name}" must be ${attribute.kind.words}`);
    }
    const [variable] = (attribute.kind.isPath && /\$\{[^}]*\}/.exec(textsOf(value).join())) || [];
    if (variable !== undefined) {
      throw new RequestError(
        `${request} attribute "${name}" has the variable ${variable}, which this client does not know; write the path out`,
      );
    }
  }
  return Object.fromEntries(given);
}

/** Of a value that `texts` accepts. */
export const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value : isText(value) ? [value] : []);
