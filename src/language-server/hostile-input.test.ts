/** Texts, places and messages over the wire that no editor would send. */

import { afterEach, describe, expect, it } from 'vitest';
import type { SemanticTokens } from 'vscode-languageserver/node';
import { editor, end, main, start } from './editor.testing';

afterEach(end);

describe('hostile input', () => {
  it.each([
    ['an include of itself', '.include "main.mvasm"\n', 'include-recursion'],
    ['control characters and lone surrogates', '\u0000\ud800 \u0007\n\udfff:\n', 'unknown-mnemonic'],
    ['brackets without end', `.value ${'['.repeat(50_000)}\n`, 'metadata-json'],
    ['a very long line', `    ADD ${'R1, '.repeat(100_000)}\n`, 'operand-extra'],
    ['an open quote', '.data\n    .ascii "open\n', 'string-invalid'],
  ])('%s gives a diagnostic', async (_name, text, code) => {
    await start();
    await editor.open(main, text);
    const { diagnostics } = await editor.published(main);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  });

  it('a selection that ends far behind the text is answered', async () => {
    await start();
    await editor.open(main, 'main:\n    LDI R1, 1\n    RET\n');
    const far = { start: { line: 1, character: 0 }, end: { line: 2 ** 31, character: 1 } };
    const params = { textDocument: { uri: main }, range: far, context: { diagnostics: [] } };
    expect(await editor.request('textDocument/codeAction', params)).toEqual(expect.any(Array));
  });

  it.each([
    'codeAction',
    'completion',
    'hover',
    'definition',
    'rename',
    'inlayHint',
    'rangeFormatting',
  ])('a place far behind the text is answered by %s', async (method) => {
    await start();
    await editor.open(main, 'main:\n    LDI R1, 1\n    RET\n');
    const far = { line: Number.MAX_SAFE_INTEGER, character: 1 };
    const range = { start: far, end: far };
    const params = { textDocument: { uri: main }, position: far, range, newName: 'x', context: { diagnostics: [] } };
    await editor.request(`textDocument/${method}`, params).catch(() => undefined);
    expect(await editor.request('textDocument/documentSymbol', { textDocument: { uri: main } })).toHaveLength(1);
  });

  it('a range around the text is the text', async () => {
    await start();
    await editor.open(main, 'main:\n    LDI R1, 1\n    RET\n');
    const textDocument = { uri: main };
    const around = { start: { line: -3, character: 0 }, end: { line: 99, character: 7 } };
    const { data } = await editor.request<SemanticTokens>('textDocument/semanticTokens/full', { textDocument });
    expect(await editor.request('textDocument/semanticTokens/range', { textDocument, range: around })).toEqual({
      data,
    });
  });

  it('malformed messages do not end the server', async () => {
    await start();
    await editor.notify('textDocument/didOpen', {});
    await editor.notify('textDocument/didChange', { textDocument: { uri: main, version: 2 }, contentChanges: [{}] });
    await editor.notify('textDocument/didClose', { textDocument: { uri: 'file:///never-opened' } });
    await editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: '%', type: 9 }] });
    await expect(editor.request('textDocument/hover', {})).rejects.toThrow();
    await expect(editor.request('no/such/method', null)).rejects.toThrow(/no\/such\/method|Unhandled/);
    editor.raw('Content-Length: 9\r\n\r\n{"broken"');
    await editor.open('no uri', 'ADX');
    expect((await editor.published('no uri')).diagnostics).toHaveLength(1);
  });
});
