/**
 * The lines that programs mostly consist of, straight from characters to words: blank lines, comments, labels,
 * instructions with plain operands, lists of numbers and names. Whatever is not wholly ordinary - every mistake, every
 * extension, every rare form - is left to the parser; so nothing here knows diagnostics, and what is taken comes out
 * the same as it does there.
 */

import { type Instruction, instructions, type Operand } from '../../isa/instructions';
import { Character } from '../syntax/characters';
import type { LineReader } from '../syntax/line-reader';
import { keyOf } from '../syntax/mnemonic';
import { Cursor } from './cursor';
import { dataRelocationTypes, type ItemSize } from './data';
import type { SymbolReference, Unit } from './unit';

const MIN = -2048;
const MAX = 2047;
const MAX_MODULE = 15;
const MAX_FUNCTION = 255;

const instructionByKey = new Map<number, Instruction>(instructions.map((entry) => [keyOf(entry.mnemonic), entry]));

/** List directives by the key of their name without the dot, to the size of their items. */
const listSizes = new Map<number, ItemSize>([
  [keyOf('byte'), 1],
  [keyOf('half'), 2],
  [keyOf('hword'), 2],
  [keyOf('word'), 4],
]);

const TEXT = keyOf('text');
const DATA = keyOf('data');
const MODULE = keyOf('MOD');
const FUNCTION = keyOf('FN');

export class OrdinaryLines {
  private readonly cursor: Cursor;
  /** The last line break; every line that starts in front of it ends with one. */
  private readonly limit: number;
  /** The instruction word so far. */
  private word = 0;
  /** The second word of a long instruction. */
  private literal = 0;
  /** What the linker has to fill in, and the form of that operand. */
  private reference: SymbolReference | undefined;
  private referenceForm: Operand = 'imm';

  constructor(
    private readonly unit: Unit,
    private readonly file: string,
    text: string,
  ) {
    this.cursor = new Cursor(text, unit.names);
    this.limit = lastBreak(text);
  }

  /** Assembles ordinary lines from the reader's next one on, and leaves it in front of the first other one. */
  assemble(reader: LineReader): void {
    const { cursor } = this;
    let start = reader.next;
    if (start < 0) return;
    let line = reader.index + 1;
    while (start <= this.limit) {
      cursor.at = start;
      if (!this.line(line, start)) break;
      cursor.skipLine();
      cursor.skipBreak();
      start = cursor.at;
      line++;
    }
    reader.skipTo(start, line);
  }

  /** Whether the line has been taken; otherwise it has left no trace. */
  private line(line: number, lineStart: number): boolean {
    const { cursor, unit } = this;
    if (cursor.isAtEnd()) return true;
    unit.moveTo(this.file, line, lineStart);
    const start = cursor.at;
    if (cursor.code === Character.dot) return this.directive(start);
    const instruction = instructionByKey.get(cursor.word());
    if (instruction) return unit.section === 'text' && this.instruction(instruction, start);
    return this.label(start);
  }

  private label(start: number): boolean {
    const { cursor } = this;
    cursor.at = start;
    const text = cursor.name();
    const end = cursor.at;
    if (text === undefined || !cursor.take(Character.colon) || !cursor.isAtEnd()) return false;
    this.unit.defineLabel({ text, start, end, valid: true });
    return true;
  }

  private directive(start: number): boolean {
    const { cursor, unit } = this;
    cursor.take(Character.dot);
    const key = cursor.word();
    if (key === TEXT || key === DATA) {
      if (!cursor.isAtEnd()) return false;
      unit.section = key === TEXT ? 'text' : 'data';
      return true;
    }
    const size = listSizes.get(key);
    if (size === undefined) return this.label(start);
    return unit.section === 'data' && this.list(size);
  }

  private list(size: ItemSize): boolean {
    const { cursor, unit } = this;
    const { length } = unit.rodata;
    const references = unit.relocations.length;
    do {
      if (this.item(size)) continue;
      unit.rodata.truncate(length);
      unit.dropReferences(references);
      return false;
    } while (cursor.take(Character.comma));
    return true;
  }

  /** A number or a name, followed by a comma or the end. */
  private item(size: ItemSize): boolean {
    const { cursor, unit } = this;
    cursor.skipBlanks();
    this.reference = undefined;
    if (!this.value('imm32')) return false;
    if (this.reference) unit.referFromData(dataRelocationTypes[size], unit.rodata.length, this.reference);
    unit.rodata.push(cursor.value, size);
    return cursor.isAtEnd() || cursor.code === Character.comma;
  }

  private instruction({ opcode, operands, size }: Instruction, start: number): boolean {
    const { cursor, unit } = this;
    this.word = opcode << 24;
    this.reference = undefined;
    for (let index = 0; index < operands.length; index++) {
      if (!cursor.skipSeparators() || !this.operand(operands[index]!)) return false;
    }
    if (!cursor.isAtEnd()) return false;
    unit.emitWord(this.word, start);
    if (size === 8) unit.emitWord(this.literal, start);
    if (this.reference) this.refer(this.reference);
    return true;
  }

  private refer(reference: SymbolReference): void {
    const { unit } = this;
    const form = this.referenceForm;
    const last = unit.code.length - 1;
    if (form === 'target' || form === 'distance') unit.referFromCode('jump', last, reference, form === 'distance');
    else unit.referFromCode(form === 'imm' ? 'imm12' : form, last, reference);
  }

  private operand(form: Operand): boolean {
    const { cursor } = this;
    switch (form) {
      case 'rd':
        return this.register(20);
      case 'rs1':
        return this.register(16);
      case 'rs2':
        return this.register(12);
      case 'mem':
        return (
          cursor.take(Character.bracket) &&
          this.register(16) &&
          cursor.take(Character.plus) &&
          this.immediate(form, MIN) &&
          cursor.take(Character.closingBracket)
        );
      case 'imm':
      case 'distance':
        return this.immediate(form, MIN);
      case 'target':
        return this.immediate(form, 0);
      case 'imm32':
        if (!this.value(form)) return false;
        this.literal = cursor.value;
        return true;
      case 'service':
        return this.service();
      case 'code':
        return false;
    }
  }

  /** @param shift of the field in the word */
  private register(shift: number): boolean {
    const index = this.cursor.register();
    this.word |= index << shift;
    return index >= 0;
  }

  private immediate(form: Operand, least: number): boolean {
    if (!this.value(form)) return false;
    const { value } = this.cursor;
    this.word |= value & 0xfff;
    return value >= least && value <= MAX;
  }

  /** A number, or a name, which becomes the reference and has the value 0. */
  private value(form: Operand): boolean {
    const { cursor } = this;
    const start = cursor.at;
    if (cursor.number()) return true;
    cursor.at = start;
    cursor.value = 0;
    const name = cursor.name();
    if (name === undefined) return false;
    this.reference = { name, form: 'symbol', start, end: cursor.at };
    this.referenceForm = form;
    return true;
  }

  /** `MOD=n` and `FN=n`. */
  private service(): boolean {
    const { cursor } = this;
    if (cursor.field() !== MODULE || cursor.value < 0 || cursor.value > MAX_MODULE) return false;
    this.word |= cursor.value << 8;
    if (!cursor.skipSeparators() || cursor.field() !== FUNCTION) return false;
    this.word |= cursor.value;
    return cursor.value >= 0 && cursor.value <= MAX_FUNCTION;
  }
}

function lastBreak(text: string): number {
  let at = text.length - 1;
  while (at >= 0 && text[at] !== '\n' && text[at] !== '\r') at--;
  return at;
}
