/** textDocument/hover: what stands under the pointer, from the tables of the instruction set. */

import type { Hover } from 'vscode-languageserver';
import type { Position, TextDocument } from 'vscode-languageserver-textdocument';
import { serviceByImmediate } from '../isa/services';
import { parseLine } from '../toolchain/syntax/parse-line';
import type { InstructionLine, Operand, Span, Token } from '../toolchain/syntax/tree';
import { describeDirective, describeInstruction, describeRegister, describeService } from './descriptions';

interface Finding extends Span {
  readonly text: string;
}

export function hover(document: TextDocument, { line, character }: Position): Hover | null {
  const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  const finding = findingAt(text.replace(/[\r\n]+$/, ''), character);
  if (!finding) return null;
  return {
    contents: { kind: 'markdown', value: finding.text },
    range: { start: { line, character: finding.start }, end: { line, character: finding.end } },
  };
}

const covers = ({ start, end }: Span, character: number): boolean => start <= character && character <= end;

function findingAt(text: string, character: number): Finding | undefined {
  const line = parseLine(text);
  if (line.kind === 'directive') {
    if (!line.directive || !covers(line.word, character)) return undefined;
    return { ...spanOf(line.word), text: describeDirective(line.directive) };
  }
  if (line.kind !== 'instruction' || !line.instruction) return undefined;
  const service = serviceOf(line);
  if (covers(line.mnemonic, character)) {
    const description = describeInstruction(line.instruction);
    return { ...spanOf(line.mnemonic), text: service ? `${service}\n\n---\n\n${description}` : description };
  }
  const operand = line.operands.find((candidate) => covers(candidate, character));
  if (!operand) return undefined;
  if (service) return { ...spanOf(operand), text: service };
  return registerAt(operand, character);
}

const spanOf = ({ start, end }: Token): Span => ({ start, end });

/** The description of the service that an SVC calls, when its operands tell. */
function serviceOf({ instruction, operands }: InstructionLine): string | undefined {
  if (instruction?.mnemonic !== 'SVC') return undefined;
  const [first, second] = operands;
  const number = (operand: Operand | undefined): number | undefined =>
    operand?.kind === 'number' ? operand.value : undefined;
  const field = (name: string): number | undefined => {
    const found = operands.find((operand) => operand.kind === 'field' && operand.field === name);
    return found?.kind === 'field' ? number(found.value) : undefined;
  };
  const immediate = operands.length === 1 ? number(first) : undefined;
  const module = field('MOD') ?? (second && number(first)) ?? 0;
  const fn = field('FN') ?? number(second) ?? 0;
  const service = serviceByImmediate(immediate ?? module * 256 + fn);
  return service && describeService(service);
}

function registerAt(operand: Operand, character: number): Finding | undefined {
  if (operand.kind === 'register') return { ...spanOf(operand), text: describeRegister(operand.index) };
  if (operand.kind !== 'memory') return undefined;
  const start = operand.text.search(/R/i) + operand.start;
  const end = start + `R${operand.base}`.length;
  return covers({ start, end }, character) ? { start, end, text: describeRegister(operand.base) } : undefined;
}
