/** The server over the wire: framed messages on streams, as an editor talks to it. */

import { afterEach, describe, expect, it } from 'vitest';
import type { CompletionList, Hover, SymbolInformation } from 'vscode-languageserver/node';
import { begin, editor, end, main, range, start } from './editor.testing';

afterEach(end);

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
    await start({ textDocument: { hover: { contentFormat: ['plaintext', 'markdown'] } } });
    await editor.open(main, text);
    const found = await editor.request<Hover>('textDocument/hover', {
      textDocument: { uri: main },
      position: { line, character },
    });
    expect(found.contents).toMatchObject({ kind: 'markdown', value: expect.stringContaining(fragment) });
    expect(found.range).toEqual(at);
  });

  it('is plain text for clients that do not say they show more', async () => {
    await start();
    await editor.open(main, `; 2 * x | y\n${text}`);
    const plain = async (line: number, character: number) => {
      const params = { textDocument: { uri: main }, position: { line, character } };
      const { contents } = await editor.request<Hover & { contents: { value: string } }>('textDocument/hover', params);
      expect(contents).toHaveProperty('kind', 'plaintext');
      return contents.value;
    };
    expect(await plain(4, 10)).toMatch(/^mailbox\.receive: .*\n\nSVC MOD=0x5, FN=0x3\n\nregister\nin {2}R1 {2}/);
    expect(await plain(1, 1)).toMatch(/^main:\n\nPrivate code label\nAddress 0x0000, /);
    expect(await plain(1, 1)).toContain('\n\n2 * x | y\n\n');
    for (const place of [
      [1, 1],
      [2, 5],
      [2, 13],
      [4, 10],
      [5, 9],
      [7, 6],
      [7, 10],
    ] as const) {
      expect(await plain(place[0], place[1])).not.toMatch(/[`\\\u00a0]|\*\*|^---|\|-/m);
    }
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
  begin({
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
    begin();
    const { capabilities } = await editor.request<{ capabilities: object }>('initialize', everything);
    expect(capabilities).toHaveProperty('semanticTokensProvider');
    expect(capabilities).toHaveProperty('inlineValueProvider', true);
    await editor.notify('initialized', {});
    await editor.close();

    begin();
    const plain = await editor.request<{ capabilities: object }>('initialize', { ...everything, capabilities: {} });
    expect(plain.capabilities).not.toHaveProperty('semanticTokensProvider');
    expect(plain.capabilities).not.toHaveProperty('codeActionProvider');
  });

  it.each([
    [
      'without capabilities',
      {},
      [
        ['main', undefined],
        ['main_loop', 'main'],
      ],
      ['MOD=0x0, FN=0x0', undefined],
    ],
    [
      'that show more',
      {
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        completion: { completionItem: { labelDetailsSupport: true } },
      },
      [['main', undefined]],
      [undefined, 'MOD=0x0, FN=0x0'],
    ],
  ])('serve clients %s', async (_name, capabilities, symbols, details) => {
    begin();
    await editor.request('initialize', {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: capabilities },
    });
    await editor.notify('initialized', {});
    await editor.open(main, 'main:\n    SVC \nmain_loop:\n    JMP main_loop\n');
    const outline = await editor.request<SymbolInformation[]>('textDocument/documentSymbol', { textDocument });
    expect(outline.map(({ name, containerName }) => [name, containerName])).toEqual(symbols);
    const { items } = await editor.request<CompletionList>('textDocument/completion', {
      textDocument,
      position: { line: 1, character: 8 },
    });
    const steps = items.find(({ label }) => label === 'core.steps')!;
    expect([steps.detail, steps.labelDetails?.description]).toEqual(details);
  });

  it('answer with what the document holds', async () => {
    begin();
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
