/** textDocument/completion and completionItem/resolve. */

import { basename } from 'pathe';
import type { CompletionList, MarkupKind, Position, Range } from 'vscode-languageserver';
import { instructionByMnemonic } from '../isa/instructions';
import { serviceByName } from '../isa/services';
import { inSlices } from '../platform/event-loop';
import { directiveNamed } from '../toolchain/syntax/directives';
import { parseLine } from '../toolchain/syntax/parse-line';
import type { DirectiveLine } from '../toolchain/syntax/tree';
import type { Explained, Offer } from './completion/offer';
import { operandOffers, registerOffers, serviceFieldOffers } from './completion/operands';
import { payloadOffers } from './completion/payload';
import { snippets } from './completion/snippets';
import { statementOffers } from './completion/statement';
import { importOffers, labelOffers, ownLabelOffers, relocationOffers } from './completion/symbols';
import { type DocumentContext, sectionOf } from './context';
import { describeInstruction } from './describe/instruction';
import { describeImport, describeLabel } from './describe/label';
import { code } from './describe/markdown';
import { describeKey } from './describe/metadata';
import { shown } from './describe/plain-text';
import { describeDirective, describeRegister, describeService } from './describe/tables';
import { CompletionItem, CompletionItemKind, InsertTextFormat, InsertTextMode, TextEdit } from './protocol';
import { serviceNumbers } from './service-operands';
import { payloadAt } from './view/payload';

export interface CompletionOptions {
  /** Whether the client fills in placeholders. */
  readonly snippets: boolean;
  /** Whether the client leaves the indents of an item as they are when it is told so. */
  readonly keepsIndents?: boolean;
  /** Whether the client shows a few words beside a label; all show them as its details. */
  readonly labelDetails?: boolean;
  /** Whether the client takes one range for all items. */
  readonly defaultRange: boolean;
  /** The character that opened completion, when it was one of {@link completionTriggers}. */
  readonly trigger?: string | undefined;
  /** Names of files and folders beside the document, for inclusions; folders end with a slash. */
  readonly list: (folder: string) => Promise<readonly string[]>;
}

/** Characters that open completion. */
export const completionTriggers: readonly string[] = ['.', '[', '"', '=', ',', ' ', '(', '/', '|', ':'];

/** What an answer may weigh, as JSON in UTF-16 units. */
const MAX_SIZE = 48_000;

interface Offers {
  readonly offers: readonly Offer[];
  readonly start: number;
  readonly end: number;
}

const wordForm = /[A-Za-z_.$][\w.$]*$|0[xX]?[\da-fA-F]*$/;

export async function completion(
  context: DocumentContext,
  position: Position,
  options: CompletionOptions,
): Promise<CompletionList> {
  const found = await offersAt(context, position, options);
  if (!found) return { isIncomplete: false, items: [] };
  const line = context.lines.lineAt(position.line)?.text ?? '';
  return listOf(found, line, position, options);
}

async function offersAt(
  context: DocumentContext,
  { line: index, character }: Position,
  options: CompletionOptions,
): Promise<Offers | undefined> {
  const line = context.lines.lineAt(index);
  if (!line || character > line.codeEnd) return undefined;
  const payload = payloadAt(context.lines, index);
  if (payload && (index > payload.line || (line.kind === 'directive' && character > line.word.end))) {
    return payloadOffers(context, payload, index, character);
  }
  // Outside of metadata a colon ends a label, and nothing is asked for.
  if (options.trigger === ':') return undefined;
  const before = line.text.slice(0, character);
  const word = wordForm.exec(before)?.[0] ?? '';
  const start = character - word.length;
  const end = character + (/^[\w.$]*/.exec(line.text.slice(character))?.[0].length ?? 0);
  const head = parseLine(before.slice(0, start));
  // Without a word yet, as the instruction is written.
  const sample = word === '' && head.kind === 'instruction' ? head.mnemonic.text : word;
  const lowerCase = sample === sample.toLowerCase() && /[a-z]/.test(sample);
  const here = (offers: readonly Offer[]): Offers => ({ offers, start, end });
  if (head.kind === 'empty' || head.kind === 'label') {
    // A blank in front of a statement indents it; a list would take the next Enter.
    if (options.trigger === ' ') return undefined;
    const indent = head.kind === 'empty' ? start : 0;
    return here(statementOffers(context, sectionOf(context, index), lowerCase, indent));
  }
  if (head.kind === 'directive') return argumentOffers(context, head, before, index, here, options);
  if (head.kind !== 'instruction' || !head.instruction) return undefined;

  const { instruction, operands } = head;
  const bracket = /\[([^\]]*)$/.exec(before);
  if (bracket) return bracketOffers(context, bracket[1]!, line.text, character, index, lowerCase, here);
  if (/\w\($/.test(before.slice(0, start))) return here(labelOffers(context, index));
  const field = /\b(MOD|FN)\s*=\s*$/i.exec(before.slice(0, start))?.[1]?.toUpperCase();
  if (field === 'MOD' || field === 'FN') {
    return here(serviceFieldOffers(context, field, serviceNumbers(parseLineOperands(line.text)).module));
  }
  const count = operands.filter((operand) => operand.text !== '').length;
  const form = instruction.operands[count];
  return form && here(operandOffers(context, form, index, lowerCase));
}

function parseLineOperands(text: string) {
  const line = parseLine(text);
  return line.kind === 'instruction' ? line.operands : [];
}

/** Inside brackets: a register, and behind the plus a number or a symbol. The closing bracket is written along. */
function bracketOffers(
  context: DocumentContext,
  inside: string,
  text: string,
  character: number,
  line: number,
  lowerCase: boolean,
  here: (offers: readonly Offer[]) => Offers,
): Offers {
  if (inside.includes('+')) return here(labelOffers(context, line, { prefer: 'data' }));
  const rest = text.slice(character);
  if (/^[\w]*\s*\+/.test(rest)) return here(registerOffers(lowerCase));
  const closed = /^\w*\s*\]/.test(rest);
  return here(registerOffers(lowerCase, (register) => `${register}+0${closed ? '' : ']'}`));
}

async function argumentOffers(
  context: DocumentContext,
  { directive, operands }: DirectiveLine,
  before: string,
  line: number,
  here: (offers: readonly Offer[]) => Offers,
  { list }: CompletionOptions,
): Promise<Offers | undefined> {
  switch (directive?.name) {
    case '.include':
      return pathOffers(before, context.path, list);
    case '.entry':
      return operands.length > 0 ? undefined : here(ownLabelOffers(context, line, { only: 'text' }));
    case '.export':
      return operands.length > 0 ? undefined : here(ownLabelOffers(context, line));
    case '.extern':
      return operands.length > 0
        ? undefined
        : here([...ownLabelOffers(context, line), ...(await importOffers(context))]);
    case '.import':
      return operands.length > 0 ? undefined : here(await importOffers(context));
    case '.byte':
    case '.half':
    case '.hword':
    case '.word':
      if (/"[^"]*$/.test(before.replaceAll(/"[^"]*"/g, ''))) return undefined;
      return here([...labelOffers(context, line), ...relocationOffers(['lo16', 'hi16', 'off16'])]);
    default:
      return undefined;
  }
}

/** Folders and sources that an inclusion may name, one step of the path at a time. */
async function pathOffers(before: string, path: string, list: CompletionOptions['list']): Promise<Offers> {
  const typed = /["']?([^"'\s]*)$/.exec(before)?.[1] ?? '';
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const quoted = /["'][^"']*$/.test(before);
  const start = before.length - typed.length + folder.length;
  const names = (await list(folder)).filter((name) => folder !== '' || name !== basename(path));
  const offers = names.map((name): Offer => {
    const isFolder = name.endsWith('/');
    const kind = isFolder ? CompletionItemKind.Folder : CompletionItemKind.File;
    const text = quoted || folder !== '' || isFolder ? name : `"${name}"`;
    return { label: name, kind, rank: isFolder ? 2 : 1, ...(text === name ? {} : { text }), filter: name };
  });
  return { offers, start, end: before.length };
}

/** Where everything would be too much, only what goes on from the word is offered, and the client asks again. */
function listOf(
  { offers, start, end }: Offers,
  text: string,
  { line, character }: Position,
  options: CompletionOptions,
): CompletionList {
  const range: Range = { start: { line, character: start }, end: { line, character: end } };
  const typed = text.slice(start, character).toLowerCase();
  const ranked = offers
    .filter(({ snippet }) => options.snippets || snippet !== true)
    .filter(({ label, filter }) => isSubsequence(typed, (filter ?? label).toLowerCase()))
    .map((offer) => ({ offer, order: `${offer.rank.toString(36).padStart(2, '0')}${inCountingOrder(offer.label)}` }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const items: CompletionItem[] = [];
  let size = 200;
  for (const { offer, order } of ranked) {
    const item = itemOf(offer, order, range, options);
    size += JSON.stringify(item).length + 1;
    if (size > MAX_SIZE) return { isIncomplete: true, ...defaults(range, options), items };
    items.push(item);
  }
  return { isIncomplete: false, ...defaults(range, options), items };
}

const defaults = (range: Range, { defaultRange }: CompletionOptions) =>
  defaultRange ? { itemDefaults: { editRange: range } } : {};

/** A text that sorts R2 before R10. */
const inCountingOrder = (label: string): string => label.replaceAll(/\d+/g, (digits) => digits.padStart(3, '0'));

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function itemOf(
  offer: Offer,
  order: string,
  range: Range,
  { defaultRange, keepsIndents, labelDetails }: CompletionOptions,
): CompletionItem {
  const { label, kind, detail, text, snippet, outdent, filter, explained } = offer;
  const item = CompletionItem.create(label);
  item.kind = kind;
  item.sortText = order;
  if (detail !== undefined && labelDetails) item.labelDetails = { description: detail };
  else if (detail !== undefined) item.detail = detail;
  if (filter !== undefined && filter !== label) item.filterText = filter;
  if (explained) item.data = explained;
  if (snippet) item.insertTextFormat = InsertTextFormat.Snippet;
  if (snippet && keepsIndents) item.insertTextMode = InsertTextMode.asIs;
  if (outdent !== undefined) {
    const { line } = range.start;
    item.additionalTextEdits = [TextEdit.del({ start: { line, character: 0 }, end: { line, character: outdent } })];
  }
  if (!defaultRange) item.textEdit = { range, newText: text ?? label };
  else if (text !== undefined && text !== label) item.textEditText = text;
  return item;
}

/**
 * Fills in the documentation.
 * @param contextOf of the document at a path that the item names
 * @param formats that the client shows
 * @param isStale whether nobody wants it any more
 */
export async function resolveCompletion(
  item: CompletionItem,
  contextOf: (path: string) => Promise<DocumentContext | undefined>,
  formats: readonly MarkupKind[] | undefined,
  isStale: () => boolean = () => false,
): Promise<CompletionItem> {
  const value = await explanation(item.data as unknown, contextOf, isStale);
  if (value === undefined) return item;
  return { ...item, documentation: shown({ kind: 'markdown', value }, formats) };
}

async function explanation(
  data: unknown,
  contextOf: (path: string) => Promise<DocumentContext | undefined>,
  isStale: () => boolean,
): Promise<string | undefined> {
  if (!Array.isArray(data)) return undefined;
  const [kind, first, second] = data as unknown as Explained;
  switch (kind) {
    case 'instruction': {
      const instruction = instructionByMnemonic(String(first));
      return instruction && describeInstruction(instruction);
    }
    case 'directive': {
      const directive = directiveNamed(String(first));
      return directive && describeDirective(directive);
    }
    case 'snippet': {
      const snippet = snippets.find(({ prefix }) => prefix === first);
      return snippet && `${snippet.description}\n\n${code(plainText(snippet.body))}`;
    }
    case 'service': {
      const service = serviceByName(String(first));
      return service && describeService(service);
    }
    case 'register':
      return typeof first === 'number' ? describeRegister(first) : undefined;
    case 'key':
      return describeKey(String(first), String(second));
    case 'label': {
      const context = await contextOf(String(second));
      const name = String(first);
      if (!context || !(await inSlices(context.program.routineWork(context.path, [name]), isStale))) return undefined;
      return describeName(context, name);
    }
    default:
      return undefined;
  }
}

function describeName({ program, path }: DocumentContext, name: string): string | undefined {
  const symbol = program.lookUp(path, name) ?? program.program.globals.get(name);
  if (symbol) return describeLabel(program, program.labelFacts(symbol), path);
  return program.unitOf(path)?.object.imports.includes(name) || program.builtSymbol(path, name)
    ? describeImport(program, path, name)
    : undefined;
}

/** A snippet as it looks with its first choices. */
const plainText = (body: readonly string[]): string =>
  body
    .join('\n')
    .replaceAll(
      /\$\{\d+(?::([^}]*)|\|([^,|]*)[^}]*)\}|\$\{\w+\}|\$\d/g,
      (_match, text, choice) => text ?? choice ?? '',
    );
