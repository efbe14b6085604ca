/** Instructions to words, driven by the instruction table (toolchain spec 6). */

import { encode, type Fields } from '../../isa/encoding';
import { type Instruction, instructions, type Operand as OperandForm } from '../../isa/instructions';
import { portabilityMessage } from '../syntax/extensions';
import type { InstructionLine, MemoryOperand, Operand } from '../syntax/tree';
import { COMMENT_ADVICE, mnemonicAdvice, numberAdvice, registerAdvice, startsForeignComment } from './advice';
import { readService } from './service';
import type { Unit } from './unit';

/** All there from the start, so that every instruction fills the same kind of object. */
type MutableFields = { -readonly [Key in keyof Fields]-?: number };

const mnemonics = instructions.map(({ mnemonic }) => mnemonic);

const MIN = -2048;
const MAX = 2047;
const MAX_TARGET = 4095;

export function assembleInstruction(unit: Unit, line: InstructionLine): void {
  const { instruction, mnemonic, operands } = line;
  if (unit.section === 'data') {
    const message = instruction
      ? `${mnemonic.text} is an instruction; write .text in front of code.`
      : `"${mnemonic.text}" is no data directive; labels need a colon, and directives start with a dot.`;
    unit.report('data-directive-unknown', message, mnemonic);
    return;
  }
  if (!instruction) {
    const isAlone = line.text.slice(mnemonic.end, line.codeEnd).trim() === '';
    const advice = mnemonicAdvice(mnemonic.text, isAlone, mnemonics);
    unit.report('unknown-mnemonic', `"${mnemonic.text}" is no instruction; ${advice}`, mnemonic);
    return;
  }
  const index = unit.code.length;
  const fields: MutableFields = { rd: 0, rs1: 0, rs2: 0, imm: 0 };
  unit.emitWord(0, mnemonic.start);
  const [form] = instruction.operands;
  if (form === 'service') {
    fields.imm = readService(unit, line);
    fields.rs2 = fields.imm >> 12;
  } else if (form === 'code') fields.imm = readBreakCode(unit, operands);
  else readOperands(unit, line, instruction, index, fields);
  unit.code.set(index, encode(instruction.opcode, fields));
  reportExtra(unit, instruction, operands);
}

function reportExtra(unit: Unit, instruction: Instruction, operands: readonly Operand[]): void {
  const [form] = instruction.operands;
  const extra = operands[instruction.operands.length];
  if (!extra || form === 'service') return;
  const advice = startsForeignComment(extra.text) ? COMMENT_ADVICE : 'remove the rest.';
  const message = `${instruction.mnemonic} takes ${describeCount(instruction)}; ${advice}`;
  const span = { start: extra.start, end: operands.at(-1)!.end };
  unit.report('operand-extra', message, span, form === 'code' ? { severity: 'error' } : undefined);
}

function describeCount({ operands: { length }, mnemonic }: Instruction): string {
  if (mnemonic === 'BRK') return 'at most one operand';
  return length === 0 ? 'no operands' : `${length} operand${length === 1 ? '' : 's'}`;
}

function readOperands(
  unit: Unit,
  line: InstructionLine,
  instruction: Instruction,
  index: number,
  fields: MutableFields,
): void {
  const { operands, mnemonic } = line;
  const forms = instruction.operands;
  if (instruction.size === 8) unit.emitWord(0, mnemonic.start);
  if (operands.length < forms.length) {
    const expected = forms.map((form) => formNames[form]).join(', ');
    const message = `${instruction.mnemonic} needs ${describeCount(instruction)}: ${expected}.`;
    unit.report('operand-missing', message, { start: mnemonic.start, end: operands.at(-1)?.end ?? mnemonic.end });
    return;
  }
  if (reportSwapped(unit, forms, operands)) return;
  for (let position = 0; position < forms.length; position++) {
    readOperand(unit, forms[position]!, operands[position]!, index, fields);
  }
}

const formNames: Record<OperandForm, string> = {
  rd: 'register',
  rs1: 'register',
  rs2: 'register',
  imm: 'number or symbol',
  imm32: 'number or symbol',
  mem: '[register+offset]',
  target: 'label',
  distance: 'label',
  service: 'MOD=n FN=n',
  code: 'number',
};

/** Register and memory operand in the wrong order are one mistake, not two. */
function reportSwapped(unit: Unit, forms: readonly OperandForm[], operands: readonly Operand[]): boolean {
  if (forms[0] !== 'mem' && forms[1] !== 'mem') return false;
  const [first, second] = operands;
  if (forms[0] === 'mem' && first?.kind === 'register' && second?.kind === 'memory') {
    unit.report('memory-operand', 'A store takes the memory operand first, then the register; swap them.', first);
    return true;
  }
  if (forms[1] === 'mem' && first?.kind === 'memory' && second?.kind === 'register') {
    unit.report('register-invalid', 'A load takes the register first, then the memory operand; swap them.', first);
    return true;
  }
  return false;
}

function readOperand(unit: Unit, form: OperandForm, operand: Operand, index: number, fields: MutableFields): void {
  switch (form) {
    case 'rd':
      fields.rd = readRegister(unit, operand);
      break;
    case 'rs1':
      fields.rs1 = readRegister(unit, operand);
      break;
    case 'rs2':
      fields.rs2 = readRegister(unit, operand);
      break;
    case 'mem':
      if (operand.kind === 'memory') {
        fields.rs1 = operand.base;
        fields.imm = readOffset(unit, operand, index);
      } else {
        const message = `"${operand.text}" is no memory operand; write [Rn+offset], for example [R7+-4].`;
        unit.report('memory-operand', message, operand);
      }
      break;
    case 'imm32':
      unit.code.set(index + 1, readImmediate(unit, operand, 'imm32', index + 1));
      break;
    case 'imm':
      fields.imm = readImmediate(unit, operand, 'imm12', index);
      break;
    case 'target':
      fields.imm = readImmediate(unit, operand, 'target', index);
      break;
    case 'distance':
      fields.imm = readImmediate(unit, operand, 'distance', index);
      break;
    case 'service':
    case 'code':
      break;
  }
}

function readRegister(unit: Unit, operand: Operand): number {
  if (operand.kind === 'register') return operand.index;
  const message =
    operand.text === ''
      ? 'A register is missing behind the comma.'
      : `"${operand.text}" is no register; ${registerAdvice(operand)}`;
  unit.report('register-invalid', message, operand);
  return 0;
}

type ImmediateForm = 'imm12' | 'imm32' | 'target' | 'distance';

/** A literal in its range, or a reference that the linker fills in. */
function readImmediate(unit: Unit, operand: Operand, form: ImmediateForm, index: number): number {
  if (operand.kind === 'number') {
    if (form === 'imm32') return operand.low;
    checkRange(unit, operand, form);
    return operand.low;
  }
  const symbol = unit.symbolReference(operand);
  if (symbol === 'invalid') return 0;
  if (!symbol) {
    reportNumber(unit, operand);
    return 0;
  }
  const jump = form === 'target' || form === 'distance';
  unit.referFromCode(jump ? 'jump' : form, index, symbol, form === 'distance');
  return 0;
}

function reportNumber(unit: Unit, operand: Operand): void {
  const message =
    operand.text === ''
      ? 'A number or symbol is missing behind the comma.'
      : `"${operand.text}" is neither a number nor a symbol; ${numberAdvice(operand.text)}`;
  unit.report('number-invalid', message, operand);
}

function checkRange(unit: Unit, operand: Operand & { kind: 'number' }, form: ImmediateForm): void {
  const { value, text } = operand;
  if (form === 'target') {
    if (value < 0 || value > MAX_TARGET) {
      unit.report('immediate-range', `${text} is no jump target; as a number it is 0 to 4095.`, operand);
    } else if (value > MAX) {
      unit.report('not-portable', portabilityMessage('jump-u12'), operand);
    }
    return;
  }
  if (value >= MIN && value <= MAX) return;
  const advice = form === 'distance' ? 'a CALL distance is -2048 to 2047 words' : 'use LDI32 for it';
  unit.report('immediate-range', `${text} does not fit into 12 signed bits (-2048 to 2047); ${advice}.`, operand);
}

function readOffset(unit: Unit, { offset }: MemoryOperand, index: number): number {
  if (offset.kind === 'number') {
    if (offset.value < MIN || offset.value > MAX) {
      unit.report('immediate-range', `The offset ${offset.text} does not fit; it is -2048 to 2047.`, offset);
    }
    return offset.low;
  }
  const symbol = unit.symbolReference(offset);
  if (symbol === 'invalid') return 0;
  if (symbol) unit.referFromCode('mem', index, symbol);
  else {
    const message = `The offset "${offset.text}" is neither a number nor a symbol; there is no arithmetic.`;
    unit.report('memory-offset', message, offset);
  }
  return 0;
}

function readBreakCode(unit: Unit, [operand]: readonly Operand[]): number {
  if (!operand) return 0;
  if (operand.kind !== 'number') {
    unit.report('number-invalid', `"${operand.text}" is no number; a break code is 0 to 255.`, operand);
    return 0;
  }
  if (operand.value < 0 || operand.value > 255) {
    unit.report('brk-range', `The break code ${operand.text} is out of range; use 0 to 255.`, operand);
  }
  return operand.low;
}
