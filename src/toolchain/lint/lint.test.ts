/** Each lint where it should speak, and where it should be silent; and programs that have none. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../assemble';
import { lintCatalogue } from '../catalogue/lint';
import { linkUnits } from '../link';
import { randomProgram } from '../random-program.testing';
import { lint } from './lint';

/** `rule line: text` of every finding, lines from 1; further files that are not included are units of their own. */
function lints(text: string, others: Readonly<Record<string, string>> = {}): string[] {
  const files = new Map([['main.mvasm', text], ...Object.entries(others)]);
  const read = (path: string): string | undefined => files.get(path);
  const main = assemble('main.mvasm', read);
  const units = [
    main,
    ...Object.keys(others)
      .filter((path) => !main.files.includes(path))
      .map((path) => assemble(path, read)),
  ];
  for (const { diagnostics } of units) expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const linked = linkUnits(
    units.map((assembly) => ({ path: assembly.path, object: assembly.object, assembly })),
    { output: 'main.hxe' },
  );
  return lint(linked).map(({ code, file, range }) => {
    const line = files.get(file)!.split('\n')[range.start.line]!;
    const end = range.end.line === range.start.line ? range.end.character : line.length;
    return `${code} ${range.start.line + 1}: ${line.slice(range.start.character, end)}`;
  });
}

const program = (...lines: string[]): string => ['.entry main', '.text', 'main:', ...lines, ''].join('\n');

describe('unused names', () => {
  it('are labels that nothing names', () => {
    expect(lints(program('RET', 'left: RET', '.data', 'item: .word 1'))).toEqual([
      'unused-label 5: left',
      'unreachable-code 5: RET',
      'unused-label 7: item',
    ]);
  });

  it.each([
    ['by a jump', program('loop: JMP loop')],
    ['by data', program('LDI32 R1, table', 'RET', 'one: RET', '.data', 'table: .word one')],
    ['as entry', program('RET')],
    ['as a handler', program('RET', 'on: RET', '.cmd {"group_id": 1, "cmd_id": 2, "name": "on", "handler": "on"}')],
    ['as a neighbour of data', program('LDI32 R1, a', 'RET', '.data', 'a: .word 1', 'b: .word 2')],
    ['as the end of data', program('LDI32 R1, end', 'RET', '.data', 'a: .word 1', 'end: .byte 0')],
  ])('are not those that are used %s', (_how, text) => {
    expect(lints(text)).toEqual([]);
  });

  it('of included files and of programs without an entry are nobody’s business', () => {
    expect(lints(`.include "lib.mvasm"\n${program('RET')}`, { 'lib.mvasm': 'spare: RET\n' })).toEqual([]);
    expect(lints('start: RET\nother: RET\n')).toEqual([]);
  });

  it('are imports and exports of the main unit', () => {
    const main = `.import aid\n.import spare\n.export main\n.export mine\n${program('CALL aid', 'RET', 'mine: RET')}`;
    const aid = '.export aid\n.export spare\n.export more\naid: RET\nspare: RET\nmore: RET\n';
    expect(lints(main, { 'aid.mvasm': aid })).toEqual(['unused-import 2: spare', 'unused-export 4: mine']);
  });
});

describe('unreachable code', () => {
  it('is told in runs', () => {
    expect(lints(program('JMP out', 'LDI R1, 1', 'LDI R2, 2', 'out: RET', 'NOT R1, R1'))).toEqual([
      'unreachable-code 5: LDI R1, 1',
      'unreachable-code 8: NOT',
    ]);
  });

  it('is not told when there is no entry', () => {
    expect(lints('main: RET\n    NOT R1, R1\n    RET\n')).toEqual([]);
  });
});

describe('code without an end', () => {
  it.each([
    ['of the program', 'LDI R1, 1'],
    ['behind a call', 'CALL main'],
    ['behind a branch', 'JZ main'],
  ])('falls off the end %s', (_what, line) => {
    const found = lints(program('CMP R1, R1', line));
    expect(found).toContain(`falls-off-code 5: ${line.split(' ')[0]}`);
  });

  it('falls into the next unit, or into a gap', () => {
    const open = `.import other\n${program('CALL other', 'NOT R1, R1')}`;
    expect(lints(open, { 'other.mvasm': '.export other\nother: RET\n' })).toEqual(['falls-off-code 6: NOT']);
    expect(lints(program('NOT R1, R1', '.org 0x20', 'RET'))).toContain('falls-off-code 4: NOT');
  });

  it('falls into a routine', () => {
    expect(lints(program('CALL aid', 'LDI R1, 1', 'aid: RET'))).toEqual(['falls-into-routine 5: LDI']);
    expect(lints(program('CALL aid', 'RET', '.data', 'item: .word 1', '.text', 'aid: LDI32 R1, item', 'RET'))).toEqual(
      [],
    );
  });
});

describe('routines', () => {
  it('that return with another stack are told at their RET', () => {
    expect(lints(program('CALL aid', 'RET', 'aid: PUSH R1', 'RET'))).toEqual(['stack-unbalanced 7: RET']);
    expect(lints(program('CALL aid', 'RET', 'aid: POP R1', 'RET'))).toEqual(['stack-unbalanced 7: RET']);
    const balanced = ['aid: PUSH R1', 'CMP R1, R1', 'JZ out', 'LDI R1, 2', 'out: POP R1', 'RET'];
    expect(lints(program('CALL aid', 'RET', ...balanced))).toEqual([]);
    // From the routine that it started with, RET ends the task whatever is on the stack.
    expect(lints(program('PUSH R1', 'RET'))).toEqual([]);
  });

  it('that change R7 are told where they do', () => {
    expect(lints(program('CALL aid', 'RET', 'aid: MOV R7, R1', 'RET'))).toEqual(['frame-pointer-lost 6: MOV']);
    expect(lints(program('CALL aid', 'RET', 'aid: PUSH R7', 'MOV R7, R15', 'POP R7', 'RET'))).toEqual([]);
    // The entry routine has no caller that would mind.
    expect(lints(program('LDI R7, 1', 'RET'))).toEqual([]);
  });

  it('that read flags which nothing has set are told there', () => {
    expect(lints(program('JNZ main', 'RET'))).toEqual(['flags-unset 4: JNZ']);
    expect(lints(program('CALL aid', 'RET', 'aid: ADC R1, R1, R1', 'RET'))).toEqual(['flags-unset 4: CALL']);
    expect(
      lints(program('.import nowhere', 'CALL aid', 'RET', 'aid: CALL next', 'RET', 'next: CALL nowhere', 'RET')),
    ).toEqual([]);
    expect(lints(program('CMP R1, R2', 'CALL aid', 'RET', 'aid: ADC R1, R1, R1', 'RET'))).toEqual([]);
    expect(lints(program('CALL aid', 'JZ main', 'RET', 'aid: CMP R1, R1', 'RET'))).toEqual([]);
    expect(lints(program('JMP on', 'back: JZ out', 'out: RET', 'on: CMP R1, R1', 'JMP back'))).toEqual([]);
  });
});

describe('instructions', () => {
  it('that write R15 are told, those that only read it are not', () => {
    expect(lints(program('LDI R15, 1', 'MOV R1, R15', 'ST [R15+0], R1', 'PUSH R15', 'POP R15', 'RET'))).toEqual([
      'stack-mirror-written 4: LDI',
      'stack-mirror-written 8: POP',
    ]);
  });

  it('are told when they call services that do not exist; numbers in literals are no instructions', () => {
    expect(lints(program('SVC MOD=0x9, FN=0x1', 'SVC MOD=0x1, FN=0x1', 'LDI32 R1, 0x30000901', 'RET'))).toEqual([
      'service-unknown 4: SVC',
    ]);
  });
});

describe('programs that assemble', () => {
  const folder = join(import.meta.dirname, '..', '..', '..', 'examples');
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  };
  const examples = readdirSync(folder).filter((name) => name.endsWith('.mvasm'));

  it.each(examples)('%s has nothing that would be an error', (name) => {
    const assembly = assemble(join(folder, name), read);
    const linked = linkUnits([{ path: assembly.path, object: assembly.object, assembly }], { output: 'x.hxe' });
    expect(lint(linked).map(({ code, severity }) => `${severity} ${code}`)).toEqual([]);
  });

  it('at random are looked at without a failure, and never get errors', () => {
    fc.assert(
      fc.property(randomProgram, (made) => {
        const units = made.units.map(({ path, text }) => assemble(path, (file) => (file === path ? text : undefined)));
        const linked = linkUnits(
          units.map((assembly) => ({ path: assembly.path, object: assembly.object, assembly })),
          { output: 'x.hxe' },
        );
        for (const { code, severity } of lint(linked)) {
          expect(Object.keys(lintCatalogue)).toContain(code);
          expect(severity).not.toBe('error');
        }
      }),
    );
  });
});
