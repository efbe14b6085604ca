/** MVASM source from an image: it assembles to the same code and data (toolchain spec 3 to 6). */

import type { ProgramSymbols } from '../adapter/program-symbols';
import { encode, type Fields } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import { type DisassemblyLine, disassemble } from '../toolchain/disassemble';
import { hex } from '../toolchain/hex';
import type { Image } from '../toolchain/image';
import { Failure, fileError } from './failure';

const BYTES_PER_LINE = 16;

/** @throws Failure when the code has words that no instruction assembles to */
export function sourceOf(file: string, image: Image, symbols: ProgramSymbols): string[] {
  const { code, entry, rodata, sections } = image;
  const instructions = disassemble(code);
  const unwritable = instructions.find((line) => line.word !== 0 && !isWritable(line));
  if (unwritable) {
    const word = `${hex(unwritable.word, 8)} at ${hex(unwritable.pc, 4)}`;
    throw new Failure([fileError(file, `MVASM has no way to write the word ${word}; list it without --asm`)]);
  }
  const labels = nameTargets(instructions, entry, symbols);
  const lines = [`; ${image.appName ?? file}`];
  if (sections.length > 0) lines.push('; Declared values, commands and mailboxes are not part of this text.');
  lines.push(`.entry ${labels.get(entry)?.[0] ?? hex(entry, 4)}`, '', '.text');
  // Zero words are no instructions; .org fills with them.
  let written = 0;
  const fillTo = (address: number) => {
    if (written < address) lines.push(`.org ${hex(address, 4)}`);
    written = address;
  };
  for (const line of instructions) {
    const names = labels.get(line.pc) ?? [];
    if (names.length > 0) fillTo(line.pc);
    for (const name of names) lines.push(`${name}:`);
    if (line.word === 0) continue;
    fillTo(line.pc);
    lines.push(`    ${line.mnemonic} ${operandsOf(line, labels)}`.trimEnd());
    written = line.pc + line.size;
  }
  fillTo(code.length);
  if (rodata.length > 0) lines.push('', '.data', ...dataLines(rodata));
  return lines;
}

/** Whether assembling the text of an instruction gives its word again: unused fields are 0, nothing is cut off. */
function isWritable(line: DisassemblyLine): boolean {
  const { instruction, word, size, literal, rd, rs1, rs2, rawImmediate } = line;
  if (!instruction || (size === 8 && literal === undefined)) return false;
  const fields: Record<string, Fields> = { rd: { rd }, rs1: { rs1 }, rs2: { rs2 }, imm32: {} };
  fields['mem'] = { rs1, imm: rawImmediate };
  fields['code'] = { imm: rawImmediate & 0xff };
  const used = instruction.operands.map((form) => fields[form] ?? { imm: rawImmediate });
  return encode(instruction.opcode, Object.assign({}, ...used)) === word;
}

/** The names of the symbols, and made-up ones for further targets; each name once. */
function nameTargets(
  instructions: readonly DisassemblyLine[],
  entry: number,
  symbols: ProgramSymbols,
): ReadonlyMap<number, readonly string[]> {
  const targets = new Set([entry, ...instructions.flatMap(({ target }) => target ?? [])]);
  const taken = new Set<string>(symbols.dataLabels);
  const labels = new Map<number, readonly string[]>();
  for (const { pc } of instructions) {
    const known = symbols.labelsAt(pc).filter((name) => !taken.has(name));
    const names = known.length > 0 || !targets.has(pc) ? known : [unusedName(pc, taken)];
    for (const name of names) taken.add(name);
    labels.set(pc, names);
  }
  return labels;
}

function unusedName(pc: number, taken: ReadonlySet<string>): string {
  let name = `at_${hex(pc, 4).slice(2)}`;
  while (taken.has(name)) name = `_${name}`;
  return name;
}

function operandsOf(
  { instruction, text, target, immediate }: DisassemblyLine,
  labels: ReadonlyMap<number, readonly string[]>,
): string {
  if (target === undefined) return text;
  const [name] = labels.get(target) ?? [];
  // A number of CALL is its distance in words; one of a jump is the address, as the text has it.
  return name ?? (instruction?.opcode === Opcode.CALL ? String(immediate) : text);
}

function dataLines(bytes: Uint8Array): string[] {
  return Array.from({ length: Math.ceil(bytes.length / BYTES_PER_LINE) }, (_, index) => {
    const row = bytes.subarray(index * BYTES_PER_LINE, (index + 1) * BYTES_PER_LINE);
    return `    .byte ${Array.from(row, (byte) => hex(byte, 2)).join(', ')}`;
  });
}
