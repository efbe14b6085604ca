/** What the server shows about a program, over the wire. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CodeLens,
  FoldingRange,
  Hover,
  InlayHint,
  InlineValue,
  MarkupContent,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  SignatureHelp,
} from 'vscode-languageserver/node';
import { MarkedWorkspace } from './marked-workspace';

const files = {
  'main.mvasm': `.entry main
.value {"group": 1, "id": <|id>2, "flags": "RO|PERSIST"}
.cmd {"group": 3, "id": 4, "handler": "he<|handler>lp"}
.text
; Adds one.
ma<|label>in:
    PUSH R7
    LDI<|instruction> R1, 0x<|number>41
    ADD R1, R2, <|operand>R3
    LDI32 R2, ta<|data>ble
    CA<|call>LL help
    SVC MOD=0x<|service>5, FN=0x3
    POP R7
    RET
help:
    LD R4, [R2+8]<|stop>
    CMP R4, R1
    RET
.data
table:
    .ha<|directive>lf 0x3C00, <|item>2
`,
};

let workspace: MarkedWorkspace;
const settings = {
  inlayHints: { addresses: true, bytes: true, constants: true, routines: true },
  codeLens: { runRoutines: true },
};
beforeAll(async () => {
  workspace = await MarkedWorkspace.start(files, {
    settings,
    initializationOptions: { commands: { showReferences: 'refs', runFile: 'run', debugFile: 'debug' } },
  });
  await workspace.client.published(workspace.uri('main.mvasm'));
});
afterAll(() => workspace.close());

describe('hover', () => {
  it.each<[string, string, string[]]>([
    ['of an instruction its encoding, operands and flags', 'instruction', ['LDI rd, imm', 'Flags:', '0x01', 'rd 1']],
    ['the target of a call', 'call', ['help']],
    ['a number in every radix, and as a half', 'number', ['65', '0b0100_0001', "`'A'`", 'half']],
    [
      'of a label its address, size, uses and the comment above it',
      'label',
      ['Adds one.', '`0x0000`', 'bytes', '1 use'],
    ],
    ['of a routine what it reads, changes and needs', 'label', ['Reads', 'Changes', 'Stack', 'Runs']],
    ['of data where it lies', 'data', ['data label', '0x4000', '4 bytes']],
    ['the service that is called, with its registers', 'service', ['mailbox.receive', '| in |']],
    ['of a directive the bytes that it makes', 'directive', ['00 3C 02 00']],
    ['the oid that an id makes', 'id', ['0x0102']],
    ['the handler of a command', 'handler', ['help:', 'code label']],
  ])('tells %s', async (_what, mark, texts) => {
    const { contents } = await workspace.at<Hover>(mark, 'hover');
    for (const text of texts) expect((contents as MarkupContent).value).toContain(text);
  });
});

describe('signature help', () => {
  it.each([
    ['of an instruction', 'operand', 'ADD rd, rs1, rs2', 2],
    ['of a directive', 'item', '.half item', 1],
    ['of a service', 'service', 'mailbox', 0],
  ])('%s has the operand at the cursor', async (_what, mark, label, active) => {
    const help = await workspace.at<SignatureHelp>(mark, 'signatureHelp');
    expect(help.signatures[0]?.label).toContain(label);
    expect(help.activeParameter ?? help.signatures[0]?.activeParameter).toBe(active);
  });
});

it('lenses: references, size and stack of routines, run and debug of the entry and of routines', async () => {
  const lenses = await workspace.of<CodeLens[]>('main.mvasm', 'codeLens');
  const resolved = await Promise.all(
    lenses.map((lens) => (lens.command ? lens : workspace.client.request<CodeLens>('codeLens/resolve', lens))),
  );
  const titles = resolved.map(({ range, command }) => `${range.start.line + 1} ${command?.title}`);
  expect(titles).toEqual([
    '6 Run',
    '6 Debug',
    '6 1 reference',
    '6 36 bytes',
    '6 stack: 8 bytes',
    '15 Run',
    '15 Debug',
    '15 2 references',
    '15 12 bytes',
    '15 stack: 0 bytes',
    '20 1 reference',
    '20 4 bytes',
  ]);
  const uri = workspace.uri('main.mvasm');
  const commands = lenses.flatMap(({ command }) => (command ? [[command.command, command.arguments]] : []));
  expect(commands).toEqual([
    ['run', [uri]],
    ['debug', [uri]],
    ['run', [uri, 'help']],
    ['debug', [uri, 'help']],
  ]);
});

it('folds sections, routines and data', async () => {
  const ranges = await workspace.of<FoldingRange[]>('main.mvasm', 'foldingRange');
  expect(ranges.map(({ startLine, endLine }) => `${startLine + 1}-${endLine + 1}`)).toEqual([
    '4-18',
    '19-21',
    '6-14',
    '15-18',
    '20-21',
  ]);
});

it('selections grow from a word to its operands, line, routine, section and the file', async () => {
  const { position } = workspace.mark('operand');
  const [selection] = await workspace.of<SelectionRange[]>('main.mvasm', 'selectionRange', { positions: [position] });
  const grown: string[] = [];
  for (let range: SelectionRange | undefined = selection; range; range = range.parent) {
    const { start, end } = range.range;
    grown.push(`${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`);
  }
  expect(grown).toEqual(['9:17-9:19', '9:9-9:19', '9:5-9:19', '9:1-9:19', '6:1-14:8', '4:1-18:8', '1:1-22:1']);
});

it('inlay hints have addresses, bytes, values and facts of routines, and say more when they are resolved', async () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints = await workspace.of<InlayHint[]>('main.mvasm', 'inlayHint', { range });
  const texts = hints.map(
    ({ position, label }) =>
      `${position.line + 1} ${typeof label === 'string' ? label : label.map(({ value }) => value).join('')}`,
  );
  expect(texts).toEqual([
    '6 reads R2 R3 R5; changes R0 R1 R2 R3 R4',
    '7 0000  40070000         ',
    '8 0004  01100041         ',
    '9 0008  10123000         ',
    '10 000C  60200000 00004000',
    '10 = 0x4000',
    '11 0014  24000004         ',
    '11 = 0x0024',
    '12 0018  30000503         ',
    '12 mailbox.receive',
    '13 001C  41700000         ',
    '14 0020  25000000         ',
    '15 reads R1 R2; changes R4',
    '16 0024  02420008         ',
    '17 0028  20041000         ',
    '18 002C  25000000         ',
    '21 4000  00 3C 02 00             ',
  ]);
  expect((await workspace.client.request<InlayHint>('inlayHint/resolve', hints[1])).tooltip).toBeDefined();
});

it('inline values are the registers, addresses and data of the lines up to the stop', async () => {
  const stoppedLocation = { start: workspace.mark('stop').position, end: workspace.mark('stop').position };
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const context = { frameId: 1, stoppedLocation };
  const values = await workspace.of<InlineValue[]>('main.mvasm', 'inlineValue', { range, context });
  expect(values.map((value) => ('expression' in value ? value.expression : ''))).toEqual([
    ...['R7', 'R1', 'R1', 'R2', 'R3', 'R2', 'table', 'R7', 'R4', '[R2+8]'],
  ]);
});

it('tokens of a range, and what an edit changes, are those of the whole', async () => {
  const before = await workspace.of<SemanticTokens>('main.mvasm', 'semanticTokens/full');
  const all = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  expect(await workspace.of('main.mvasm', 'semanticTokens/range', { range: all })).toEqual({ data: before.data });
  const text = workspace.text('main.mvasm');
  await workspace.change('main.mvasm', text.replace('    PUSH R7\n', '    PUSH R7 ; saved\n    CALL help\n'));
  const delta = await workspace.of<SemanticTokensDelta>('main.mvasm', 'semanticTokens/full/delta', {
    previousResultId: before.resultId,
  });
  const data = [...before.data];
  for (const { start, deleteCount, data: inserted } of [...delta.edits].reverse()) {
    data.splice(start, deleteCount, ...(inserted ?? []));
  }
  const { data: after } = await workspace.of<SemanticTokens>('main.mvasm', 'semanticTokens/full');
  expect(data).toEqual(after);
  expect(after).not.toEqual(before.data);
  await workspace.change('main.mvasm', text);
});

it('the listing has address, bytes, fields and source, and the memory map what lies where', async () => {
  const { text, lines } = await workspace.of<{ text: string; lines: number[] }>('main.mvasm', 'hsx/listing');
  const row = text.split('\n')[lines.indexOf(7)];
  expect(row).toMatch(/^0004 +0110.* LDI R1, 0x41$/);
  expect(await workspace.of('main.mvasm', 'hsx/memoryMap')).toMatchObject({ program: 'main.mvasm', codeLength: 48 });
});
