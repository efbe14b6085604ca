/** textDocument/signatureHelp: the operands of an instruction or a directive, the one being written marked. */

import type {
  ParameterInformation,
  Position,
  SignatureHelp,
  SignatureHelpClientCapabilities,
  SignatureInformation,
} from 'vscode-languageserver';
import { servicesOf } from '../isa/services';
import { parseLine } from '../toolchain/syntax/parse-line';
import type { DirectiveLine, InstructionLine } from '../toolchain/syntax/tree';
import type { DocumentContext } from './context';
import { operandNote, operandTexts, signatureOf } from './describe/instruction';
import { shown } from './describe/plain-text';
import { serviceOf } from './service-operands';

export const signatureTriggers: readonly string[] = [' ', ','];

/** What the client shows of a signature (`signatureHelp.signatureInformation` of its capabilities). */
export type SignatureSupport = NonNullable<SignatureHelpClientCapabilities['signatureInformation']>;

export function signatureHelp(
  context: DocumentContext,
  position: Position,
  { documentationFormat, parameterInformation }: SignatureSupport = {},
): SignatureHelp | null {
  const help = fullHelp(context, position);
  for (const { label: whole, parameters = [] } of help?.signatures ?? []) {
    for (const parameter of parameters) {
      const { label, documentation } = parameter;
      if (typeof label !== 'string' && !parameterInformation?.labelOffsetSupport) {
        parameter.label = whole.slice(...label);
      }
      if (typeof documentation === 'object') parameter.documentation = shown(documentation, documentationFormat);
    }
  }
  return help;
}

function fullHelp(
  { lines, wideServices }: DocumentContext,
  { line: index, character }: Position,
): SignatureHelp | null {
  const whole = lines.lineAt(index);
  if (!whole || character > whole.codeEnd) return null;
  const before = whole.text.slice(0, character);
  const line = parseLine(before);
  if (line.kind === 'instruction' && character > line.mnemonic.end) {
    return ofInstruction(line, before, whole, wideServices);
  }
  if (line.kind === 'directive' && character > line.word.end) return ofDirective(line, before);
  return null;
}

/** How many operands are complete in front of the cursor. */
function completeOperands({ operands }: InstructionLine, before: string): number {
  const written = operands.filter((operand) => operand.text !== '').length;
  // A blank or a comma ends an operand, but not inside of brackets.
  const ended = /[\s,]$/.test(before) && !/\[[^\]]*$/.test(before);
  return ended ? written : Math.max(written - 1, 0);
}

function ofInstruction(line: InstructionLine, before: string, whole: unknown, wide: boolean): SignatureHelp | null {
  const { instruction } = line;
  if (!instruction || instruction.operands.length === 0) return null;
  if (instruction.mnemonic === 'SVC') return ofService(whole as InstructionLine, wide);
  const label = signatureOf(instruction);
  const active = completeOperands(line, before);
  if (active >= instruction.operands.length) return null;
  const parameters: ParameterInformation[] = [];
  let at = instruction.mnemonic.length + 1;
  for (const operand of instruction.operands) {
    const { length } = operandTexts[operand];
    parameters.push({ label: [at, at + length], documentation: { kind: 'markdown', value: operandNote(operand) } });
    at += length + 2;
  }
  return one({ label, documentation: `${instruction.summary}: ${instruction.effect}`, parameters }, active);
}

const one = (signature: SignatureInformation, activeParameter: number): SignatureHelp => ({
  signatures: [signature],
  activeSignature: 0,
  activeParameter,
});

/** The registers that a service takes are its parameters; while none is named, the names of all. */
function ofService(line: InstructionLine, wide: boolean): SignatureHelp {
  const service = line.operands.length > 0 ? serviceOf(line) : undefined;
  if (!service) {
    const known = servicesOf(wide)
      .map(({ name }) => name)
      .join(', ');
    return one({ label: 'SVC MOD=m, FN=n', documentation: `Services: ${known}`, parameters: [] }, 0);
  }
  const { name, input, output, summary } = service;
  const parameters = input.map((label): ParameterInformation => ({ label }));
  const label = `${name}(${input.join(', ')})${output.length > 0 ? ` -> ${output.join(', ')}` : ''}`;
  return one({ label, documentation: summary, parameters }, 0);
}

function ofDirective({ directive, argument }: DirectiveLine, before: string): SignatureHelp | null {
  if (!directive || directive.usage === '' || directive.form === 'payload') return null;
  const label = `${directive.name} ${directive.usage}`;
  const list = directive.form === 'list';
  const [first = ''] = directive.usage.split(',');
  const start = directive.name.length + 1;
  const parameters: ParameterInformation[] = [{ label: [start, start + first.length] }];
  if (list) parameters.push({ label: [label.length - 1, label.length] });
  const items = before
    .slice(argument.start)
    .replaceAll(/"[^"]*"?|'[^']*'?/g, '')
    .split(',').length;
  return one({ label, documentation: directive.summary, parameters }, list && items > 1 ? 1 : 0);
}
