/** A program as a whole: its listing, its memory map and the layout of its units. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../platform/event-loop';
import { fixture } from './fixture.testing';
import { listing } from './listing';
import { memoryMap } from './memory-map';
import { program } from './program.testing';

describe('the listing', () => {
  it('shows address, bytes, fields and source of each line', () => {
    const { context } = fixture(program);
    const { text, lines } = atOnce(listing(context));
    const rows = text.split('\n');
    expect(rows[3]).toMatch(/^0000 {2}stack \d+, .* main:$/);
    expect(rows[4]).toMatch(/^0000 {2}60100000 {2}60 1 0 0 000 +LDI32 R1, table$/);
    expect(rows[5]).toBe('0004  00004000');
    expect(rows[10]).toMatch(/^0014 {2}24000003 {2}24 0 0 0 003 >0020 +CALL helper$/);
    expect(rows[18]).toMatch(/^4000 {2}07000000 20000000 {2}\.{4} \.{3} +\.word 7, helper$/);
    expect(rows[19]).toMatch(/^4008 {2}616201 +ab\. +\.byte "ab", 1$/);
    expect(lines).toHaveLength(rows.length - 1);
  });

  it('tells of a routine what stack it takes and which registers it changes', () => {
    const source = '.text\nmain:\n    LDI R1, 1\n    LDI R2, 1\n    LDI R3, 1\n    CALL sub\nsame: RET\n';
    const sub = 'sub:\n    PUSH R5\n    LDI R5, 1\n    POP R5\n    LDI R7, 2\n    JMP sub\n';
    const summary = (text: string, label: string) =>
      new RegExp(`^[\\dA-F]{4} +(.*?) +${label}:`, 'm').exec(atOnce(listing(fixture(text).context)).text)?.[1];
    expect(summary(`${source}${sub}`, 'main')).toBe('stack 8, no return');
    expect(summary(`${source}sub:\n    PUSH R5\n    LDI R5, 1\n    POP R5\n    LDI R7, 2\n    RET\n`, 'main')).toBe(
      'stack 8, changes R1-R3 R7',
    );
    expect(summary(`${source}sub:\n    JMP main\n`, 'sub')).toBe('stack no limit, no return');
    expect(summary(`${source}sub:\n    RET\n${'    RET\n'.repeat(1100)}`, 'main')).toBe('stack 4, changes R1-R3');
  });

  it('runs over several lines for large data, but not over thousands', () => {
    const { context } = fixture('.data\n    .zero 20\n    .zero 8000\nx:\n');
    const { text, lines } = atOnce(listing(context));
    expect(lines).toEqual([0, 1, 1, 1, ...Array.from({ length: 17 }, () => 2), 3, 4]);
    expect(text).toContain('8000 bytes');
  });
});

describe('the memory map', () => {
  it('has regions without gaps and overlaps', () => {
    const { context } = fixture(program, { 'lib.mvasm': '.export other\nother:\n RET\n.data\n .word 1\n' });
    const map = memoryMap(context);
    expect(map.units).toEqual(['main.mvasm', 'lib.mvasm']);
    expect(map.code.map(({ name, start, end }) => `${name} ${start}-${end}`)).toEqual([
      'main 0-16',
      'loop 16-32',
      'helper 32-40',
      'other 40-44',
    ]);
    expect(map.memory.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'registers register bank',
      'data table',
      'data lib.mvasm',
      'free free',
      'stack stack',
    ]);
    for (const regions of [map.code, map.memory.slice(1)]) {
      expect(regions.slice(1).map(({ start }) => start)).toEqual(regions.slice(0, -1).map(({ end }) => end));
    }
  });
});

describe('the layout of a unit', () => {
  const examples = join(import.meta.dirname, '../../examples');
  const files = readdirSync(examples).filter((file) => file.endsWith('.mvasm'));

  it.each(files)('accounts for every byte of %s', (file) => {
    expectWhole(readFileSync(join(examples, file), 'utf8'), {});
  });

  it('follows inclusions, also repeated ones', () => {
    const part = '.byte 1, 2\n.text\n    LDI32 R1, 5\n.data\n';
    expectWhole('.data\nx:\n.include "part"\n.align 4\n.include "part"\n.text\n.org 32\n    RET\n', { part });
  });

  it('is right in lines with mistakes', () => {
    expectWhole(
      '    ADD R1\n    FOO\n.data\n .byte 1,, "x"\n .half bad bad, 2\n .zero -1\n .asciz "a" "b"\n .word 9\n',
      {},
    );
  });

  function expectWhole(text: string, others: Record<string, string>): void {
    const { context, assembly } = fixture(text, others);
    const unit = context.program.units[0]!;
    const extents = [...context.program.layoutOf(unit).values()].flatMap((lines) => [...lines.values()].flat());
    for (const section of ['text', 'data'] as const) {
      const covered = extents.filter((extent) => extent.section === section && extent.size > 0);
      covered.sort((a, b) => a.offset - b.offset);
      let end = 0;
      for (const { offset, size } of covered) {
        expect(offset).toBe(end);
        end += size;
      }
      expect(end).toBe(section === 'text' ? 4 * assembly.object.code.length : assembly.object.rodata.length);
    }
  }
});
