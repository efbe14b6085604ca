/**
 * Positions in messages, wherever in a message they stand: converted between the encoding of the client and UTF-16, and in
 * questions no further away than the text they are about.
 */

import type { Message, Position } from 'vscode-languageserver';
import type { ContentChange, SourceDocument } from '../workspace/document';
import { chooseEncoding, type Encoding, fromUtf16, toUtf16 } from './columns';

/** Where the lines are that columns are counted in. */
export interface Texts {
  openDocument(uri: string): SourceDocument | undefined;
  /** Also of a file that is not open, once it has been read. */
  documentAt(uri: string): SourceDocument | undefined;
}

type Convert = (position: Position, uri: string) => Position;
type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isPosition = (value: Members): value is Members & Position =>
  typeof value['line'] === 'number' && typeof value['character'] === 'number';

/** The document that an object speaks about: its own, else that of what it stands in. */
function uriIn(value: Members, outer: string): string {
  const { uri, targetUri, textDocument, data } = value;
  if (isText(targetUri)) return targetUri;
  if (isText(uri)) return uri;
  if (isObject(textDocument) && isText(textDocument['uri'])) return textDocument['uri'];
  if (isObject(data) && isText(data['uri'])) return data['uri'];
  return outer;
}

/** Levels of a message below which no position of the protocol stands; it keeps hostile ones from the call stack. */
const MAX_DEPTH = 500;

/** A copy with all positions converted. What the server keeps in `data` comes back as it was. */
function convertAll(value: unknown, uri: string, convert: Convert, depth = 0): unknown {
  if (!isObject(value) || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => convertAll(item, uri, convert, depth + 1));
  if (isPosition(value)) return { ...value, ...convert(value, uri) };
  const own = uriIn(value, uri);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, convertMember(key, member, own, convert, depth + 1)]),
  );
}

function convertMember(key: string, member: unknown, uri: string, convert: Convert, depth: number): unknown {
  if (key === 'data') return member;
  if (key === 'changes' && isObject(member) && !Array.isArray(member)) {
    return Object.fromEntries(Object.entries(member).map(([of, edits]) => [of, convertAll(edits, of, convert, depth)]));
  }
  return convertAll(member, uri, convert, depth);
}

interface AnyMessage extends Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** Between a client and a server that only knows UTF-16. */
export class MessageEncoding {
  encoding: Encoding = 'utf-16';
  /** The documents that unanswered requests are about. */
  private readonly asked = new Map<unknown, string>();

  constructor(private readonly texts: Texts) {}

  /** From the client, at the moment when it is handled: the texts are as the client knew them. */
  incoming<Any extends Message>(message: Any): Any {
    const { id, method, params } = message as AnyMessage;
    if (method === 'initialize') this.choose(params);
    if (!isObject(params)) return message;
    if (this.encoding === 'utf-16')
      return id === undefined ? message : this.converted(message, params, uriIn(params, ''));
    if (method === 'textDocument/didChange') return { ...message, params: this.changes(params) };
    const uri = uriIn(params, '');
    if (id !== undefined) this.asked.set(id, uri);
    return this.converted(message, params, uri);
  }

  private converted<Any extends Message>(message: Any, params: Members, uri: string): Any {
    return { ...message, params: convertAll(params, uri, this.toServer) };
  }

  outgoing<Any extends Message>(message: Any): Any {
    if (this.encoding === 'utf-16') return message;
    const { id, method, params, result } = message as AnyMessage;
    if (method !== undefined) return { ...message, params: convertAll(params, '', this.toClient) };
    const uri = this.asked.get(id) ?? '';
    this.asked.delete(id);
    return result === undefined ? message : { ...message, result: convertAll(result, uri, this.toClient) };
  }

  private choose(params: unknown): void {
    const capabilities = isObject(params) ? params['capabilities'] : undefined;
    const general = isObject(capabilities) ? capabilities['general'] : undefined;
    this.encoding = chooseEncoding(isObject(general) ? general['positionEncodings'] : undefined);
  }

  /** Each change counts in the text that the ones before it have made. */
  private changes(params: Members): Members {
    const { contentChanges } = params;
    const uri = uriIn(params, '');
    if (!Array.isArray(contentChanges)) return params;
    let document = this.texts.openDocument(uri);
    const converted = contentChanges.map((change) => {
      const convert: Convert = (position) => ({
        ...position,
        character: toUtf16(textOf(document, position.line), position.character, this.encoding),
      });
      const made = convertAll(change, uri, convert) as ContentChange;
      document = document?.changed(document.version ?? 0, [made]);
      return made;
    });
    return { ...params, contentChanges: converted };
  }

  /** Places outside of the text are brought to its ends: nobody has to go all the way back. */
  private readonly toServer: Convert = ({ line, character }, uri) => {
    const document = this.texts.documentAt(uri);
    if (line < 0) return { line: 0, character: 0 };
    if (document && line >= document.lineCount) return endOf(document);
    if (this.encoding === 'utf-16') return { line, character };
    return { line, character: toUtf16(textOf(document, line), character, this.encoding) };
  };

  private readonly toClient: Convert = ({ line, character }, uri) => ({
    line,
    character: fromUtf16(textOf(this.texts.documentAt(uri), line), character, this.encoding),
  });
}

const textOf = (document: SourceDocument | undefined, line: number): string => document?.lineAt(line)?.text ?? '';

function endOf(document: SourceDocument): Position {
  const line = document.lineCount - 1;
  return { line, character: textOf(document, line).length };
}
