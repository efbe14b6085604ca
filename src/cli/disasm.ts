/** `hsx disasm`: the code of an image as a listing, as JSON, or as source that assembles to the same code. */

import { dirname } from 'node:path';
import { ProgramSymbols } from '../adapter/program-symbols';
import { type DisassemblyLine, disassemble, operandText } from '../toolchain/disassemble';
import { hex } from '../toolchain/hex';
import { type Image, readImage } from '../toolchain/image';
import { jsonListing } from './disasm/json-listing';
import { Failure, fileError } from './failure';
import { nameInput } from './input';
import { buildOrFail } from './program';
import { sourceOf } from './source-text';

interface DisasmCommand {
  readonly asm?: boolean;
  readonly json?: boolean;
}

export async function disasm(input: string, { asm = false, json = false }: DisasmCommand): Promise<void> {
  const file = await nameInput(input);
  if (!file.toLowerCase().endsWith('.hxe')) {
    throw new Failure([fileError(file, 'hsx disasm takes an image (.hxe); hsx build makes one')]);
  }
  const { image: bytes, symbols: table } = await buildOrFail([file], {});
  const image = readImage(bytes);
  const symbols = new ProgramSymbols(table, dirname(file));
  if (json) console.log(JSON.stringify(jsonListing(image, table)));
  else console.log((asm ? sourceOf(file, image, symbols) : listingOf(image, symbols)).join('\n'));
}

function listingOf({ entry, code, rodata }: Image, symbols: ProgramSymbols): string[] {
  const head = `; entry=${hex(entry, 8)} code_len=${code.length} ro_len=${rodata.length}`;
  const lines = disassemble(code).flatMap((line) => [
    ...symbols.labelsAt(line.pc).map((label) => `${label}:`),
    listingLine(line),
  ]);
  return [head, ...lines];
}

/** As the reference prints it (toolchain spec 14). */
const listingLine = (line: DisassemblyLine): string =>
  `  ${hex(line.pc, 4)}: ${hex(line.word, 8)} ${line.mnemonic} ${operandText(line)}`.trimEnd();
