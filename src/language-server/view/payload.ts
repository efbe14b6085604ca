/** The JSON of a metadata directive while it is being written: tokens with their places, and what stands around one. */

import type { Directive } from '../../toolchain/syntax/directives';
import { payloadEnd } from '../../toolchain/syntax/payload';
import type { SourceLines } from './source-lines';

export interface JsonToken {
  readonly kind: 'string' | 'number' | 'word' | 'punctuation';
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** A member of an object, as far as it is written. */
export interface Member {
  readonly key: JsonToken;
  /** Its first token; a list or an object begins with a bracket. */
  readonly value: JsonToken | undefined;
}

/** One object that stands directly in the payload. */
export interface PayloadEntry {
  readonly open: JsonToken;
  readonly close: JsonToken | undefined;
  readonly members: readonly Member[];
}

export interface PayloadText {
  readonly directive: Directive;
  /** Line of the directive. */
  readonly line: number;
  readonly tokens: readonly JsonToken[];
  readonly entries: readonly PayloadEntry[];
}

const tokenForm = /"(?:[^"\\]|\\.)*"?|-?(?:0[xX][\dA-Fa-f]+|\d[\d.eE+-]*)|[A-Za-z_]\w*|[{}[\],:]/g;

export function jsonTokens(text: string, line: number, start: number, end: number): JsonToken[] {
  return Array.from(text.slice(start, end).matchAll(tokenForm), (match): JsonToken => {
    const [word] = match;
    const at = start + match.index;
    return { kind: kindOf(word), text: word, line, start: at, end: at + word.length };
  });
}

function kindOf(word: string): JsonToken['kind'] {
  if (word.startsWith('"')) return 'string';
  if (/^[-\d]/.test(word)) return 'number';
  return /^\w/.test(word) ? 'word' : 'punctuation';
}

/** The payload that the line belongs to: of its own directive, or of one further up. */
export function payloadAt(lines: SourceLines, line: number): PayloadText | undefined {
  let first = line;
  while (lines.lineAt(first)?.kind === 'payload') first--;
  const head = lines.lineAt(first);
  if (head?.kind !== 'directive' || head.directive?.form !== 'payload') return undefined;
  const tokens = jsonTokens(head.text, first, head.word.end, head.codeEnd);
  for (let index = first + 1; ; index++) {
    const next = lines.lineAt(index);
    if (next?.kind !== 'payload') break;
    tokens.push(...jsonTokens(next.text, index, 0, payloadEnd(next.text)));
  }
  return { directive: head.directive, line: first, tokens, entries: entriesOf(tokens) };
}

function entriesOf(tokens: readonly JsonToken[]): PayloadEntry[] {
  const entries: { open: JsonToken; close: JsonToken | undefined; members: Member[] }[] = [];
  const brackets: string[] = [];
  tokens.forEach((token, index) => {
    const inEntry = brackets.at(-1) === '{' && !brackets.slice(0, -1).includes('{');
    const entry = entries.at(-1);
    if (token.text === '{' || token.text === '[') {
      brackets.push(token.text);
      if (token.text === '{' && !brackets.slice(0, -1).includes('{')) {
        entries.push({ open: token, close: undefined, members: [] });
      }
    } else if (token.text === '}' || token.text === ']') {
      if (inEntry && entry && token.text === '}') entry.close = token;
      brackets.pop();
    } else if (inEntry && entry && token.kind === 'string' && tokens[index + 1]?.text === ':') {
      const value = tokens[index + 2];
      const isValue = value !== undefined && !/^[,}\]]$/.test(value.text);
      entry.members.push({ key: token, value: isValue ? value : undefined });
    }
  });
  return entries;
}

const isBefore = (token: JsonToken, line: number, character: number): boolean =>
  token.line < line || (token.line === line && token.end <= character);

export const covers = ({ line: at, start, end }: JsonToken, line: number, character: number): boolean =>
  at === line && start <= character && character <= end;

/** What a text between quotes says, also while the closing quote is missing; anything else as it is written. */
export function unquoted({ kind, text }: JsonToken): string {
  if (kind !== 'string') return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.replace(/^"/, '').replace(/"$/, '');
  }
}

export function entryAt({ entries }: PayloadText, line: number, character: number): PayloadEntry | undefined {
  return entries.findLast(
    ({ open, close }) => isBefore(open, line, character) && !(close && isBefore(close, line, character)),
  );
}

/** What may be written at a place in a payload. */
export type PayloadPlace =
  | { readonly kind: 'key'; readonly entry: PayloadEntry; readonly token: JsonToken | undefined }
  | {
      readonly kind: 'value';
      readonly entry: PayloadEntry;
      readonly key: string;
      readonly token: JsonToken | undefined;
    };

export function placeAt(payload: PayloadText, line: number, character: number): PayloadPlace | undefined {
  const entry = entryAt(payload, line, character);
  if (!entry) return undefined;
  const { tokens } = payload;
  const inside = tokens.findIndex(
    (token) => token.kind !== 'punctuation' && covers(token, line, character) && token !== entry.open,
  );
  const token = tokens[inside];
  let previous = inside >= 0 ? inside - 1 : tokens.findLastIndex((candidate) => isBefore(candidate, line, character));
  // A comma or an opening brace asks for a key, a colon for the value of the key in front of it.
  for (let depth = 0; previous >= 0; previous--) {
    const { text, kind } = tokens[previous]!;
    if (text === '}' || text === ']') depth++;
    else if ((text === '{' || text === '[') && depth > 0) depth--;
    else if (depth > 0) continue;
    else if (text === '{' || text === ',') return { kind: 'key', entry, token };
    else if (text === ':') {
      const key = tokens[previous - 1];
      return key?.kind === 'string' ? { kind: 'value', entry, key: unquoted(key), token } : undefined;
    } else if (kind !== 'punctuation' && token === undefined) return undefined;
  }
  return undefined;
}
