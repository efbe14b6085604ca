/** Which registers and flags an instruction reads and writes (machine spec 2, 3, 5), as sets of bits. */

import { Flag } from '../../isa/constants';
import { opcodeOf, rdOf, rs1Of, rs2Of, serviceCallOf } from '../../isa/encoding';
import { type FlagEffect, instructionByOpcode, Opcode } from '../../isa/instructions';
import { type Service, serviceByImmediate } from '../../isa/services';

/** Registers as a set: bit n stands for Rn. */
export type RegisterSet = number;
/** Flags as a set, bits as in the status word. */
export type FlagSet = number;

/** The numbers of the registers in a set, in ascending order. */
export function registersIn(set: RegisterSet): number[] {
  const found: number[] = [];
  for (let rest = set; rest !== 0; rest &= rest - 1) found.push(31 - Math.clz32(rest & -rest));
  return found;
}

export const ALL_REGISTERS: RegisterSet = 0xffff;
export const ALL_FLAGS: FlagSet = Flag.Z | Flag.C | Flag.N | Flag.V;

export interface Effects {
  readonly reads: RegisterSet;
  /** Always written. R15 following SP is not counted. */
  readonly writes: RegisterSet;
  /** Written or left alone, as a service decides. */
  readonly mayWrite: RegisterSet;
  readonly flagsRead: FlagSet;
  /** Always set. */
  readonly flagsSet: FlagSet;
  /** Set or left alone: C by a shift by 0. */
  readonly flagsMaySet: FlagSet;
}

const flagsBy: Readonly<Record<FlagEffect, Pick<Effects, 'flagsSet' | 'flagsMaySet'>>> = {
  none: { flagsSet: 0, flagsMaySet: 0 },
  carry: { flagsSet: ALL_FLAGS, flagsMaySet: 0 },
  product: { flagsSet: ALL_FLAGS, flagsMaySet: 0 },
  cleared: { flagsSet: ALL_FLAGS, flagsMaySet: 0 },
  shift: { flagsSet: ALL_FLAGS & ~Flag.C, flagsMaySet: Flag.C },
};

const flagsReadBy = new Map<number, FlagSet>([
  [Opcode.JZ, Flag.Z],
  [Opcode.JNZ, Flag.Z],
  [Opcode.ADC, Flag.C],
  [Opcode.SBC, Flag.C],
]);

/** They write the lower half of rd and keep the upper one. */
const keepUpperHalf: ReadonlySet<number> = new Set([Opcode.FADD, Opcode.FSUB, Opcode.FMUL, Opcode.FDIV, Opcode.I2F]);

const registersNamed = (items: readonly string[]): RegisterSet =>
  items.reduce((set, item) => set | (1 << Number(/^R(\d+)/.exec(item)?.[1])), 0);

/** An unknown service answers in R0 (machine spec 5.1). */
function registersOf(service: Service | undefined): Pick<Effects, 'reads' | 'writes' | 'mayWrite'> {
  if (!service) return { reads: 0, writes: 1, mayWrite: 0 };
  const output = registersNamed(service.output);
  return { reads: registersNamed(service.input), writes: output & 1, mayWrite: output & ~1 };
}

/** Of the words met so far: programs repeat themselves. */
const known = new Map<number, Effects>();
const MOST_KNOWN = 0x10000;

/** An illegal instruction does nothing. */
export function effectsOf(word: number): Effects {
  let effects = known.get(word);
  if (!effects) {
    effects = workOut(word);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(word, effects);
  }
  return effects;
}

function workOut(word: number): Effects {
  const opcode = opcodeOf(word);
  const instruction = instructionByOpcode(opcode);
  const flags = { flagsRead: flagsReadBy.get(opcode) ?? 0, ...flagsBy[instruction?.flags ?? 'none'] };
  if (opcode === Opcode.SVC) return { ...registersOf(serviceByImmediate(serviceCallOf(word))), ...flags };
  let reads = 0;
  let writes = 0;
  for (const operand of instruction?.operands ?? []) {
    if (operand === 'rd') writes |= 1 << rdOf(word);
    else if (operand === 'rs1' || operand === 'mem') reads |= 1 << rs1Of(word);
    else if (operand === 'rs2') reads |= 1 << rs2Of(word);
  }
  if (keepUpperHalf.has(opcode)) reads |= 1 << rdOf(word);
  if (opcode === Opcode.CALL && rs1Of(word) !== 0) reads |= 1 << rs1Of(word);
  return { reads, writes, mayWrite: 0, ...flags };
}
