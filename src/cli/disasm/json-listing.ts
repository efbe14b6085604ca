/** The listing of an image as JSON, with the members the reference gives it (toolchain spec 14). */

import { RODATA_BASE } from '../../isa/constants';
import { signedImmediateOf } from '../../isa/encoding';
import { disassemble, operandText } from '../../toolchain/disassemble';
import type { Image } from '../../toolchain/image';
import type { LabelEntry, SymbolTable } from '../../toolchain/symbols';

/** Addresses to the names there. */
function namesAt(labels: readonly LabelEntry[]): Record<string, readonly string[]> {
  const names: Record<string, readonly string[]> = {};
  for (const { name, address } of labels) names[address] = [...(names[address] ?? []), name];
  return names;
}

/** @param symbols of the image, for its labels */
export function jsonListing(image: Image, symbols: SymbolTable | undefined): unknown {
  const { code, rodata } = image;
  const labels = symbols?.labels ?? [];
  const isData = ({ address }: LabelEntry): boolean =>
    address >= RODATA_BASE && symbols?.instructionAt(address) === undefined;
  const instructions = disassemble(code).map((line) => ({
    pc: line.pc,
    word: line.word,
    mnemonic: line.mnemonic,
    rd: line.rd,
    rs1: line.rs1,
    rs2: line.rs2,
    imm: signedImmediateOf(line.word),
    imm_raw: line.rawImmediate,
    imm_effective: line.literal ?? line.immediate,
    extended_imm: line.literal ?? null,
    operands: operandText(line),
    text: line.text,
    ...(line.target === undefined ? {} : { target: line.target }),
  }));
  return {
    header: {
      magic: 'HSXE',
      version: image.version,
      flags: image.flags,
      entry: image.entry,
      code_len: code.length,
      ro_len: rodata.length,
      bss_size: image.bssSize,
      req_caps: image.requiredCapabilities,
      crc32: image.crc,
    },
    instructions,
    symbols: {
      labels_text: namesAt(labels.filter((label) => !isData(label))),
      labels_data: namesAt(labels.filter(isData)),
      data_entries: (symbols?.variables ?? []).map(({ name, address, size }) => ({ name, address, size })),
    },
  };
}
