/** Every snippet, filled in with its defaults, is MVASM that assembles. */

import { expect, it } from 'vitest';
import { assemble } from '../../toolchain/assemble';
import { snippets } from './snippets';

/** What stands around a snippet in a program. */
const after = '\n.data\ntext:\n    .ascii "text"\ntext_end:\n';

function filledIn(body: readonly string[]): string {
  const defaults = new Map<string, string>();
  return body
    .join('\n')
    .replace(/\$\{(\d+)(?::([^}]*)|\|([^,|]*)[^}]*)\}/g, (_match, number, text, choice) => {
      defaults.set(number, text ?? choice);
      return text ?? choice;
    })
    .replace(/\$\{TM_FILENAME\}/g, 'file.mvasm')
    .replace(/\$(\d)/g, (_match, number) => defaults.get(number) ?? '');
}

it.each(snippets.map((snippet) => [snippet.title, snippet] as const))('%s', (_title, { body, section }) => {
  const text = filledIn(body);
  expect(text).not.toMatch(/\$/);
  const before = section === 'data' ? '.data\n' : '';
  const { diagnostics } = assemble('file.mvasm', () => before + text + after);
  expect(diagnostics).toEqual([]);
});

it('have a prefix of their own', () => {
  expect(new Set(snippets.map(({ prefix }) => prefix)).size).toBe(snippets.length);
});
