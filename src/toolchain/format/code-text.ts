/** The code of one line, without its comment, in the recommended form (toolchain spec 20). */

import type { Operand as OperandForm } from '../../isa/instructions';
import { entryOf } from '../catalogue/catalogue';
import type { DirectiveLine, InstructionLine, Line, MemoryOperand, Operand } from '../syntax/tree';

const INDENT = '    ';

/** The formatted code; `undefined` for what is not understood or, as metadata, kept as written. */
export function codeText(line: Line): string | undefined {
  if (line.kind === 'empty') return '';
  if (line.kind === 'payload' || isWrong(line)) return undefined;
  if (line.kind === 'label') return `${line.label.text}:`;
  const statement = line.kind === 'instruction' ? instructionText(line) : directiveText(line);
  if (statement === undefined) return undefined;
  if (line.label) return `${line.label.text}: ${statement}`;
  return isIndented(line) ? `${INDENT}${statement}` : statement;
}

function isWrong(line: Line): boolean {
  const unreadable = 'operands' in line && line.operands.some(({ kind }) => kind === 'invalid');
  return unreadable || line.problems.some(({ code, severity = entryOf(code).severity }) => severity === 'error');
}

/** Data stands below its label as code does; .align belongs to neither. */
const isIndented = (line: InstructionLine | DirectiveLine): boolean =>
  line.kind === 'instruction' || (line.directive?.section === 'data' && line.directive.name !== '.align');

function directiveText({ directive, operands, text, argument, problems }: DirectiveLine): string | undefined {
  if (!directive) return undefined;
  // An empty item of a list would be lost.
  const listed = directive.form === 'list' && !problems.some(({ code }) => code === 'data-item-empty');
  const written = text.slice(argument.start, argument.end);
  const rest = listed ? operands.map((operand) => operand.text).join(', ') : written;
  return `${directive.name} ${rest}`.trimEnd();
}

function instructionText({ instruction, operands }: InstructionLine): string | undefined {
  if (!instruction) return undefined;
  const forms = instruction.operands;
  const texts = operands.map((operand, index) =>
    operandText(operand, forms[0] === 'service' ? forms[0] : forms[index]),
  );
  return `${instruction.mnemonic} ${texts.join(', ')}`.trimEnd();
}

/** Only where a register is wanted is `r5` one; elsewhere it is a symbol of this name. */
function operandText(operand: Operand, form: OperandForm | undefined): string {
  const isRegister = form === 'rd' || form === 'rs1' || form === 'rs2';
  if (operand.kind === 'register' && isRegister) return `R${operand.index}`;
  if (operand.kind === 'memory' && form === 'mem') return memoryText(operand);
  if (operand.kind === 'field' && form === 'service') return `${operand.field}=${operand.value.text}`;
  return operand.text;
}

/** With the sign as written, without blanks, which other assemblers refuse. */
function memoryText({ text, base, offset }: MemoryOperand): string {
  const sign = /[+-]/.exec(text)?.[0] ?? '';
  return `[R${base}${sign}${offset.text}]`;
}
