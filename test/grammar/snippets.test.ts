/** Every snippet, filled in with its defaults, is MVASM that assembles. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assemble } from '../../src/toolchain/assemble';

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
}

const file = join(import.meta.dirname, '../../snippets/hsx-mvasm.json');
const snippets: Record<string, Snippet> = JSON.parse(readFileSync(file, 'utf8'));

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

it.each(Object.entries(snippets))('%s', (_name, { body }) => {
  const text = filledIn(body);
  expect(text).not.toMatch(/\$/);
  const { diagnostics } = assemble('file.mvasm', () => text + after);
  expect(diagnostics).toEqual([]);
});
