/** What stands between the lines and beside them: inlay hints, lenses and inline values. */

import { describe, expect, it } from 'vitest';
import { codeLenses, resolveCodeLens } from './code-lens';
import type { DocumentContext } from './context';
import { fixture } from './fixture.testing';
import { type InlayHintOptions, inlayHints, resolveInlayHint } from './inlay-hint';
import { inlineValues } from './inline-value';
import { program } from './program.testing';

const wholeOf = ({ lines }: DocumentContext) => ({
  start: { line: 0, character: 0 },
  end: { line: lines.lineCount - 1, character: 0 },
});

describe('inlay hints', () => {
  const { context, text } = fixture(program);
  const hints = (options: InlayHintOptions): string[] =>
    inlayHints(context, wholeOf(context), options).map(
      ({ position: { line, character }, label }) => `${line}:${character} ${label}`,
    );

  it('show addresses and bytes, in columns', () => {
    expect(hints({ addresses: true, bytes: true, constants: false, routines: false })).toEqual([
      '4:0 0000  60100000 00004000',
      '5:0 0008  60200000 00003C00',
      '7:0 0010  23000010         ',
      '8:0 0014  24000003         ',
      '9:0 0018  30000600         ',
      '10:0 001C  25000000         ',
      '12:0 0020  02310004         ',
      '13:0 0024  25000000         ',
      '16:0 4000  07 00 00 00 20 00 00 00 ',
      '17:0 4008  61 62 01                ',
    ]);
  });

  it('show what names and numbers stand for', () => {
    expect(hints({ addresses: false, bytes: false, constants: true, routines: false })).toEqual([
      '4:19 = 0x4000',
      '5:20 f16 1',
      '7:12 = 0x0010',
      '8:15 = 0x0020',
      '9:23 task.sleep',
    ]);
  });

  it('show behind a routine what it reads and changes', () => {
    expect(hints({ addresses: false, bytes: false, constants: false, routines: true })).toEqual([
      '3:5 reads R0, flag Z; changes R0 R1 R2 R3',
      '11:7 reads R1; changes R3',
    ]);
  });

  it('are silent when nothing is asked for', () => {
    expect(hints({ addresses: false, bytes: false, constants: false, routines: false })).toEqual([]);
  });

  it('resolve to all places of a line', async () => {
    const [hint] = inlayHints(context, wholeOf(context), {
      addresses: true,
      bytes: false,
      constants: false,
      routines: false,
    });
    const resolved = await resolveInlayHint(hint!, async () => context);
    expect(resolved.tooltip).toMatchObject({ value: expect.stringContaining('code `0x0000`') });
    expect(text).toContain('LDI32');
  });
});

describe('code lens', () => {
  const commands = { showReferences: 'show', runFile: 'run', debugFile: 'debug' };
  const options = { references: true, size: true, stack: true, run: true, runRoutines: false };
  const { context } = fixture(program);
  const titles = async (set = options, known: Partial<typeof commands> = commands): Promise<string[]> => {
    const lenses = codeLenses(context, set, known);
    const resolved = lenses.map((lens) => (lens.command ? lens : resolveCodeLens(lens, async () => context, known)));
    return (await Promise.all(resolved)).map(({ range, command }) => `${range.start.line} ${command?.title}`);
  };

  it('stands above routines and data, not above places of jumps', async () => {
    expect(await titles()).toEqual([
      '3 Run',
      '3 Debug',
      '3 1 reference',
      '3 32 bytes',
      '3 stack: 4 bytes',
      '11 2 references',
      '11 8 bytes',
      '11 stack: 0 bytes',
      '15 1 reference',
      '15 11 bytes',
    ]);
  });

  it('shows the references that it counts', async () => {
    const lens = codeLenses(context, { ...options, run: false, size: false, stack: false }, commands)[1]!;
    const { command } = await resolveCodeLens(lens, async () => context, commands);
    expect(command).toMatchObject({ command: 'show', arguments: ['main.mvasm', { line: 11 }, { length: 2 }] });
  });

  it('leaves out what is switched off, or what the client cannot do', async () => {
    expect(await titles({ references: false, size: false, stack: false, run: false, runRoutines: false })).toEqual([]);
    expect((await titles(options, {})).slice(0, 2)).toEqual(['3 1 reference', '3 32 bytes']);
  });

  it('survives data that it has not made', async () => {
    const range = wholeOf(context);
    for (const data of [undefined, 1, { uri: 'main.mvasm' }, { uri: 'main.mvasm', name: 'gone', kind: 'stack' }]) {
      expect((await resolveCodeLens({ range, data }, async () => context, commands)).command?.command).toBe('');
    }
  });
});

describe('inline values', () => {
  it('are the registers, addresses and data of the lines up to the stop', () => {
    const { context } = fixture(program);
    const stoppedLocation = { start: { line: 12, character: 0 }, end: { line: 12, character: 0 } };
    const found = inlineValues(context, wholeOf(context), { stoppedLocation });
    expect(found.map((value) => `${value.range.start.line} ${'expression' in value ? value.expression : ''}`)).toEqual([
      '4 R1',
      '4 table',
      '5 R2',
      '12 R3',
      '12 [R1+4]',
    ]);
  });
});
