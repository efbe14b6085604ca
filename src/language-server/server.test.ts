/** The server over the wire: framed messages on streams, as an editor talks to it. */

import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { type Hover, type SemanticTokens, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { FileReader } from '../platform/files';
import { TestClient } from './client.testing';
import { startServer } from './server';

const disk = new Map<string, string>();
const files: FileReader = {
  async read(path) {
    if (path.endsWith('/forbidden.mvasm')) throw new Error('no permission');
    const text = disk.get(path);
    return text === undefined ? undefined : new TextEncoder().encode(text);
  },
  list: async () => [],
};

class Editor extends TestClient {
  readonly #toServer: PassThrough;

  private constructor(toServer: PassThrough, toEditor: PassThrough) {
    super(new StreamMessageReader(toEditor), new StreamMessageWriter(toServer));
    this.#toServer = toServer;
  }

  static start(reader: FileReader = files): Editor {
    const toServer = new PassThrough();
    const toEditor = new PassThrough();
    startServer({
      reader: new StreamMessageReader(toServer),
      writer: new StreamMessageWriter(toEditor),
      files: reader,
      exit: () => toServer.end(),
    });
    return new Editor(toServer, toEditor);
  }

  raw(text: string): void {
    this.#toServer.write(text);
  }

  override async close(): Promise<void> {
    await super.close();
    this.#toServer.end();
  }
}

const main = 'file:///work/main.mvasm';
const library = 'file:///work/lib/library.mvasm';
let editor: Editor;

async function start(): Promise<Editor> {
  editor = Editor.start();
  await editor.initialize();
  return editor;
}

afterEach(async () => {
  await editor.close();
  disk.clear();
});

const range = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});

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
    editor = Editor.start();
    await editor.initialize({ textDocument: { publishDiagnostics: { relatedInformation: true } } });
    await editor.open(main, 'twice:\n    RET\ntwice:\n    RET\n');
    const { diagnostics } = await editor.published(main);
    expect(diagnostics).toMatchObject([
      { code: 'label-duplicate', relatedInformation: [{ location: { uri: main, range: range(0, 0, 5) } }] },
    ]);
  });

  it('lead to the page about their code that the client names', async () => {
    editor = Editor.start();
    const capabilities = { textDocument: { publishDiagnostics: { codeDescriptionSupport: true } } };
    await editor.initialize(capabilities, { initializationOptions: { codePages: 'pages:/CODE.md' } });
    await editor.open(main, '    FLY R1\n');
    expect((await editor.published(main)).diagnostics).toMatchObject([
      { code: 'unknown-mnemonic', codeDescription: { href: 'pages:/unknown-mnemonic.md' } },
    ]);
  });

  it('of lints are as severe as the settings say, and fade what may go', async () => {
    let lint: object = { 'unused-label': 'error', 'unreachable-code': 'off', 'flags-unset': 'loud' };
    editor = Editor.start();
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
    editor = Editor.start();
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
    editor = Editor.start();
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
    editor = Editor.start();
    const asked = new Promise<void>((resolve) =>
      editor.connection.onRequest('workspace/diagnostic/refresh', () => resolve()),
    );
    await editor.initialize(asks);
    await editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: library, type: 1 }] });
    await asked;
  });

  it('are told unasked when the client wants that', async () => {
    editor = Editor.start();
    const { capabilities } = await editor.initialize(asks, { initializationOptions: { diagnostics: 'push' } });
    expect(capabilities).not.toHaveProperty('diagnosticProvider');
    await editor.open(main, 'ADX');
    expect((await editor.published(main)).diagnostics).toHaveLength(1);
  });
});

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

describe('hover', () => {
  const text = [
    'main:',
    '    add R1, R7, R15 ; sum',
    '    LD R0, [r15+4]',
    '    SVC MOD=0x5, FN=0x3',
    '    SVC 0x600',
    '.data',
    '    .word 1',
    '    FOO',
  ].join('\n');

  it.each([
    ['a label', 0, 1, 'Private code label', range(0, 0, 4)],
    ['a mnemonic', 1, 5, 'rd = rs1 + rs2', range(1, 4, 7)],
    ['a register', 1, 13, 'frame pointer', range(1, 12, 14)],
    ['the base of an address', 2, 13, 'copy of SP', range(2, 12, 15)],
    ['the fields of a service call', 3, 10, 'mailbox.receive', range(3, 8, 15)],
    ['SVC itself', 3, 4, 'mailbox.receive', range(3, 4, 7)],
    ['a service number', 4, 9, 'task.sleep', range(4, 8, 13)],
    ['a directive', 6, 6, '.word item', range(6, 4, 9)],
  ])('explains %s', async (_name, line, character, fragment, at) => {
    await start();
    await editor.open(main, text);
    const found = await editor.request<Hover>('textDocument/hover', {
      textDocument: { uri: main },
      position: { line, character },
    });
    expect(found.contents).toMatchObject({ kind: 'markdown', value: expect.stringContaining(fragment) });
    expect(found.range).toEqual(at);
  });

  it.each([
    ['a comment', 1, 24],
    ['an unknown word', 7, 5],
    ['a place behind the text', 99, 7],
  ])('has nothing to say about %s', async (_name, line, character) => {
    await start();
    await editor.open(main, text);
    expect(
      await editor.request('textDocument/hover', { textDocument: { uri: main }, position: { line, character } }),
    ).toBeNull();
  });
});

it('shows that it reads the workspace, when that takes long', async () => {
  let goOn = (): void => {};
  const shown = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  editor = Editor.start({
    read: async () => undefined,
    list: async () => {
      await shown;
      return [];
    },
  });
  const told: unknown[] = [];
  const ended = new Promise<void>((resolve) => {
    editor.connection.onRequest('window/workDoneProgress/create', () => goOn());
    editor.connection.onNotification('$/progress', ({ value }: { value: { kind: string; title?: string } }) => {
      told.push(value);
      if (value.kind === 'end') resolve();
    });
  });
  await editor.initialize({ window: { workDoneProgress: true } }, { rootUri: 'file:///work' });
  await editor.open(main, 'main:\n    RET\n');
  await ended;
  expect(told).toMatchObject([{ kind: 'begin', title: 'Reading HSX programs' }, { kind: 'end' }]);
});

it('serves folding ranges', async () => {
  await start();
  await editor.open(main, 'main:\n    PUSH R7\n    RET\n');
  expect(await editor.request('textDocument/foldingRange', { textDocument: { uri: main } })).toEqual([
    { startLine: 0, endLine: 2 },
  ]);
});

it('formats a document, or some of its lines', async () => {
  await start();
  await editor.open(main, 'main:\nldi r1,5\nret\n');
  const textDocument = { uri: main };
  const options = { tabSize: 2, insertSpaces: false };
  const code = {
    range: { start: { line: 1, character: 0 }, end: { line: 1, character: 8 } },
    newText: '    LDI R1, 5',
  };
  const end = {
    range: { start: { line: 2, character: 0 }, end: { line: 2, character: 3 } },
    newText: '    RET',
  };
  expect(await editor.request('textDocument/formatting', { textDocument, options })).toEqual([code, end]);
  // A range that ends at the start of a line does not reach into that line.
  const range = { start: { line: 0, character: 2 }, end: { line: 2, character: 0 } };
  expect(await editor.request('textDocument/rangeFormatting', { textDocument, options, range })).toEqual([code]);
});

describe('features over the wire', () => {
  const everything = {
    processId: null,
    rootUri: null,
    initializationOptions: { commands: { showReferences: 'refs', runFile: 'run', debugFile: 'debug' } },
    capabilities: {
      textDocument: {
        codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
        semanticTokens: {},
        inlayHint: {},
        inlineValue: {},
        completion: { completionItem: { snippetSupport: true } },
      },
    },
  };
  const text = '.entry main\nmain:\n    LDI R1, 5000\n    CALL main\n    RET\n';
  const textDocument = { uri: main };
  const position = { line: 3, character: 10 };
  const whole = range(0, 0, 0);
  whole.end.line = 99;

  it('are announced as far as the client knows them', async () => {
    editor = Editor.start();
    const { capabilities } = await editor.request<{ capabilities: object }>('initialize', everything);
    expect(capabilities).toHaveProperty('semanticTokensProvider');
    expect(capabilities).toHaveProperty('inlineValueProvider', true);
    await editor.notify('initialized', {});
    await editor.close();

    editor = Editor.start();
    const plain = await editor.request<{ capabilities: object }>('initialize', { ...everything, capabilities: {} });
    expect(plain.capabilities).not.toHaveProperty('semanticTokensProvider');
    expect(plain.capabilities).not.toHaveProperty('codeActionProvider');
  });

  it('answer with what the document holds', async () => {
    editor = Editor.start();
    await editor.request('initialize', everything);
    await editor.notify('initialized', {});
    await editor.open(main, text);
    const ask = <Result>(method: string, params: object) => editor.request<Result>(method, { textDocument, ...params });

    const list = await ask<{ items: { label: string }[] }>('textDocument/completion', { position });
    expect(list.items.map(({ label }) => label)).toContain('main');
    const help = await ask<{ signatures: unknown[] }>('textDocument/signatureHelp', { position });
    expect(help.signatures).toHaveLength(1);

    const tokens = await ask<{ resultId: string; data: number[] }>('textDocument/semanticTokens/full', {});
    expect(tokens.data.length % 5).toBe(0);
    await editor.notify('textDocument/didChange', {
      textDocument: { uri: main, version: 2 },
      contentChanges: [{ range: range(4, 4, 7), text: 'RET ; done' }],
    });
    const delta = await ask<{ edits: { start: number; data: number[] }[] }>('textDocument/semanticTokens/full/delta', {
      previousResultId: tokens.resultId,
    });
    expect(delta.edits).toEqual([{ start: tokens.data.length, deleteCount: 0, data: [0, 4, 6, 0, 0] }]);

    const lenses = await ask<{ command?: { title: string } }[]>('textDocument/codeLens', {});
    expect(lenses.flatMap(({ command }) => command?.title ?? [])).toEqual(['Run', 'Debug']);
    const resolved = await editor.request<{ command: { title: string } }>('codeLens/resolve', lenses[2]);
    expect(resolved.command.title).toBe('2 references');

    const { diagnostics } = await editor.published(main);
    const actions = await ask<{ title: string }[]>('textDocument/codeAction', {
      range: range(2, 4, 4),
      context: { diagnostics },
    });
    expect(actions.map(({ title }) => title)).toContain('Load it with LDI32');
    expect(await ask('textDocument/inlayHint', { range: whole })).toEqual([]);
    expect(await ask<unknown[]>('textDocument/selectionRange', { positions: [position] })).toHaveLength(1);
    const listing = await ask<{ lines: number[] }>('hsx/listing', {});
    expect(listing.lines).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await ask('hsx/memoryMap', {})).toMatchObject({ program: 'main.mvasm', codeLength: 12 });
  });

  it.each([
    'textDocument/completion',
    'textDocument/semanticTokens/full',
    'textDocument/codeLens',
    'textDocument/codeAction',
    'hsx/listing',
    'hsx/memoryMap',
  ])('%s survives documents that nobody opened and parameters that make no sense', async (method) => {
    await start();
    await editor
      .request(method, { textDocument: { uri: 'file:///never' }, position, range: whole, context: { diagnostics: [] } })
      .catch(() => undefined);
    await editor.request(method, { textDocument: 7 }).catch(() => undefined);
    await editor.request(method, null).catch(() => undefined);
    await editor.open(main, text);
    expect((await editor.published(main)).diagnostics).toHaveLength(1);
  });
});
