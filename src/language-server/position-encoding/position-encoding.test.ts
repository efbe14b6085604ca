/** Columns in the three encodings, by themselves and over the wire: every answer is that in UTF-16, counted anew. */

import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { TestClient } from '../client.testing';
import { startServer } from '../server';
import { chooseEncoding, type Encoding, fromUtf16, toUtf16 } from './columns';

const encodings: readonly Encoding[] = ['utf-8', 'utf-16', 'utf-32'];

const lengthIn: Readonly<Record<Encoding, (text: string) => number>> = {
  'utf-8': (text) => new TextEncoder().encode(text).length,
  'utf-16': (text) => text.length,
  'utf-32': (text) => [...text].length,
};

describe('columns', () => {
  it('count what is in front of them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.constantFrom(...encodings), (line, number, encoding) => {
        const characters = [...line];
        const before = characters.slice(0, number % (characters.length + 1)).join('');
        const column = lengthIn[encoding](before);
        expect(fromUtf16(line, before.length, encoding)).toBe(column);
        expect(toUtf16(line, column, encoding)).toBe(before.length);
      }),
    );
  });

  it('inside of a character mean its start, behind the end they go on', () => {
    expect(toUtf16('é😀x', 1, 'utf-8')).toBe(0);
    expect(toUtf16('é😀x', 4, 'utf-8')).toBe(1);
    expect(toUtf16('é😀x', 9, 'utf-8')).toBe(6);
    expect(toUtf16('é', 2 ** 31 - 1, 'utf-8')).toBe(2 ** 31 - 2);
  });

  it.each([
    [undefined, 'utf-16'],
    [[], 'utf-16'],
    [['utf-7', 'utf-32', 'utf-8'], 'utf-32'],
    [['utf-8', 'utf-16'], 'utf-8'],
    ['utf-8', 'utf-16'],
  ])('are counted in what the client offers first: %j gives %s', (offered, chosen) => {
    expect(chooseEncoding(offered)).toBe(chosen);
  });
});

describe('over the wire', () => {
  const uri = 'file:///work/umlaut.mvasm';
  const other = 'file:///work/other.mvasm';
  const text = [
    '.entry main ; Ünïcödé 😀',
    'main:',
    '    CALL helper ; äöü 😀',
    '    LDI32 R1, text ; ß',
    '    RET',
    '; 😀😀 helper:',
    'helper: RET ; 😀',
    '.data',
    'text: .ascii "é", "ü" ; é',
    '.cmd {"group_id": 1, "cmd_id": 2, "name": "é😀", "handler": "helper"}',
  ].join('\n');
  const clients: TestClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });

  async function start(encoding: Encoding): Promise<TestClient> {
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    startServer({
      reader: new StreamMessageReader(toServer),
      writer: new StreamMessageWriter(toClient),
      files: { read: async () => undefined, list: async () => [] },
      exit: () => toServer.end(),
    });
    const client = new TestClient(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    clients.push(client);
    const textDocument = {
      semanticTokens: {},
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    };
    const general = { positionEncodings: [encoding] };
    const { capabilities } = await client.initialize({ general, textDocument });
    expect(capabilities).toHaveProperty('positionEncoding', encoding);
    await client.open(other, '.entry other\nother: RET ; 😀\n');
    await client.open(uri, text);
    return client;
  }

  /** Every `[line, column]` of what the requests answer, in UTF-16. */
  async function answers(encoding: Encoding, lines: readonly string[]): Promise<unknown> {
    const client = await start(encoding);
    const columnIn = (line: number, character: number): number => fromUtf16(lines[line] ?? '', character, encoding);
    const at = (line: number, character: number) => ({
      textDocument: { uri },
      position: { line, character: columnIn(line, character) },
    });
    const ofFile = { textDocument: { uri } };
    // The definition of "helper", from behind characters of all widths.
    const results = [
      await client.request('textDocument/hover', at(9, lines[9]!.indexOf('"helper"') + 2)),
      await client.request('textDocument/references', { ...at(6, 2), context: { includeDeclaration: true } }),
      await client.request('textDocument/rename', { ...at(6, 2), newName: 'aid' }),
      await client.request('textDocument/documentSymbol', ofFile),
      await client.request('textDocument/semanticTokens/full', ofFile),
      (await client.published(uri)).diagnostics,
    ];
    await client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        { range: { start: at(2, 23).position, end: at(2, 25).position }, text: 'é' },
        { range: { start: at(2, 9).position, end: at(2, 15).position }, text: 'main' },
      ],
    });
    results.push(await client.request('hsx/listing', ofFile));
    return results;
  }

  /** Columns of positions and of tokens, counted in UTF-16. */
  function inUtf16(value: unknown, lines: readonly string[], encoding: Encoding): unknown {
    if (Array.isArray(value)) return value.map((item) => inUtf16(item, lines, encoding));
    if (typeof value !== 'object' || value === null) return value;
    const { line, character, data } = value as { line?: number; character?: number; data?: number[] };
    if (line !== undefined && character !== undefined) {
      return { line, character: toUtf16(lines[line] ?? '', character, encoding) };
    }
    if (Array.isArray(data)) return tokensInUtf16(data, lines, encoding);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inUtf16(member, lines, encoding)]));
  }

  function tokensInUtf16(data: readonly number[], lines: readonly string[], encoding: Encoding): string[] {
    let line = 0;
    let start = 0;
    const texts: string[] = [];
    for (let at = 0; at < data.length; at += 5) {
      start = data[at]! > 0 ? data[at + 1]! : start + data[at + 1]!;
      line += data[at]!;
      const [from, to] = [start, start + data[at + 2]!].map((column) => toUtf16(lines[line]!, column, encoding));
      texts.push(`${line} ${lines[line]!.slice(from, to)}`);
    }
    return texts;
  }

  it.each(['utf-8', 'utf-32'] as const)('%s gives the same places as utf-16', async (encoding) => {
    const lines = text.split('\n');
    const expected = inUtf16(await answers('utf-16', lines), lines, 'utf-16');
    expect(JSON.stringify(expected)).toContain('main ; äöü é');
    expect(inUtf16(await answers(encoding, lines), lines, encoding)).toEqual(expected);
  });
});
