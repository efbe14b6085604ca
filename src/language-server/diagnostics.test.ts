/** What the server tells of mistakes over the wire, unasked and when asked. */

import { afterEach, describe, expect, it } from 'vitest';
import { begin, disk, editor, end, main, range, start } from './editor.testing';

const library = 'file:///work/lib/library.mvasm';

afterEach(end);

const type = (uri: string, version: number, change: object): Promise<void> =>
  editor.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });

describe('diagnostics', () => {
  it('come with code, severity and range, and go when the text is mended', async () => {
    await start();
    await editor.open(main, '.text\nmain:\n    ADX R1\n    RET\n');
    const broken = await editor.published(main);
    expect(broken.version).toBe(1);
    expect(broken.diagnostics).toMatchObject([
      { code: 'unknown-mnemonic', severity: 1, source: 'hsx', range: range(2, 4, 7) },
    ]);

    await editor.notify('textDocument/didChange', {
      textDocument: { uri: main, version: 2 },
      contentChanges: [{ range: range(2, 4, 7), text: 'PUSH' }],
    });
    expect(await editor.published(main)).toEqual({ uri: main, version: 2, diagnostics: [] });
  });

  it('name the other place of a duplicate', async () => {
    begin();
    await editor.initialize({ textDocument: { publishDiagnostics: { relatedInformation: true } } });
    await editor.open(main, 'twice:\n    RET\ntwice:\n    RET\n');
    const { diagnostics } = await editor.published(main);
    expect(diagnostics).toMatchObject([
      { code: 'label-duplicate', relatedInformation: [{ location: { uri: main, range: range(0, 0, 5) } }] },
    ]);
  });

  it('lead to the page about their code that the client names', async () => {
    begin();
    const capabilities = { textDocument: { publishDiagnostics: { codeDescriptionSupport: true } } };
    await editor.initialize(capabilities, { initializationOptions: { codePages: 'pages:/CODE.md' } });
    await editor.open(main, '    FLY R1\n');
    expect((await editor.published(main)).diagnostics).toMatchObject([
      { code: 'unknown-mnemonic', codeDescription: { href: 'pages:/unknown-mnemonic.md' } },
    ]);
  });

  it('of lints are as severe as the settings say, and fade what may go', async () => {
    let lint: object = { 'unused-label': 'error', 'unreachable-code': 'off', 'flags-unset': 'loud' };
    begin();
    editor.connection.onRequest('workspace/configuration', () => [{ lint }]);
    await editor.initialize({
      workspace: { configuration: true },
      textDocument: { publishDiagnostics: { tagSupport: { valueSet: [1] } } },
    });
    await editor.open(main, '.entry main\nmain:\n    JZ main\n    RET\nspare:\n    RET\n');
    const told = async () =>
      (await editor.published(main)).diagnostics.map(({ code, severity, tags }) => [code, severity, tags]);
    let found = await told();
    while (found.length > 2) found = await told();
    expect(found).toEqual([
      ['flags-unset', 2, undefined],
      ['unused-label', 1, [1]],
    ]);
    lint = { 'unused-label': 'off', 'flags-unset': 'off', 'unreachable-code': 'hint' };
    await editor.notify('workspace/didChangeConfiguration', { settings: null });
    expect(await told()).toEqual([['unreachable-code', 4, [1]]]);
  });

  it('of the lints of a large program follow when nothing changes for a while', async () => {
    await start();
    await editor.open(main, `.entry main\nmain:\n${'    NOT R1, R1\n'.repeat(2000)}    RET\nspare:\n    RET\n`);
    expect((await editor.published(main)).diagnostics).toEqual([]);
    expect((await editor.published(main)).diagnostics.map(({ code }) => code)).toEqual([
      'unused-label',
      'unreachable-code',
    ]);
  });

  it('of lints stay with their lines while a large program is typed', async () => {
    await start();
    const text = `.entry main\nmain:\n${'    NOT R1, R1\n'.repeat(2000)}    RET\nspare:\n    RET\n`;
    await editor.open(main, text);
    const told = async () =>
      (await editor.published(main)).diagnostics.map(({ code, range: { start: at } }) => `${code} ${at.line}`);
    while ((await told()).length < 2);
    await type(main, 2, { range: range(7, 0, 0), text: '    NOT R2, R2\n' });
    expect(await told()).toEqual(['unused-label 2004', 'unreachable-code 2005']);
    await type(main, 3, { range: range(2004, 0, 5), text: 'other' });
    expect(await told()).toEqual(['unreachable-code 2005']);
    expect(await told()).toEqual(['unused-label 2004', 'unreachable-code 2005']);
  });

  it('of lints stay while a line is unfinished, and go when it is left so', async () => {
    await start();
    await editor.open(main, '.entry main\nmain:\n    RET\nspare:\n');
    const told = async () => (await editor.published(main)).diagnostics.map(({ code }) => code);
    expect(await told()).toEqual(['unused-label']);
    await type(main, 2, { range: range(2, 0, 0), text: '    NO\n' });
    expect(await told()).toEqual(['unknown-mnemonic', 'unused-label']);
    expect(await told()).toEqual(['unknown-mnemonic']);
  });

  it('do not mind names that other units export', async () => {
    await start();
    await editor.open(main, '.import elsewhere\n.text\n    CALL elsewhere\n    RET\n');
    expect((await editor.published(main)).diagnostics).toEqual([]);
  });

  it('of an included file are published for that file, and go when it is mended on disk', async () => {
    disk.set('/work/lib/library.mvasm', 'helper:\n    RETT\n');
    await start();
    await editor.open(main, '.include "lib/library.mvasm"\n    CALL helper\n    RET\n');
    expect((await editor.published(main)).diagnostics).toEqual([]);
    expect((await editor.published(library)).diagnostics).toMatchObject([
      { code: 'unknown-mnemonic', range: range(1, 4, 8) },
    ]);

    disk.set('/work/lib/library.mvasm', 'helper:\n    RET\n');
    await editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: library, type: 2 }] });
    expect((await editor.published(library)).diagnostics).toEqual([]);
  });

  it('see an open include as it is in the editor, once for both documents', async () => {
    disk.set('/work/lib/library.mvasm', 'helper:\n    RET\n');
    await start();
    await editor.open(main, '.include "lib/library.mvasm"\n    CALL helper\n    RET\n');
    expect((await editor.published(main)).diagnostics).toEqual([]);
    expect((await editor.published(library)).diagnostics).toEqual([]);

    await editor.open(library, 'other:\n    RET\n');
    expect((await editor.published(library)).diagnostics).toEqual([]);
    expect((await editor.published(main)).diagnostics).toMatchObject([
      { code: 'symbol-unknown', range: range(1, 9, 15) },
    ]);

    await editor.notify('textDocument/didClose', { textDocument: { uri: library } });
    await editor.published(library);
    expect((await editor.published(main)).diagnostics).toEqual([]);
  });

  it('tell of an include that is missing or cannot be read', async () => {
    await start();
    await editor.open(main, '.include "missing.mvasm"\n.include "forbidden.mvasm"\n');
    const { diagnostics } = await editor.published(main);
    expect(diagnostics).toMatchObject([
      { code: 'include-missing', range: { start: { line: 0 } } },
      { code: 'include-missing', range: { start: { line: 1 } } },
    ]);

    disk.set('/work/missing.mvasm', '');
    await editor.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'file:///work/missing.mvasm', type: 1 }],
    });
    expect((await editor.published(main)).diagnostics).toHaveLength(1);
  });

  it('are cleared when the document is closed', async () => {
    await start();
    await editor.open(main, 'ADX');
    expect((await editor.published(main)).diagnostics).toHaveLength(1);
    await editor.notify('textDocument/didClose', { textDocument: { uri: main } });
    expect((await editor.published(main)).diagnostics).toEqual([]);
  });
});

describe('diagnostics that are asked for', () => {
  interface Report {
    readonly uri: string;
    readonly kind: string;
    readonly resultId: string;
    readonly items?: readonly { readonly code: string }[];
  }
  const asks = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } };
  const ofDocument = (previousResultId?: string): Promise<Report> =>
    editor.request('textDocument/diagnostic', {
      textDocument: { uri: main },
      ...(previousResultId && { previousResultId }),
    });
  const ofWorkspace = (...previousResultIds: { uri: string; value: string }[]): Promise<{ items: Report[] }> =>
    editor.request('workspace/diagnostic', { previousResultIds });
  const codes = ({ items }: Report) => items?.map(({ code }) => code);

  it('are the same lists, and are not told unasked', async () => {
    begin();
    const { capabilities } = await editor.initialize(asks);
    expect(capabilities).toHaveProperty('diagnosticProvider.workspaceDiagnostics', true);
    await editor.open(main, '.entry main\nmain:\n    ADX R1\n    RET\n');
    const first = await ofDocument();
    expect(first).toMatchObject({ kind: 'full', items: [{ code: 'unknown-mnemonic' }] });
    expect(await ofDocument(first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    await editor.notify('textDocument/didChange', {
      textDocument: { uri: main, version: 2 },
      contentChanges: [{ range: range(2, 4, 7), text: 'PUSH' }],
    });
    const second = await ofDocument(first.resultId);
    expect(second).toMatchObject({ kind: 'full', items: [] });
    expect(second.resultId).not.toBe(first.resultId);
    expect(editor.latest.size).toBe(0);
  });

  it('of the workspace have all files, and empty lists for those that have gone', async () => {
    disk.set('/work/lib/library.mvasm', 'helper:\n    RETT\n');
    begin();
    await editor.initialize(asks);
    await editor.open(main, '.entry main\n.include "lib/library.mvasm"\nmain:\n    CALL helper\n    RET\n');
    const { items } = await ofWorkspace();
    expect(items.map((report) => [report.uri, codes(report)])).toEqual([
      [main, []],
      [library, ['unknown-mnemonic']],
    ]);
    const known = items.map(({ uri, resultId }) => ({ uri, value: resultId }));
    expect((await ofWorkspace(...known)).items.map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged']);
    await editor.notify('textDocument/didChange', {
      textDocument: { uri: main, version: 2 },
      contentChanges: [{ text: 'main:\n    RET\n' }],
    });
    const after = await ofWorkspace(...known);
    expect(after.items.find(({ uri }) => uri === library)).toMatchObject({ kind: 'full', items: [] });
  });

  it('are to be asked for again when files change on the disk', async () => {
    begin();
    const asked = new Promise<void>((resolve) =>
      editor.connection.onRequest('workspace/diagnostic/refresh', () => resolve()),
    );
    await editor.initialize(asks);
    await editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: library, type: 1 }] });
    await asked;
  });

  it('are told unasked when the client wants that', async () => {
    begin();
    const { capabilities } = await editor.initialize(asks, { initializationOptions: { diagnostics: 'push' } });
    expect(capabilities).not.toHaveProperty('diagnosticProvider');
    await editor.open(main, 'ADX');
    expect((await editor.published(main)).diagnostics).toHaveLength(1);
  });
});
