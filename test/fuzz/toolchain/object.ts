/** Objects and debug input, given to the linker. */

import { assemble } from '../../../src/toolchain/assemble';
import { hasErrors, ToolchainError } from '../../../src/toolchain/diagnostics';
import { readImage } from '../../../src/toolchain/image';
import { type DebugInput, type LinkUnit, link } from '../../../src/toolchain/link';
import { readObject, writeObject } from '../../../src/toolchain/object';
import { symbolTableOf, writeSymbols } from '../../../src/toolchain/symbols';
import { allowing, type FuzzTarget, must, textOf } from '../target';
import { debugInputs, objects } from './vectors';

const helper = assemble('helper.mvasm', () => '.export helper\n.text\nhelper:\nRET\n.data\n.word helper\n');

function linkAll(units: readonly LinkUnit[], inputs: readonly DebugInput[] = []): void {
  const result = link(units, { output: 'a.hxe', debugInputs: inputs });
  must((result.bytes === undefined) === hasErrors(result.diagnostics), 'an image beside errors, or neither');
  if (!result.bytes) return;
  readImage(result.bytes);
  symbolTableOf(result.symbols!);
  writeSymbols(result.symbols!);
}

export const objectTarget: FuzzTarget = {
  name: 'object',
  seeds: objects,
  words: [
    ...['"code"', '"rodata"', '"relocs"', '"symbols"', '"local_symbols"', '"metadata"', '"imports"', '"entry_symbol"'],
    ...['"imm12"', '"jump"', '"data_word"', '"index":4294967295', '"offset":-1', '"section":"text"', '"helper"'],
  ],
  run(input) {
    const object = allowing(ToolchainError, () => readObject(textOf(input)));
    if (!object) return;
    const text = writeObject(object);
    must(writeObject(readObject(text)) === text, 'the object changes when it is written and read');
    const unit = { path: 'a.hxo', object };
    linkAll([unit]);
    linkAll([unit, { path: 'helper.mvasm', object: helper.object, assembly: helper }, unit]);
  },
};

const compiled = assemble(
  'a.mvasm',
  () => `.entry main\n.export main\n.text\nmain:\n${'PUSH R7\nLDI32 R1, 5\nCALL main\n'.repeat(10)}RET\n`,
);

export const debugInputTarget: FuzzTarget = {
  name: 'debug-input',
  seeds: debugInputs,
  words: [
    ...['"functions"', '"line_map"', '"variables"', '"mvasm_ordinal":', '"mvasm_start_ordinal":', '"locations"'],
    ...['"location":{"kind":"stack","offset":', '"end_ordinal":null', '"source_kind":"compiler"', '"function":"main"'],
  ],
  run(input) {
    const unit = { path: compiled.path, object: compiled.object, assembly: compiled };
    linkAll([unit], [{ path: 'a.dbg', text: textOf(input) }]);
  },
};
