/** Instructions that are suspicious wherever they stand. */

import { STACK_MIRROR } from '../../isa/constants';
import { opcodeOf, rdOf, serviceCallOf } from '../../isa/encoding';
import { instructionByOpcode, Opcode } from '../../isa/instructions';
import { serviceByImmediate } from '../../isa/services';
import { type LintedProgram, STEP } from './linted-program';

export function* lintInstructions(program: LintedProgram): Generator<void> {
  const { words } = program.code;
  for (let index = 0, count = 0; index < words.length; index++) {
    if (count++ % STEP === 0) yield;
    const word = words[index]!;
    const opcode = opcodeOf(word);
    const instruction = instructionByOpcode(opcode);
    if (opcode === Opcode.SVC) lintService(program, 4 * index, serviceCallOf(word));
    else if (rdOf(word) === STACK_MIRROR && instruction?.operands.includes('rd')) lintMirror(program, 4 * index);
    // The literal of LDI32 is no instruction.
    if (instruction?.size === 8) index++;
  }
}

function lintMirror(program: LintedProgram, address: number): void {
  const place = program.placeAt(address);
  if (!place) return;
  const message = 'Writing R15 does not move the stack; the next stack instruction overwrites it.';
  program.report('stack-mirror-written', message, place);
}

function lintService(program: LintedProgram, address: number, immediate: number): void {
  if (serviceByImmediate(immediate)) return;
  const place = program.placeAt(address);
  if (!place) return;
  const [module, fn] = [immediate >> 8, immediate & 0xff].map((value) => `0x${value.toString(16).toUpperCase()}`);
  program.report('service-unknown', `There is no service MOD=${module}, FN=${fn}; check the numbers.`, place);
}
