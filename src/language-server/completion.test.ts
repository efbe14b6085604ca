// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders are LSP's, not those of JavaScript

import { describe, expect, it } from 'vitest';
import type { CompletionList, Position } from 'vscode-languageserver';
import { type CompletionOptions, completion, resolveCompletion } from './completion';
import { edited, fixture } from './fixture.testing';

const plain: CompletionOptions = {
  snippets: true,
  defaultRange: false,
  list: async (folder) => (folder === '' ? ['lib/', 'util.mvasm'] : ['console.mvasm']),
};

async function offered(marked: string, options = plain, others: Record<string, string> = {}): Promise<CompletionList> {
  const { context, cursor } = fixture(marked, others);
  return completion(context, cursor, options);
}

const labels = ({ items }: CompletionList): string[] => items.map(({ label }) => label);

/** The document once the item is taken. */
async function taken(marked: string, label: string): Promise<string> {
  const item = (await offered(marked)).items.find((candidate) => candidate.label === label);
  if (!item) throw new Error(`"${label}" is not offered: ${labels(await offered(marked)).join(', ')}`);
  return edited(fixture(marked).text, [
    item.textEdit as { range: { start: Position; end: Position }; newText: string },
  ]);
}

const program = `.entry main
.import other
.text
main:
    CALL helper
    @
    RET
helper:
    RET
.data
table:
    .word 1
`;
const within = (line: string): string => program.replace('    @', `    ${line}`);

describe('completion offers', () => {
  it('instructions and snippets in code', async () => {
    const found = labels(await offered(within('<|>')));
    expect(found.slice(0, 3)).toEqual(['ADC', 'ADD', 'AND']);
    expect(found).toEqual(expect.arrayContaining(['LDI32', '.data', 'routine', 'mbxrecv']));
    expect(found).not.toContain('.word');
  });

  it('data directives and no instructions in data', async () => {
    const found = labels(await offered(`${program}    <|>`));
    expect(found).toEqual(expect.arrayContaining(['.word', '.asciz', '.text', 'text']));
    expect(found).not.toContain('ADD');
  });

  it('mnemonics in the case they are typed in', async () => {
    expect(labels(await offered(within('ld<|>')))).toContain('ldi32');
  });

  it.each<[string, string, string[], string[]]>([
    ['registers', 'ADD R1, <|>', ['R0', 'R15'], ['table', 'helper']],
    ['code labels for jumps, near ones first', 'JMP <|>', ['helper', 'main', 'other'], ['table', 'R1']],
    ['data labels first for LDI32', 'LDI32 R1, <|>', ['table', 'helper', 'lo16()'], ['R1']],
    ['addresses', 'LD R1, <|>', ['[R7+-4]', '[R3+0]'], ['table']],
    ['registers in brackets', 'LD R1, [<|>', ['R0', 'R7'], ['table']],
    ['offsets in brackets', 'LD R1, [R2+<|>]', ['table'], ['R1']],
    ['services by name', 'SVC <|>', ['mailbox.send', 'task.exit'], ['R1']],
    ['modules', 'SVC MOD=<|>', ['0x5', '0xE'], []],
    ['functions of a module', 'SVC MOD=0x6, FN=<|>', ['0x0'], ['0x1']],
  ])('%s', async (_name, line, wanted, unwanted) => {
    const found = labels(await offered(within(line)));
    expect(found).toEqual(expect.arrayContaining(wanted));
    for (const label of unwanted) expect(found).not.toContain(label);
  });

  it('labels of the wanted section in front', async () => {
    expect(labels(await offered(within('LDI32 R1, <|>')))[0]).toBe('table');
  });

  it.each<[string, string, string[]]>([
    ['the name of an entry', '.entry <|>', ['main', 'helper']],
    ['what other units export', '.import <|>', ['spare']],
    ['labels in lists', '.data\n .word 1, <|>', ['table', 'off16()']],
    ['files and folders', '.include <|>', ['util.mvasm', 'lib/']],
    ['what is in a folder', '.include "lib/<|>"', ['console.mvasm']],
    ['keys of a value', '.value {<|>', ['group', 'id', 'persist_key']],
    ['keys that are not there yet', '.value {"group":1, "<|>', ['id']],
    ['flags', '.value {"flags":"<|>"}', ['RO', 'PERSIST']],
    ['a second flag', '.value {"flags":"RO|<|>"}', ['PERSIST']],
    ['levels', '.cmd {"auth": <|>}', ['PUBLIC', 'FACTORY']],
    ['handlers', '.cmd {"handler":"<|>"}', ['helper', 'main']],
    ['a free id', '.cmd {"group":3,"id":<|>}', ['2']],
    ['modes over several lines', '.mailbox {"target":"app:x",\n  "mode_mask": "<|>"}', ['RDWR', 'FANOUT']],
    ['prefixes of mailboxes', '.mailbox {"target": "<|>"}', ['app:', 'shared:']],
  ])('%s', async (_name, text, wanted) => {
    const others = { 'lib.mvasm': '.export spare\nspare:\n RET\n.cmd {"group":3,"id":1}\n' };
    expect(labels(await offered(`${program}${text}`, plain, others))).toEqual(expect.arrayContaining(wanted));
  });

  it('registers in the case of their instruction', async () => {
    expect(labels(await offered(within('push <|>')))).toContain('r7');
    expect(labels(await offered(within('PUSH r<|>')))).toContain('r7');
    expect(labels(await offered(within('PUSH <|>')))).toContain('R7');
  });

  it('registers as one counts', async () => {
    expect(labels(await offered(within('ADD R1, <|>'))).slice(0, 11)).toEqual(
      Array.from({ length: 11 }, (_, index) => `R${index}`),
    );
  });

  it('only labels of the unit where it starts and exports', async () => {
    const others = { 'lib.mvasm': '.export other\nother:\n RET\n' };
    expect(labels(await offered(`${program}.entry <|>`, plain, others))).toEqual(['helper', 'main']);
    expect(labels(await offered(`${program}.export <|>`, plain, others))).toEqual(['helper', 'main', 'table']);
  });

  it('labels of the unit and exports of others where it declares what may be of either', async () => {
    const others = { 'lib.mvasm': '.export spare\nspare:\n RET\n' };
    expect(labels(await offered(`${program}.extern <|>`, plain, others))).toEqual(
      expect.arrayContaining(['helper', 'spare']),
    );
  });

  it('no inclusion of the file itself', async () => {
    const list = async () => ['main.mvasm', 'util.mvasm'];
    expect(labels(await offered('.include "<|>"', { ...plain, list }))).toEqual(['util.mvasm']);
  });

  it('nothing by itself behind the colon of a label and the blanks in front of a statement', async () => {
    expect(labels(await offered(within('fresh:<|>'), { ...plain, trigger: ':' }))).toEqual([]);
    expect(labels(await offered(within('<|>'), { ...plain, trigger: ' ' }))).toEqual([]);
    expect(labels(await offered(within('CALL <|>'), { ...plain, trigger: ' ' }))).toContain('helper');
  });

  it('a free id by itself behind the colon of the key', async () => {
    const marked = `${program}.cmd {"group":1,"id":1}\n.cmd {"group":1,"id":<|>}`;
    expect(labels(await offered(marked, { ...plain, trigger: ':' }))).toEqual(['2']);
  });

  it.each([
    ['at the margin', '<|>', 'routine', '${1:name}:\n    PUSH R7', 0],
    ['of routines back at the margin', '    rout<|>', 'routine', '${1:name}:\n    PUSH R7', 4],
    ['of code with the indent that is there', '    lo<|>', 'loop', 'LDI ${1:R4}, 0\n${2:loop}:\n    $0', 0],
    ['behind a label', 'here: lo<|>', 'loop', '    LDI ${1:R4}, 0\n${2:loop}:', 0],
  ])('snippets %s', async (_name, line, prefix, text, outdent) => {
    const { items } = await offered(program.replace('    @', line), { ...plain, keepsIndents: true });
    const item = items.find(({ label }) => label === prefix)!;
    expect(item.textEdit!.newText.startsWith(text)).toBe(true);
    expect(item.insertTextMode).toBe(1);
    expect(item.additionalTextEdits ?? []).toEqual(
      outdent === 0
        ? []
        : [{ range: { start: { line: 5, character: 0 }, end: { line: 5, character: outdent } }, newText: '' }],
    );
  });

  it('declarations with an id that is free', async () => {
    const made = await offered(`${program}.value {"group":1,"id":1}\n<|>`);
    const texts = made.items
      .filter(({ insertTextFormat }) => insertTextFormat === 2)
      .map(({ textEdit }) => textEdit!.newText);
    expect(texts.find((text) => text.startsWith('.value'))).toMatch(/"id":\$\{2:2\}/);
    expect(texts.find((text) => text.startsWith('.cmd'))).toMatch(/"id":\$\{2:1\}/);
  });

  it('nothing in comments and strings, and for keys that are there', async () => {
    expect(labels(await offered(within('ADD ; <|>')))).toEqual([]);
    expect(labels(await offered(`${program} .byte "a<|>b"`))).toEqual([]);
    expect(labels(await offered(`${program}.value {"group":1, "<|>"}`))).not.toContain('group');
  });

  it.each<[string, string, string, string]>([
    ['a mnemonic', within('LD<|>'), 'LDI32', within('LDI32')],
    ['a directive with its dot', '.imp<|>', '.import', '.import'],
    ['a service', within('SVC mbx<|>'.replace('mbx', 'mail')), 'mailbox.open', within('SVC MOD=0x5, FN=0x0')],
    ['a register with the rest of the operand', within('LD R1, [<|>'), 'R7', within('LD R1, [R7+0]')],
    ['a flag among others', '.value {"flags":"RO|P<|>"}', 'PERSIST', '.value {"flags":"RO|PERSIST"}'],
    ['a level in quotes', '.cmd {"auth":<|>}', 'ADMIN', '.cmd {"auth":"ADMIN"}'],
    ['a level over the written one', '.cmd {"auth":"US<|>"}', 'USER', '.cmd {"auth":"USER"}'],
    ['a file', '.include <|>', 'util.mvasm', '.include "util.mvasm"'],
    ['a file within quotes', '.include "lib/c<|>', 'console.mvasm', '.include "lib/console.mvasm'],
    ['the rest of a word', within('CALL hel<|>xyz'), 'helper', within('CALL helper')],
  ])('%s, and puts it in place', async (_name, marked, label, expected) => {
    expect(await taken(marked, label)).toBe(expected);
  });
});

describe('what a client can do', () => {
  it('decides about snippets', async () => {
    expect(labels(await offered(within('<|>'), { ...plain, snippets: false }))).not.toContain('routine');
  });

  it('decides whether each item has its range', async () => {
    const list = await offered(within('CALL hel<|>'), { ...plain, defaultRange: true });
    expect(list.itemDefaults?.editRange).toEqual({ start: { line: 5, character: 9 }, end: { line: 5, character: 12 } });
    expect(list.items.every(({ textEdit }) => textEdit === undefined)).toBe(true);
  });
});

it('stays below 50 KB, and goes on when more is typed', async () => {
  const many = Array.from({ length: 3000 }, (_, index) => `label_number_${index}:\n    RET`).join('\n');
  const list = await offered(`${many}\n    CALL <|>`);
  expect(JSON.stringify(list).length).toBeLessThan(50_000);
  expect(list.isIncomplete).toBe(true);
  const rest = await offered(`${many}\n    CALL label_number_299<|>`);
  expect(rest.isIncomplete).toBe(false);
  expect(labels(rest)).toContain('label_number_2999');
});

describe('resolve', () => {
  it('explains every kind of item', async () => {
    const { context } = fixture(`${program}; Nothing.\n`);
    const texts = [
      ...(await offered(within('<|>'))).items,
      ...(await offered(within('SVC <|>'))).items,
      ...(await offered(within('LDI32 <|>'))).items,
      ...(await offered(`${program}.value {<|>`)).items,
      ...(await offered(within('CALL h<|>'))).items,
    ];
    for (const item of texts) {
      const { documentation } = await resolveCompletion(item, async () => context, ['markdown']);
      expect((documentation as { value: string }).value.length, item.label).toBeGreaterThan(10);
    }
  });

  it.each([undefined, 7, [], ['label', 'x'], ['label', 'x', 'nowhere'], [null, {}]])('survives %j', async (data) => {
    const item = { label: 'x', data };
    expect(await resolveCompletion(item, async () => undefined, ['markdown'])).toEqual(item);
  });
});
