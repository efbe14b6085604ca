import { encode, type Fields } from '../../src/isa/encoding';
import { type Mnemonic, Opcode } from '../../src/isa/instructions';

/** Puts machine code together by hand: just enough assembler for benchmark programs. */
export class Builder {
  private readonly words: number[] = [];
  private readonly labels = new Map<string, number>();
  private readonly patches: { readonly index: number; readonly label: string; readonly relative: boolean }[] = [];

  label(name: string): this {
    this.labels.set(name, this.words.length);
    return this;
  }

  emit(mnemonic: Mnemonic, fields: Fields = {}): this {
    this.words.push(encode(Opcode[mnemonic], fields));
    return this;
  }

  /** JMP, JZ, JNZ or CALL. */
  jump(mnemonic: 'JMP' | 'JZ' | 'JNZ' | 'CALL', label: string): this {
    this.patches.push({ index: this.words.length, label, relative: mnemonic === 'CALL' });
    return this.emit(mnemonic);
  }

  literal(rd: number, value: number): this {
    this.emit('LDI32', { rd });
    this.words.push(value >>> 0);
    return this;
  }

  /** The code section. */
  build(): Uint8Array {
    for (const { index, label, relative } of this.patches) {
      const target = this.labels.get(label);
      if (target === undefined) throw new Error(`label ${label} is not defined`);
      this.words[index]! |= (relative ? target - index : 4 * target) & 0xfff;
    }
    const code = new DataView(new ArrayBuffer(4 * this.words.length));
    this.words.forEach((word, index) => {
      code.setUint32(4 * index, word);
    });
    return new Uint8Array(code.buffer);
  }
}
