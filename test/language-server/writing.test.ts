/** What the server offers to write, over the wire. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, CompletionItem, CompletionList, TextEdit } from 'vscode-languageserver/node';
import { edited } from '../../src/language-server/fixture.testing';
import { bundle, example } from '../cli/hsx';
import { MarkedWorkspace } from './marked-workspace';

let workspace: MarkedWorkspace;
const start = async (files: Record<string, string>): Promise<void> => {
  workspace = await MarkedWorkspace.start(files);
};
afterEach(() => workspace.close());

const options = { tabSize: 4, insertSpaces: true };

describe('completion', () => {
  it.each<[string, string, string[]]>([
    ['instructions and snippets in code', '    <|here>', ['LDI32', 'CALL', 'routine', 'mbxrecv']],
    ['registers for a register', '    ADD <|here>', ['R0', 'R15']],
    ['labels for a call', '    CALL <|here>', ['main', 'help']],
    ['data for an address', '    LDI32 R1, <|here>', ['table']],
    ['services by name', '    SVC mail<|here>', ['mailbox.send']],
    ['directives', '.<|here>', ['.include', '.cmd']],
    ['files for an inclusion', '.include "<|here>"', ['part.inc']],
    ['exports of files nearby for an import', '.import <|here>', ['put']],
    ['keys of metadata', '.cmd {"<|here>"}', ['group', 'handler']],
    ['code labels for a handler', '.cmd {"group": 1, "id": 1, "handler": "<|here>"}', ['main']],
    ['flags', '.value {"group": 1, "id": 1, "flags": "<|here>"}', ['RO', 'PERSIST']],
    ['levels of access', '.value {"group": 1, "id": 1, "auth": "<|here>"}', ['USER', 'ADMIN']],
  ])('offers %s', async (_what, line, labels) => {
    await start({
      'main.mvasm': `.entry main\n.import help\n.text\nmain:\n${line}\n    CALL help\n    RET\n.data\ntable: .word 1\n`,
      'help.mvasm': '.export help\n.text\nhelp:\n    RET\n',
      'lib/put.mvasm': '.export put\n.text\nput:\n    RET\n',
      'part.inc': '',
    });
    const { items } = await workspace.at<CompletionList>('here', 'completion');
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(labels));
  });

  it('answers with 50 KB at most in a large program, and tells about an item when it is asked to', async () => {
    const labels = Array.from({ length: 20_000 }, (_, index) => `a_rather_long_name_of_a_routine_${index}:\n    RET\n`);
    await start({ 'main.mvasm': `.entry main\nmain:\n    CALL a<|here>\n${labels.join('')}` });
    const list = await workspace.at<CompletionList>('here', 'completion');
    expect(list).toMatchObject({ isIncomplete: true });
    expect(JSON.stringify(list).length).toBeLessThan(50_000);
    const [first] = list.items;
    expect(first).not.toHaveProperty('documentation');
    const resolved = await workspace.client.request<CompletionItem>('completionItem/resolve', first);
    expect(resolved.documentation).toMatchObject({ value: expect.stringContaining('code label') });
  });
});

describe('formatting', () => {
  const untidy = '.entry main\n  .text\nmain:\n ldi r1,5 ; five\n\tret\n';

  it('puts a document in order, and changes nothing the second time', async () => {
    await start({ 'main.mvasm': `<|open>${untidy}` });
    const edits = await workspace.of<TextEdit[]>('main.mvasm', 'formatting', { options });
    const tidy = edited(untidy, edits);
    expect(tidy).toBe('.entry main\n.text\nmain:\n    LDI R1, 5 ; five\n    RET\n');
    await workspace.change('main.mvasm', tidy);
    expect(await workspace.of('main.mvasm', 'formatting', { options })).toEqual([]);
  });

  it('of a range leaves the other lines as they are', async () => {
    await start({ 'main.mvasm': `<|open>${untidy}` });
    const range = { start: { line: 4, character: 0 }, end: { line: 4, character: 1 } };
    const edits = await workspace.of<TextEdit[]>('main.mvasm', 'rangeFormatting', { options, range });
    expect(edited(untidy, edits)).toBe(untidy.replace('\tret', '    RET'));
  });

  it('on type puts the line in order that was finished', async () => {
    await start({ 'main.mvasm': 'main:\nldi r1,5\n<|here>' });
    const edits = await workspace.at<TextEdit[]>('here', 'onTypeFormatting', { options, ch: '\n' });
    expect(edited(workspace.text('main.mvasm'), edits)).toBe('main:\n    LDI R1, 5\n');
  });

  it.each([
    'blink_counter.mvasm',
    'command_handler.mvasm',
    'f16_filter.mvasm',
  ])('never changes the bytes: %s, written carelessly', async (name) => {
    const text = readFileSync(example(name), 'utf8');
    const careless = text.replace(/^ {4}(?=[A-Z.])/gm, '\t ').replace(/, (?=R\d)/g, ' ,');
    expect(careless).not.toBe(text);
    await start({
      'main.mvasm': `<|open>${careless}`,
      'lib/console.mvasm': readFileSync(example('lib/console.mvasm'), 'utf8'),
    });
    const edits = await workspace.of<TextEdit[]>('main.mvasm', 'formatting', { options });
    const tidy = edited(careless, edits);
    expect(tidy).not.toBe(careless);
    const bytesOf = (content: string): Buffer => {
      const file = join(workspace.folder, 'assembled.hxo');
      const source = join(workspace.folder, 'assembled.mvasm');
      writeFileSync(source, content);
      execFileSync(process.execPath, [bundle, 'asm', source, '-o', file]);
      return readFileSync(file);
    };
    expect(bytesOf(tidy)).toEqual(bytesOf(careless));
  });
});

describe('code actions', () => {
  const titlesAt = async (mark: string): Promise<string[]> => {
    const { position } = workspace.mark(mark);
    const { diagnostics } = await workspace.client.published(workspace.uri('main.mvasm'));
    const found = diagnostics.filter(({ range }) => range.start.line === position.line);
    const actions = await workspace.of<CodeAction[]>('main.mvasm', 'codeAction', {
      range: { start: position, end: position },
      context: { diagnostics: found },
    });
    return actions.map(({ title }) => title);
  };

  it.each([
    ['an immediate out of range', '    LDI R1, <|here>5000', /LDI32/],
    ['a misspelt instruction', '    <|here>ADDD R1, R1, R1', /ADD/],
    ['an unknown name', '    CALL <|here>nowhere', /import/i],
    ['a misspelt name', '    CALL <|here>hepl', /help/],
    ['an unused label', 'spare<|here>:', /Remove/],
    ['a number', '    LDI R1, 1<|here>5', /hexadecimal/],
  ])('mend %s', async (_what, line, title) => {
    await start({ 'main.mvasm': `.entry main\n.text\nmain:\n${line}\n    CALL help\n    RET\nhelp:\n    RET\n` });
    expect((await titlesAt('here')).join('\n')).toMatch(title);
  });
});
