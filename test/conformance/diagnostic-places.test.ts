/**
 * Every kind of diagnostic of toolchain spec 16 (less `debug-missing`: symbols are synthesised instead, quirk
 * symbols-need-debug): what it marks in one of the recorded cases, and that it is documented.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/toolchain/diagnostics';
import { buildCase, casesOf, type VectorCase } from './toolchain-vectors';

const suites = ['encode', 'lexical', 'data', 'sections', 'symbols', 'relocs', 'link', 'include', 'metadata', 'quirks'];
const cases = new Map<string, VectorCase>(
  [...suites, 'sym', 'errors-assemble', 'errors-link'].flatMap(casesOf).map((vector) => [vector.name, vector]),
);

/** Kind, case, and the text that is marked; what is wrong with a whole object or image has no place in it. */
const findings: readonly (readonly [kind: string, vector: string, marked: string])[] = [
  ['align-lost', 'alignment-is-per-unit', '4'],
  ['align-value', 'align-zero', '0'],
  ['brk-range', 'brk-too-high', '256'],
  ['data-directive-unknown', 'instruction-in-data', 'LDI'],
  ['data-item', 'byte-bad-item', '1 2'],
  ['data-item-empty', 'empty-arguments', ','],
  ['debug-unmatched', 'debug-info-unmatched', ''],
  ['directive-arity', 'entry-extra-words', '0 junk'],
  ['directive-unknown', 'prefix-matching', '.textual'],
  ['entry-ambiguous', 'first-entry-symbol-wins', 'cee'],
  ['entry-duplicate', 'entry-last-symbol-wins', 'one'],
  ['entry-misaligned', 'entry-odd', '2'],
  ['entry-section', 'entry-in-data-symbol', 'd'],
  ['entry-undefined', 'entry-imported', 'far'],
  ['export-undefined', 'export-undefined', 'ghost'],
  ['handler-section', 'handler-exported-data', '"blob"'],
  ['handler-unknown', 'handler-unknown', '"nobody"'],
  ['immediate-range', 'negative-jump', '-4'],
  ['import-unresolved', 'unresolved-import', 'gone'],
  ['include-missing', 'include-missing-file', '"nope.inc"'],
  ['include-name', 'include-without-name', '.include'],
  ['include-recursion', 'include-self', '"main.mvasm"'],
  ['label-duplicate', 'duplicate-label', 'a'],
  ['label-invalid', 'label-oddities', 'a b'],
  ['mailbox-target', 'mailbox-no-target', '{"capacity":64}'],
  ['memory-offset', 'memory-offset-expression', 'a+4'],
  ['memory-operand', 'text-after-memory-operand', '[R2+4]xyz'],
  ['metadata-auth', 'value-unknown-auth', '"ROOT"'],
  ['metadata-duplicate', 'duplicate-value', '{"group":"1","id":"0x2"}'],
  ['metadata-empty', 'value-empty-array', '[]'],
  ['metadata-entry', 'value-scalar', '5'],
  ['metadata-flag', 'value-unknown-flag', '"RO|FAST"'],
  ['metadata-handler', 'cmd-empty-handler', '"  "'],
  ['metadata-json', 'value-bad-json', 'g'],
  ['metadata-key', 'value-multi-line', '{'],
  ['metadata-number', 'value-coercions', '1.9'],
  ['metadata-payload', 'value-without-payload', '.value'],
  ['metadata-range', 'value-group-range', '256'],
  ['metadata-shape', 'object-value-list', ''],
  ['metadata-strings', 'string-table-overflow', ''],
  ['number-invalid', 'bad-number-octal', '0o17'],
  ['object-json', 'object-not-json', ''],
  ['object-rodata', 'object-bad-rodata', ''],
  ['object-section', 'object-symbol-section', ''],
  ['off16-section', 'off16-of-code', 'off16(code)'],
  ['operand-extra', 'extra-operands-ignored', 'R1, R2'],
  ['operand-invalid', 'svc-lenient-fields', '5'],
  ['operand-missing', 'missing-operand-three', 'ADD R1, R2'],
  ['org-backwards', 'org-pads-with-zero-words', '4'],
  ['org-section', 'org-in-data', '.org'],
  ['register-invalid', 'bad-register-rd', 'R16'],
  ['reloc-align', 'call-data-unaligned', 'd'],
  ['reloc-index', 'object-reloc-index', ''],
  ['reloc-kind', 'object-reloc-kind', ''],
  ['reloc-range', 'call-forward-overflow-accepted', 'end'],
  ['reloc-section', 'object-reloc-section', ''],
  ['reloc-sign', 'imm12-limits', 'off16(mid)'],
  ['reloc-type', 'object-reloc-type', ''],
  ['reloc-unknown-symbol', 'extern-never-defined', 'gone'],
  ['string-character', 'latin1-strings', '"é"'],
  ['string-escape', 'string-trailing-escape', '"abc\\"'],
  ['string-invalid', 'adjacent-string-arguments', ', "cd"'],
  ['string-unterminated', 'byte-unterminated', '"abc'],
  ['symbol-duplicate', 'duplicate-export', 'x'],
  ['symbol-invalid', 'import-junk-names', '7up'],
  ['symbol-unknown', 'unknown-symbol-jmp', 'nowhere'],
  ['unknown-mnemonic', 'unknown-mnemonic', 'NOP'],
  ['zero-value', 'zero-negative', '-1'],
];

function markedBy({ file, range: { start, end } }: Diagnostic, { sources }: VectorCase): string {
  expect(end.line).toBe(start.line);
  const line = sources[file]?.split(/\r\n|\r|\n/)[start.line] ?? '';
  return line.slice(start.character, end.character);
}

const pages = readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8');

describe('diagnostics of the assembler and the linker', () => {
  it.each(findings)('%s', (kind, name, marked) => {
    const vector = cases.get(name)!;
    const found = buildCase(vector).diagnostics.filter(({ code }) => code === kind);
    expect(found.map((diagnostic) => markedBy(diagnostic, vector))).toContain(marked);
    for (const { message } of found) expect(message).toMatch(/^\S.*[.?]$/s);
    expect(pages).toContain(`\`${kind}\``);
  });
});
