/** A number in another radix. */

import type { Operand as OperandForm } from '../../isa/instructions';
import type { Line, NumberOperand, Operand } from '../../toolchain/syntax/tree';
import type { DocumentContext } from '../context';
import { type Fix, replace } from './fix';

interface Found {
  readonly operand: NumberOperand;
  readonly form: OperandForm | undefined;
}

function numberAt(line: Line, character: number): Found | undefined {
  if (!('operands' in line)) return undefined;
  const covers = ({ start, end }: Operand): boolean => start <= character && character <= end;
  for (const [index, operand] of line.operands.entries()) {
    if (!covers(operand)) continue;
    const form = line.kind === 'instruction' ? line.instruction?.operands[index] : undefined;
    const inner = operand.kind === 'memory' ? operand.offset : operand.kind === 'field' ? operand.value : operand;
    if (inner.kind === 'number' && inner.text !== '' && covers(inner)) return { operand: inner, form };
  }
  return undefined;
}

/** Only the plain forms, which every assembler takes: no sign in front of 0x and 0b, printable characters. */
function formsOf({ operand: { value, low }, form }: Found): [name: string, text: string][] {
  const forms: [string, string][] = [['decimal', String(value)]];
  const number = value < 0 && form === 'imm32' ? low : value;
  if (number >= 0) {
    forms.push(['hexadecimal', `0x${number.toString(16).toUpperCase()}`], ['binary', `0b${number.toString(2)}`]);
  }
  if (value > 0x20 && value < 0x7f && !`,;'\\`.includes(String.fromCharCode(value))) {
    forms.push(['character', `'${String.fromCharCode(value)}'`]);
  }
  return forms;
}

export function radixFixes({ lines, path }: DocumentContext, line: number, character: number): Fix[] {
  const parsed = lines.lineAt(line);
  const found = parsed && numberAt(parsed, character);
  if (!found) return [];
  const { start, end, text: written, value } = found.operand;
  // The minus of [R7-4] belongs to the operand around it.
  if (value < 0 && !written.startsWith('-')) return [];
  return formsOf(found)
    .filter(([, text]) => text.toLowerCase() !== written.toLowerCase())
    .map(([name, text]) => ({
      title: `Write as ${name}: ${text}`,
      edits: [replace(path, line, start, end, text)],
    }));
}
