/** textDocument/semanticTokens: what only the program knows, such as whether a name is code or data, and all else beside. */

import type { Range, SemanticTokensLegend, uinteger } from 'vscode-languageserver';
import { payloadEnd } from '../toolchain/syntax/payload';
import type { DirectiveLine, InstructionLine, Line, Operand } from '../toolchain/syntax/tree';
import type { DocumentContext } from './context';
import { metadataKey } from './describe/metadata';
import { type Encoding, fromUtf16 } from './position-encoding/columns';
import { type JsonToken, jsonTokens, unquoted } from './view/payload';
import type { SymbolUse } from './view/program-view';

const types = [
  'comment',
  'keyword',
  'macro',
  'function',
  'variable',
  'register',
  'number',
  'string',
  'property',
  'enumMember',
  'operator',
  'parameter',
] as const;
const modifiers = ['declaration', 'readonly', 'defaultLibrary', 'deprecated'] as const;
export type TokenType = (typeof types)[number];
export type TokenModifier = (typeof modifiers)[number];

export const tokensLegend: SemanticTokensLegend = { tokenTypes: [...types], tokenModifiers: [...modifiers] };

const typeIndex = Object.fromEntries(types.map((type, index) => [type, index])) as Readonly<Record<TokenType, number>>;
const modifierBit = Object.fromEntries(modifiers.map((modifier, index) => [modifier, 1 << index])) as Readonly<
  Record<TokenModifier, number>
>;

/** Collects tokens in order, as distances from each other. */
export class Encoder {
  readonly data: uinteger[] = [];
  private line = 0;
  private character = 0;
  /** The line that tokens are added to. */
  at = 0;
  /** Its text. */
  text = '';

  constructor(readonly encoding: Encoding) {}

  /** Where the last token stands, or 0. */
  get lastLine(): number {
    return this.line;
  }

  /** @param startUnit column in UTF-16, as `endUnit` is */
  add(startUnit: number, endUnit: number, type: TokenType, modifier?: TokenModifier): void {
    if (endUnit <= startUnit) return;
    const { encoding, text } = this;
    const isUtf16 = encoding === 'utf-16';
    const start = isUtf16 ? startUnit : fromUtf16(text, startUnit, encoding);
    const end = isUtf16 ? endUnit : fromUtf16(text, endUnit, encoding);
    const sameLine = this.at === this.line;
    if (sameLine && start < this.character) return;
    this.data.push(
      this.at - this.line,
      sameLine ? start - this.character : start,
      end - start,
      typeIndex[type],
      modifier ? modifierBit[modifier] : 0,
    );
    this.line = this.at;
    this.character = start;
  }
}

/**
 * @param encoding the units of columns and lengths in the answer
 * @param range whole lines of it
 */
export function tokensInRange(context: DocumentContext, encoding: Encoding, { start, end }: Range): uinteger[] {
  const encoder = new Encoder(encoding);
  const { lines } = context;
  const first = start.line;
  const part = Array.from({ length: Math.max(end.line - first + 1, 0) }, (_, index) => lines.lineAt(first + index)!);
  addLines(encoder, part, first, new Names(context), directiveAbove(context, first));
  return encoder.data;
}

/**
 * @param first the index of the first line
 * @param metadata the directive whose payload goes on at the first line, if one does
 */
export function addLines(
  encoder: Encoder,
  lines: readonly Line[],
  first: number,
  names: Names,
  metadata: string,
): void {
  lines.forEach((line, index) => {
    encoder.at = first + index;
    encoder.text = line.text;
    if (line.kind === 'directive' && line.directive?.form === 'payload') metadata = line.directive.name;
    addLine(encoder, line, names, metadata);
    addComment(encoder, line);
  });
}

/** Of a payload whose directive lies in front of the range. */
function directiveAbove({ lines }: DocumentContext, line: number): string {
  let first = line;
  while (lines.lineAt(first)?.kind === 'payload') first--;
  const head = lines.lineAt(first);
  return head?.kind === 'directive' ? (head.directive?.name ?? '') : '';
}

/** What a name was taken for in one use. */
interface Meaning {
  readonly name: string;
  readonly type: 'function' | 'variable';
  readonly use: SymbolUse['kind'];
}

/** By name and use: what is not known may be taken for code here and for data there. */
export type Meanings = ReadonlyMap<string, Meaning>;

/** What names stand for in the unit, as they come up. */
export class Names {
  private readonly known = new Map<string, Meaning>();

  constructor(private readonly context: DocumentContext) {}

  /** What has come up so far; it may be kept, which the program must not be. */
  get meanings(): Meanings {
    return this.known;
  }

  typeOf(name: string, use: SymbolUse['kind']): 'function' | 'variable' {
    const key = `${use} ${name}`;
    const known = this.known.get(key);
    if (known) return known.type;
    const type = typeIn(this.context, name, use);
    this.known.set(key, { name, type, use });
    return type;
  }
}

/** Whether all names still stand for the same. */
export function holdIn(meanings: Meanings, context: DocumentContext): boolean {
  for (const { name, type, use } of meanings.values()) if (typeIn(context, name, use) !== type) return false;
  return true;
}

/** A name that is not known is taken for what its use asks for. */
function typeIn({ program, path }: DocumentContext, name: string, use: SymbolUse['kind']): 'function' | 'variable' {
  const section = program.sectionOf(path, name);
  if (section) return section === 'text' ? 'function' : 'variable';
  return use === 'data' ? 'variable' : 'function';
}

function addComment(encoder: Encoder, { text, codeEnd, kind }: Line): void {
  const start = kind === 'payload' ? payloadEnd(text) : codeEnd;
  if (start < text.length) encoder.add(start, text.length, 'comment');
}

function addLine(encoder: Encoder, line: Line, names: Names, metadata: string): void {
  if (line.kind === 'payload') {
    addJson(encoder, jsonTokens(line.text, encoder.at, 0, payloadEnd(line.text)), metadata, names);
    return;
  }
  if (line.kind === 'empty') return;
  if (line.label) {
    encoder.add(line.label.start, line.label.end, names.typeOf(line.label.text, 'jump'), 'declaration');
  }
  if (line.kind === 'instruction') addInstruction(encoder, line, names);
  else if (line.kind === 'directive') addDirective(encoder, line, names);
}

function addInstruction(encoder: Encoder, { instruction, mnemonic, operands }: InstructionLine, names: Names): void {
  if (!instruction) return;
  encoder.add(mnemonic.start, mnemonic.end, 'keyword');
  const jumps = instruction.operands[0] === 'target' || instruction.operands[0] === 'distance';
  operands.forEach((operand, index) => {
    const form = instruction.operands[index];
    const isName = operand.kind === 'register' && form !== 'rd' && form !== 'rs1' && form !== 'rs2';
    if (isName) encoder.add(operand.start, operand.end, names.typeOf(operand.text, jumps ? 'jump' : 'data'));
    else addOperand(encoder, operand, names, jumps ? 'jump' : 'data');
  });
}

function addDirective(encoder: Encoder, line: DirectiveLine, names: Names): void {
  const { directive, word, operands } = line;
  if (!directive) return;
  encoder.add(word.start, word.end, 'macro');
  if (directive.form === 'payload') {
    addJson(encoder, jsonTokens(line.text, encoder.at, word.end, line.codeEnd), directive.name, names);
    return;
  }
  for (const operand of operands) {
    if (operand.kind === 'register') encoder.add(operand.start, operand.end, names.typeOf(operand.text, 'jump'));
    else addOperand(encoder, operand, names, directive.form === 'words' ? 'jump' : 'data');
  }
}

function addOperand(encoder: Encoder, operand: Operand, names: Names, use: SymbolUse['kind']): void {
  const { kind, start, end } = operand;
  switch (kind) {
    case 'register':
      encoder.add(start, end, 'register');
      break;
    case 'number':
      encoder.add(start, end, 'number');
      break;
    case 'string':
      encoder.add(start, end, 'string');
      break;
    case 'symbol': {
      const { name, nameStart, form } = operand;
      if (form !== 'symbol') encoder.add(start, start + form.length, 'operator', 'defaultLibrary');
      encoder.add(nameStart, nameStart + name.length, names.typeOf(name, use));
      break;
    }
    case 'memory': {
      const base = start + operand.text.search(/R/i);
      encoder.add(base, base + `R${operand.base}`.length, 'register');
      addOperand(encoder, operand.offset, names, 'data');
      break;
    }
    case 'field':
      encoder.add(start, start + operand.field.length, 'parameter');
      addOperand(encoder, operand.value, names, 'data');
      break;
    case 'invalid':
      break;
  }
}

/** Keys that are known are properties; the handler is a name, flags and levels are members of an enumeration. */
function addJson(encoder: Encoder, tokens: readonly JsonToken[], directive: string, names: Names): void {
  let key = '';
  tokens.forEach((token, index) => {
    const { kind, start, end } = token;
    if (kind === 'number') encoder.add(start, end, 'number');
    else if (kind === 'word') encoder.add(start, end, 'keyword');
    else if (kind === 'string' && tokens[index + 1]?.text === ':') {
      key = unquoted(token);
      encoder.add(start, end, 'property');
    } else if (kind === 'string') {
      const rule = metadataKey(directive, key);
      if (rule?.key === 'handler') encoder.add(start, end, names.typeOf(unquoted(token), 'handler'));
      else encoder.add(start, end, rule?.words ? 'enumMember' : 'string');
    }
  });
}
