import { encode, type Fields } from '../isa/encoding';
import { type Mnemonic, Opcode } from '../isa/instructions';

/** A code section; a plain number stands for itself, for example the second word of LDI32. */
export function assemble(...lines: readonly (number | readonly [Mnemonic, Fields?])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * lines.length));
  lines.forEach((line, index) => {
    view.setUint32(4 * index, typeof line === 'number' ? line : encode(Opcode[line[0]], line[1] ?? {}));
  });
  return new Uint8Array(view.buffer);
}
