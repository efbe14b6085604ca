/** textDocument/hover: what stands under the pointer, and what it means in its program. */

import type { Hover, MarkupKind, Position } from 'vscode-languageserver';
import { hex } from '../toolchain/hex';
import type { DirectiveLine, InstructionLine, Operand, Span, SymbolOperand } from '../toolchain/syntax/tree';
import { type DocumentContext, rangeOf } from './context';
import { describeEncoding, describeInstruction } from './describe/instruction';
import { describeImport, describeLabel } from './describe/label';
import { inline } from './describe/markdown';
import { describeEntry, describeKey, describeMetadataNumber, describeWords, metadataKey } from './describe/metadata';
import { describeNumber } from './describe/number';
import { shown } from './describe/plain-text';
import { describeDirective, describeRegister, describeService } from './describe/tables';
import { serviceOf } from './service-operands';
import { covers as coversToken, entryAt, payloadAt, unquoted } from './view/payload';

interface Finding extends Span {
  readonly text: string;
}

/** @param formats that the client shows */
export function hover(
  context: DocumentContext,
  { line, character }: Position,
  formats: readonly MarkupKind[] | undefined,
): Hover | null {
  const finding = findingAt(context, line, character);
  if (!finding) return null;
  const contents = shown({ kind: 'markdown', value: finding.text }, formats);
  return { contents, range: rangeOf({ line, ...finding }) };
}

/** What a hover in a line may have to work out first, in steps. */
export function* hoverWork({ lines, program, path }: DocumentContext, { line }: Position): Generator<void> {
  yield* program.layoutWork(path);
  yield* program.routineWork(path, lines.lineAt(line)?.text.match(/[A-Za-z_.$][\w.$]*/g) ?? []);
}

const covers = ({ start, end }: Span, character: number): boolean => start <= character && character <= end;
const spanOf = ({ start, end }: Span): Span => ({ start, end });

function findingAt(context: DocumentContext, index: number, character: number): Finding | undefined {
  const line = context.lines.lineAt(index);
  if (!line || character > line.codeEnd) return undefined;
  if ('label' in line && line.label && covers(line.label, character)) {
    const text = line.label.valid ? describeSymbol(context, line.label.text) : undefined;
    return text === undefined ? undefined : { ...spanOf(line.label), text };
  }
  if (line.kind === 'instruction') return inInstruction(context, line, index, character);
  if (line.kind === 'directive' && covers(line.word, character)) {
    return line.directive && { ...spanOf(line.word), text: withBytes(context, line, index) };
  }
  if (line.kind === 'payload' || (line.kind === 'directive' && line.directive?.form === 'payload')) {
    return inPayload(context, index, character);
  }
  return line.kind === 'directive' ? inArguments(context, line, character) : undefined;
}

function describeSymbol({ program, path }: DocumentContext, name: string): string | undefined {
  const symbol = program.lookUp(path, name);
  if (symbol) return describeLabel(program, program.labelFacts(symbol), path);
  const { object } = program.unitOf(path) ?? {};
  return object && [...object.imports, ...object.externs].includes(name)
    ? describeImport(program, path, name)
    : undefined;
}

function labelNamer({ program }: DocumentContext): (address: number) => string | undefined {
  return (address) => {
    for (const unit of program.units) {
      for (const [name, { section, offset }] of unit.object.localSymbols) {
        if (section === 'text' && unit.codeBase + offset === address) return name;
      }
    }
    return undefined;
  };
}

function inInstruction(
  context: DocumentContext,
  line: InstructionLine,
  index: number,
  character: number,
): Finding | undefined {
  const { instruction, mnemonic, operands } = line;
  if (!instruction) return undefined;
  const service = serviceOf(line);
  if (covers(mnemonic, character)) {
    const parts = [describeInstruction(instruction)];
    if (service) parts.unshift(describeService(service), '---');
    for (const { bytes, address } of context.program.bytesAt(context.path, index).slice(0, 3)) {
      if (bytes.length > 0) parts.push('---', describeEncoding(bytes, address, labelNamer(context)));
    }
    return { ...spanOf(mnemonic), text: parts.join('\n\n') };
  }
  const position = operands.findIndex((operand) => covers(operand, character));
  const operand = operands[position];
  if (!operand) return undefined;
  if (service) return { ...spanOf(operand), text: describeService(service) };
  const form = instruction.operands[position];
  const wantsRegister = form === 'rd' || form === 'rs1' || form === 'rs2';
  if (operand.kind === 'register' && !wantsRegister) return symbolFinding(context, operand, operand.text);
  return inOperand(context, operand, character);
}

function inOperand(context: DocumentContext, operand: Operand, character: number): Finding | undefined {
  switch (operand.kind) {
    case 'register':
      return { ...spanOf(operand), text: describeRegister(operand.index) };
    case 'number':
      return { ...spanOf(operand), text: describeNumber(operand.value, operand.low) };
    case 'symbol':
      return inSymbol(context, operand);
    case 'memory': {
      const start = operand.text.search(/R/i) + operand.start;
      const end = start + `R${operand.base}`.length;
      if (covers({ start, end }, character)) return { start, end, text: describeRegister(operand.base) };
      return covers(operand.offset, character) ? inOperand(context, operand.offset, character) : undefined;
    }
    default:
      return undefined;
  }
}

function inSymbol(context: DocumentContext, operand: SymbolOperand): Finding | undefined {
  const { form, name, nameStart, valid } = operand;
  if (!valid) return undefined;
  const span = { start: nameStart, end: nameStart + name.length };
  const finding = symbolFinding(context, span, name);
  const symbol = context.program.lookUp(context.path, name);
  if (!finding || !symbol || form === 'symbol') return finding;
  const { address, offset } = symbol;
  const value = form === 'lo16' ? address & 0xffff : form === 'hi16' ? address >>> 16 : offset & 0xffff;
  return { ...finding, text: `${inline(operand.text)} = ${hex(value, 4)} = ${value}\n\n${finding.text}` };
}

function symbolFinding(context: DocumentContext, span: Span, name: string): Finding | undefined {
  const text = describeSymbol(context, name);
  return text === undefined ? undefined : { ...spanOf(span), text };
}

/** A directive, with the bytes that it makes here. */
function withBytes({ program, path }: DocumentContext, { directive }: DirectiveLine, index: number): string {
  const parts = [describeDirective(directive!)];
  for (const { bytes, address } of program.bytesAt(path, index).slice(0, 3)) {
    if (bytes.length === 0) continue;
    const shown = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
    const rest = bytes.length > 16 ? ' …' : '';
    parts.push(`At \`${hex(address, 4)}\`, ${bytes.length} bytes: \`${shown.join(' ')}${rest}\``);
  }
  return parts.join('\n\n');
}

function inArguments(context: DocumentContext, line: DirectiveLine, character: number): Finding | undefined {
  const operand = line.operands.find((candidate) => covers(candidate, character));
  if (!operand) return undefined;
  if (line.directive?.form === 'file' && operand.kind === 'string') {
    return { ...spanOf(operand), text: inline(context.program.included(context.path, operand.value)) };
  }
  if (operand.kind === 'register') return symbolFinding(context, operand, operand.text);
  return inOperand(context, operand, character);
}

function inPayload(context: DocumentContext, line: number, character: number): Finding | undefined {
  const payload = payloadAt(context.lines, line);
  const entry = payload && entryAt(payload, line, character);
  if (!entry) return undefined;
  const directive = payload.directive.name;
  for (const { key, value } of entry.members) {
    const name = unquoted(key);
    const identity = describeEntry(entry, directive);
    if (coversToken(key, line, character)) {
      const text = describeKey(directive, name);
      return text === undefined ? undefined : { ...spanOf(key), text: identity ? `${text}\n\n${identity}` : text };
    }
    if (!value || !coversToken(value, line, character)) continue;
    const rule = metadataKey(directive, name);
    const said = unquoted(value);
    const text = rule?.key === 'handler' ? describeSymbol(context, said) : rule && describeWords(rule, said);
    if (text) return { ...spanOf(value), text };
    const number = Number(said);
    if (rule && Number.isInteger(number) && said !== '') {
      const resolved = /^(group|value|cmd)$/.test(rule.key) && identity ? `${identity}\n\n` : '';
      return { ...spanOf(value), text: `${resolved}${describeMetadataNumber(rule, number)}` };
    }
  }
  return undefined;
}
