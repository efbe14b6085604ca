/** The grammar that VS Code loads: assertion files, snapshots of the examples, and every word of the tables. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRegistry, loadConfiguration } from 'vscode-tmgrammar-test/dist/common/index';
import { getVSCodeTokens, renderSnap } from 'vscode-tmgrammar-test/dist/snapshot/index';
import { parseGrammarTestCase, runGrammarTestCase } from 'vscode-tmgrammar-test/dist/unit/index';
import { instructions } from '../../src/isa/instructions';
import { directives } from '../../src/toolchain/syntax/directives';

const root = join(import.meta.dirname, '../..');
const scope = 'source.hsx-mvasm';
const { grammars } = loadConfiguration(join(root, 'package.json'), undefined, []);
const registry = createRegistry(grammars);

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.mvasm'))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
const text = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const tokens = (source: string) => getVSCodeTokens(registry, scope, source);

describe('assertions', () => {
  it.each(sources('test/grammar'))('%s', async (file) => {
    const failures = await runGrammarTestCase(registry, parseGrammarTestCase(text('test/grammar', file)));
    expect(failures).toEqual([]);
  });
});

describe('examples', () => {
  it.each(sources('examples'))('%s', async (file) => {
    const rendered = renderSnap(await tokens(text('examples', file)));
    await expect(rendered).toMatchFileSnapshot(`snapshots/${file.replaceAll('/', '-')}.snap`);
  });
});

describe('tables', () => {
  const firstWord = async (line: string) => (await tokens(line))[0]?.tokens.find((token) => token.startIndex > 0);

  it.each(instructions.map(({ mnemonic }) => mnemonic))('%s is a mnemonic', async (mnemonic) => {
    const token = await firstWord(` ${mnemonic.toLowerCase()}`);
    expect(token?.scopes.at(-1)).toMatch(/^keyword\.(control\.)?mnemonic\./);
    expect(token?.endIndex).toBe(mnemonic.length + 1);
  });

  it.each(directives.map(({ name }) => name))('%s is a directive', async (name) => {
    const token = await firstWord(` ${name.toUpperCase()} `);
    expect(token?.scopes.at(-1)).toMatch(/^keyword\.control\.directive\./);
    expect(token?.endIndex).toBe(name.length + 1);
  });
});

describe('blocks in Markdown', () => {
  const inMarkdown = async (...lines: string[]) =>
    (await getVSCodeTokens(registry, 'markdown.hsx-mvasm.codeblock', lines.join('\n'))).map(({ tokens }) => tokens);

  it.each(['mvasm', 'hsx-mvasm', 'MVASM title="x"'])('of %s are coloured', async (language) => {
    const [, first, second, , after] = await inMarkdown(
      `~~~ ${language}`,
      '    LDI R1, 5 ; c',
      'main:',
      '~~~',
      '    LDI R1, 5',
    );
    expect(first?.flatMap(({ scopes }) => scopes)).toContain('keyword.mnemonic.move.hsx-mvasm');
    expect(second?.flatMap(({ scopes }) => scopes)).toContain('entity.name.function.label.hsx-mvasm');
    expect(after?.flatMap(({ scopes }) => scopes).join()).not.toContain('mnemonic');
  });

  it('of other languages are left alone', async () => {
    const [, first] = await inMarkdown('```mvasmish', '    LDI R1, 5', '```');
    expect(first?.flatMap(({ scopes }) => scopes).join()).not.toContain('mnemonic');
  });
});
