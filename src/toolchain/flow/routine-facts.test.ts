import { describe, expect, it } from 'vitest';
import { assemble } from '../assemble';
import { registersIn } from './effects';
import { RoutineAnalysis, type RoutineFacts } from './routine-facts';

/** The analysis of a unit, and the addresses of its labels. */
function analysed(source: string): { readonly analysis: RoutineAnalysis; addressOf(name: string): number } {
  const { object, diagnostics } = assemble('main.mvasm', () => source);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const words = Uint32Array.from(object.code);
  for (const { place, symbol, pcRelative, section, type } of object.relocations) {
    if (section !== 'code' || type !== 'jump') continue;
    const { offset } = object.localSymbols.get(symbol)!;
    words[place]! |= (pcRelative ? offset / 4 - place : offset) & 0xfff;
  }
  const analysis = new RoutineAnalysis({ words, unresolved: new Set() });
  return { analysis, addressOf: (name) => object.localSymbols.get(name)!.offset };
}

/** Facts of the routines of a unit by their names. */
function factsOf(source: string): (name: string) => RoutineFacts {
  const { analysis, addressOf } = analysed(source);
  return (name) => analysis.factsOf(addressOf(name))!;
}

const names = (set: number): string =>
  registersIn(set)
    .map((register) => `R${register}`)
    .join(' ');

describe('facts of a routine', () => {
  it('tells what is read, changed and restored', () => {
    const facts = factsOf('f:\n  PUSH R4\n  MOV R4, R1\n  ADD R0, R4, R2\n  POP R4\n  RET\n')('f');
    expect(names(facts.liveIn)).toBe('R1 R2');
    expect(names(facts.written)).toBe('R0 R4');
    expect(names(facts.clobbered)).toBe('R0');
    expect(facts).toMatchObject({ ownStack: 4, stack: 4, untilReturn: { min: 5, max: 5 }, imbalances: [] });
  });

  it('sees registers saved and restored through the frame pointer', () => {
    const facts = factsOf(
      'f:\n  PUSH R7\n  MOV R7, R15\n  PUSH R0\n  ST [R7-4], R5\n  LDI R5, 3\n  LD R5, [R7-4]\n  POP R1\n  POP R7\n  RET\n',
    )('f');
    expect(names(facts.clobbered)).toBe('R1');
    expect(names(facts.liveIn)).toBe('R5');
    expect(facts.imbalances).toEqual([]);
  });

  it('reads arguments of the caller on the stack', () => {
    const facts = factsOf(
      'main:\n  PUSH R3\n  CALL f\n  POP R1\n  RET\nf:\n  PUSH R7\n  MOV R7, R15\n  LD R0, [R7+8]\n  POP R7\n  RET\n',
    );
    expect([...facts('f').argumentsRead]).toEqual([4]);
    expect(names(facts('main').liveIn)).toBe('R3');
    expect(names(facts('main').clobbered)).toBe('R0 R1');
  });

  it('adds up the stack and the instructions of everything that is called', () => {
    const facts = factsOf(
      'a:\n  PUSH R1\n  CALL b\n  POP R1\n  RET\nb:\n  JZ end\n  PUSH R1\n  PUSH R2\n  CALL c\n  POP R2\n  POP R1\nend:\n  RET\nc:\n  RET\n',
    );
    expect(facts('c')).toMatchObject({ stack: 0, untilReturn: { min: 1, max: 1 } });
    expect(facts('b')).toMatchObject({ ownStack: 8, stack: 12, untilReturn: { min: 2, max: 8 } });
    expect(facts('a')).toMatchObject({ ownStack: 4, stack: 20, untilReturn: { min: 6, max: 12 } });
  });

  it('sets no limit for loops and recursions', () => {
    const facts = factsOf(
      'loop:\n  SUB R1, R1, R2\n  JNZ loop\n  RET\nself:\n  PUSH R1\n  JZ end\n  CALL self\nend:\n  POP R1\n  RET\n',
    );
    expect(facts('loop')).toMatchObject({ stack: 0, untilReturn: { min: 3, max: Number.POSITIVE_INFINITY } });
    expect(facts('self')).toMatchObject({
      ownStack: 4,
      stack: Number.POSITIVE_INFINITY,
      recursive: true,
      untilReturn: { min: 4, max: Number.POSITIVE_INFINITY },
    });
    expect(names(facts('self').clobbered)).toBe('');
  });

  it('comes to an end where routines that call each other hand a growing bound around', () => {
    // Found at random: routines at 8, 76 and 132, each of which is the last to learn what another has reached.
    const words = Uint32Array.of(
      ...[0x24000002, 0x25000000, 0x40010000, 0x40050000, 0x33454028, 0x2400001c, 0x33350002, 0x41500000, 0x41100000],
      ...[0x25000000, 0x41000000, 0x23000038, 0x06261ff4, 0x11514021, 0x09264ffc, 0x1431001f, 0x081f5002, 0x02463ff4],
      ...[0x25000000, 0x40070000, 0x047f0000, 0x40010000, 0x40000000, 0x40040000, 0x09374000, 0x24000fe9, 0x41200000],
      ...[0x3144401e, 0x41400000, 0x41000000, 0x41100000, 0x41700000, 0x25000000, 0x40030000, 0x40040000, 0x40010000],
      ...[0x40000000, 0x220000b0, 0x07363ffa, 0x095f4009, 0x062f3009, 0x08260ffc, 0x24000fe9, 0x20453015, 0x41100000],
      ...[0x41400000, 0x41300000, 0x25000000],
    );
    const analysis = new RoutineAnalysis({ words, unresolved: new Set() });
    for (const entry of [8, 76, 132]) expect(analysis.factsOf(entry)!.untilReturn!.max).toBe(Number.POSITIVE_INFINITY);
  });

  it('comes to an end where a routine that calls itself swings between two states of its frame', () => {
    // Found at random: the routine at 8 keeps R7 for itself when the call inside may change it, and the other way round.
    const words = Uint32Array.of(
      ...[0x24000002, 0x25000000, 0x40070000, 0x047f0000, 0x22000020, 0x24000ffd, 0x02070ff4, 0x09070000, 0x02070ff4],
      ...[0x41700000, 0x25000000, 0x25000000],
    );
    const facts = new RoutineAnalysis({ words, unresolved: new Set() }).factsOf(8)!;
    expect(names(facts.clobbered)).toBe('R0 R7');
    expect(facts.stack).toBe(Number.POSITIVE_INFINITY);
  });

  it('has a callee that may store only a byte of an argument leave the rest of it', () => {
    const facts = factsOf(
      'f:\n  PUSH R3\n  CALL g\n  POP R1\n  RET\ng:\n  PUSH R7\n  MOV R7, R15\n  STB [R7+8], R0\n  POP R7\n  RET\n',
    );
    expect([...facts('g').argumentsWritten]).toEqual([4]);
    expect(names(facts('f').liveIn)).toBe('R0 R3');
  });

  it('follows stores through a frame pointer that a callee may, but need not, bring back', () => {
    const facts = factsOf(
      'f:\n  PUSH R7\n  MOV R7, R15\n  PUSH R4\n  CALL g\n  ST [R7-4], R0\n  POP R4\n  POP R7\n  RET\n' +
        'g:\n  JZ end\n  LDI R7, 0\nend:\n  RET\n',
    );
    expect(names(facts('g').kept & (1 << 7))).toBe('R7');
    expect(names(facts('f').clobbered)).toBe('R4 R7');
  });

  it('comes to the same when routines are worked out side by side, step by step', () => {
    const source =
      'a:\n  PUSH R1\n  CALL b\n  CALL d\n  POP R1\n  RET\nb:\n  CALL c\n  RET\nc:\n  JZ c_end\n  CALL b\n' +
      'c_end:\n  RET\nd:\n  PUSH R2\n  CALL e\n  POP R2\n  RET\ne:\n  LDI R3, 1\n  RET\n';
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const order of [names, names.toReversed()]) {
      const { analysis, addressOf } = analysed(source);
      let work = order.map((name) => analysis.working(addressOf(name)));
      while (work.length > 0) work = work.filter((each) => !each.next().done);
      const found = names.map((name) => analysis.factsOf(addressOf(name)));
      expect(found).toEqual(names.map(factsOf(source)));
    }
  });

  it('finds where a routine returns with another stack than it began with', () => {
    const facts = factsOf('f:\n  PUSH R1\n  JZ end\n  POP R1\nend:\n  RET\n')('f');
    expect(facts.imbalances).toEqual([{ address: 12, bytes: undefined }]);
    expect(factsOf('f:\n  PUSH R1\n  RET\n')('f').imbalances).toEqual([{ address: 4, bytes: 4 }]);
    expect(factsOf('f:\n  POP R1\n  PUSH R1\n  RET\n')('f').imbalances).toEqual([{ address: 0, bytes: -4 }]);
  });

  it('tells flags that are read before they are set, and those that come back set', () => {
    const facts = factsOf(
      'f:\n  JZ end\n  ADC R0, R0, R1\n  ADD R0, R0, R1\nend:\n  RET\ng:\n  LSL R0, R0, R1\n  RET\n',
    );
    expect(facts('f')).toMatchObject({ flagsIn: 3, flagsWritten: 15, flagsSet: 0 });
    expect(facts('g')).toMatchObject({ flagsIn: 0, flagsWritten: 15, flagsSet: 13 });
  });

  it('does not go on behind what never returns', () => {
    const facts = factsOf(
      'main:\n  CALL die\n  MOV R0, R5\n  RET\ndie:\n  LDI R0, 1\n  SVC MOD=0x1, FN=0x0\n  MOV R1, R9\n',
    );
    expect(facts('die')).toMatchObject({ untilReturn: undefined, untilExit: { min: 2, max: 2 } });
    expect(facts('main')).toMatchObject({ liveIn: 0, untilReturn: undefined, untilExit: { min: 3, max: 3 } });
    expect(facts('main').addresses).toEqual([0]);
  });

  it('says when control leaves the code', () => {
    expect(factsOf('f:\n  LDI R0, 1\n')('f')).toMatchObject({ leavesCode: true, untilReturn: undefined });
    expect(factsOf('f:\n  RET\n')('f').leavesCode).toBe(false);
  });
});
