/** The directives as data (toolchain spec 4). */

/**
 * How arguments are read: `words` at blanks, `list` at commas outside quotes, `string` one literal, `file` a name
 * with or without quotes, `payload` JSON.
 */
export type ArgumentForm = 'none' | 'words' | 'list' | 'string' | 'file' | 'payload';

export interface Directive {
  /** In lower case, with its dot. */
  readonly name: string;
  readonly form: ArgumentForm;
  /** `data`: only behind .data. Directives that are wrong in .data say so themselves. */
  readonly section: 'any' | 'data';
  /** What to write behind it, for hovers and messages. */
  readonly usage: string;
  readonly summary: string;
}

const rows = [
  ['.include', 'file', 'any', '"name"', 'Insert another file here'],
  ['.text', 'none', 'any', '', 'Select the code section'],
  ['.data', 'none', 'any', '', 'Select the data section'],
  ['.entry', 'words', 'any', '[symbol | number]', 'Where the program starts; without argument: here'],
  ['.export', 'words', 'any', 'name', 'Let other units use a label of this one'],
  ['.extern', 'words', 'any', 'name', 'Export the label if this unit defines it, else refer to another unit'],
  ['.import', 'words', 'any', 'name', 'Use a label that another unit exports'],
  ['.org', 'words', 'any', 'number', 'Fill up with zero words to a code offset'],
  ['.value', 'payload', 'any', '{"group": …, "id": …, …}', 'Declare a value'],
  ['.cmd', 'payload', 'any', '{"group": …, "id": …, …}', 'Declare a command'],
  ['.mailbox', 'payload', 'any', '{"target": …, …}', 'Declare a mailbox'],
  ['.byte', 'list', 'data', 'item, …', 'Bytes: numbers, symbols, strings'],
  ['.half', 'list', 'data', 'item, …', 'Half-words, little endian'],
  ['.hword', 'list', 'data', 'item, …', 'Half-words, little endian'],
  ['.word', 'list', 'data', 'item, …', 'Words, little endian'],
  ['.ascii', 'string', 'data', '"text"', 'Characters'],
  ['.asciz', 'string', 'data', '"text"', 'Characters and a zero byte'],
  ['.string', 'string', 'data', '"text"', 'Characters and a zero byte'],
  ['.align', 'words', 'data', 'number', 'Zero bytes up to a multiple'],
  ['.zero', 'words', 'data', 'number', 'That many zero bytes'],
] as const satisfies readonly (readonly [string, ArgumentForm, Directive['section'], string, string])[];

export type DirectiveName = (typeof rows)[number][0];

export const directives: readonly Directive[] = rows.map(([name, form, section, usage, summary]) => ({
  name,
  form,
  section,
  usage,
  summary,
}));

const byName = new Map(directives.map((directive) => [directive.name, directive]));

export function directiveNamed(word: string): Directive | undefined {
  return byName.get(word) ?? byName.get(word.toLowerCase());
}

/**
 * The directive that is probably meant by a dot word that goes on from one, such as `.words`; the reference takes the one
 * for the other. Of those that are one letter shorter, `.asciz` is nearer to `.asciiz` than `.ascii`.
 */
export function directiveByPrefix(word: string): Directive | undefined {
  const lower = word.toLowerCase();
  const prefix = directives.find(({ name }) => name !== '.include' && lower.startsWith(name));
  if (!prefix) return undefined;
  const nearest = directives.find(({ name }) => isOneLetterShorter(name, lower) && name.at(-1) === lower.at(-1));
  return nearest ?? prefix;
}

function isOneLetterShorter(short: string, long: string): boolean {
  if (short.length + 1 !== long.length) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  return short.slice(at) === long.slice(at + 1);
}
