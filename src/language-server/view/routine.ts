/** The routine that a line belongs to, as its file shows it. */

import { STACK_MIRROR } from '../../isa/constants';
import type { InstructionLine, Operand } from '../../toolchain/syntax/tree';
import type { DocumentContext } from '../context';
import { labelOf, sectionSelected } from './source-lines';

export interface RoutineLines {
  readonly name: string;
  /** Line of its label. */
  readonly first: number;
  /** Last line with code. */
  readonly last: number;
}

export function routineAt(context: DocumentContext, line: number): RoutineLines | undefined {
  const { lines } = context;
  const headAt = (index: number): string | undefined => {
    const name = labelOf(lines.lineAt(index));
    const symbol = name === undefined ? undefined : context.program.lookUp(context.path, name);
    return symbol?.section === 'text' && context.program.isRoutine(symbol) ? name : undefined;
  };
  let first = line;
  while (first >= 0 && headAt(first) === undefined && sectionSelected(lines.lineAt(first)) !== 'data') first--;
  const name = headAt(first);
  if (name === undefined) return undefined;
  let last = first;
  for (let index = first; index < lines.lineCount; index++) {
    const candidate = lines.lineAt(index);
    if (index > first && headAt(index) !== undefined) break;
    if (sectionSelected(candidate) === 'data') break;
    if (candidate?.kind === 'instruction') last = index;
  }
  return last >= line || first === line ? { name, first, last } : undefined;
}

/** Instructions from one line to another, with their lines. */
export function instructionsOf(
  { lines }: DocumentContext,
  first: number,
  last: number,
): { readonly index: number; readonly line: InstructionLine }[] {
  const found: { index: number; line: InstructionLine }[] = [];
  for (let index = first; index <= last; index++) {
    const line = lines.lineAt(index);
    if (line?.kind === 'instruction' && line.instruction) found.push({ index, line });
  }
  return found;
}

const registerOf = (operand: Operand | undefined): number | undefined =>
  operand?.kind === 'register' ? operand.index : undefined;

/** The register that an instruction names as its result. */
export function writtenRegister({ instruction, operands }: InstructionLine): number | undefined {
  const position = instruction?.operands.indexOf('rd') ?? -1;
  return position < 0 ? undefined : registerOf(operands[position]);
}

/** Registers that it names and reads, also as base of an address. */
export function readRegisters({ instruction, operands }: InstructionLine): number[] {
  return operands.flatMap((operand, position) => {
    if (operand.kind === 'memory') return [operand.base];
    const form = instruction?.operands[position];
    return operand.kind === 'register' && (form === 'rs1' || form === 'rs2') ? [operand.index] : [];
  });
}

/** Behind these nothing goes on to the next line. */
export const isEnd = ({ instruction }: InstructionLine): boolean =>
  instruction?.mnemonic === 'RET' || instruction?.mnemonic === 'JMP';

/** Words that the instructions leave on the stack; `undefined` when they take more than they put, or call it off. */
export function stackBalance(lines: readonly InstructionLine[]): number | undefined {
  let depth = 0;
  for (const { instruction } of lines) {
    if (instruction?.mnemonic === 'PUSH') depth++;
    else if (instruction?.mnemonic === 'POP' && --depth < 0) return undefined;
  }
  return depth;
}

/** Whether an instruction sees where the stack is, or the return address on it. */
export const seesStack = (line: InstructionLine): boolean =>
  readRegisters(line).includes(STACK_MIRROR) || writtenRegister(line) === STACK_MIRROR;
