/**
 * textDocument/inlayHint and inlayHint/resolve: addresses and bytes in front of lines, constants behind
 * names, facts behind routines.
 */

import type { InlayHint, Range } from 'vscode-languageserver';
import { inSlices } from '../platform/event-loop';
import { hex } from '../toolchain/hex';
import type { Line, Operand } from '../toolchain/syntax/tree';
import type { DocumentContext } from './context';
import { halfText } from './describe/number';
import { describeRoutine, routineHint } from './describe/routine';
import { InlayHintKind } from './protocol';
import { serviceOf } from './service-operands';
import type { LineBytes } from './view/program-view';
import { labelOf } from './view/source-lines';

/** Settings `hsx.inlayHints.*`. */
export interface InlayHintOptions {
  /** The address in front of every line that makes code or data. */
  readonly addresses: boolean;
  /** The bytes that a line makes. */
  readonly bytes: boolean;
  /** Services by name, the values of symbols, numbers that look like half-precision ones. */
  readonly constants: boolean;
  /** Registers that a routine reads and changes. */
  readonly routines: boolean;
}

interface HintData {
  readonly path: string;
  readonly line: number;
}

export function inlayHints(context: DocumentContext, range: Range, options: InlayHintOptions): InlayHint[] {
  const hints: InlayHint[] = [];
  for (let index = range.start.line; index <= range.end.line; index++) {
    const line = context.lines.lineAt(index)!;
    if (line.kind === 'empty' || line.kind === 'payload') continue;
    const made = options.addresses || options.bytes ? context.program.bytesAt(context.path, index) : [];
    const placed = made.filter(({ size }) => size > 0);
    if (placed.length > 0) hints.push(placeHint(context, index, placed, options));
    if (options.routines) hints.push(...routineHints(context, line, index));
    if (options.constants) hints.push(...constantHints(context, line, index));
  }
  return hints;
}

/** What hints of a range may have to work out first, in steps. */
export function* inlayHintWork(
  { lines, program, path }: DocumentContext,
  { start, end }: Range,
  options: InlayHintOptions,
): Generator<void> {
  if (options.addresses || options.bytes) yield* program.layoutWork(path);
  if (!options.routines) return;
  for (let index = start.line; index <= end.line; index++) {
    const name = labelOf(lines.lineAt(index));
    if (name !== undefined) yield* program.routineWork(path, [name]);
  }
}

/** How many bytes are shown at most: an `LDI32` is as long. */
const SHOWN_BYTES = 8;

/** Columns that the bytes of a line take at most, so that what is behind them is aligned. */
const WIDTH: Readonly<Record<LineBytes['section'], number>> = { text: 17, data: 3 * SHOWN_BYTES };

/** Bytes in words as the machine reads code, singly in data. */
function bytesText({ section, bytes }: LineBytes): string {
  const shown = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
  const rest = bytes.length > SHOWN_BYTES ? '…' : '';
  if (section === 'data') return `${shown.join(' ')}${rest}`;
  return Array.from({ length: shown.length / 4 }, (_, index) => shown.slice(4 * index, 4 * index + 4).join('')).join(
    ' ',
  );
}

function placeHint(
  { path }: DocumentContext,
  line: number,
  placed: readonly LineBytes[],
  options: InlayHintOptions,
): InlayHint {
  const [first] = placed as readonly [LineBytes, ...LineBytes[]];
  const parts: string[] = [];
  if (options.addresses) parts.push(hex(first.address, 4).slice(2));
  if (options.bytes) parts.push(bytesText(first).padEnd(WIDTH[first.section]));
  const data: HintData = { path, line };
  return {
    position: { line, character: 0 },
    label: `${parts.join('  ')}${placed.length > 1 ? ` (+${placed.length - 1})` : ''}`,
    paddingRight: true,
    data,
  };
}

/** The tooltip of a hint in front of a line. */
export async function resolveInlayHint(
  hint: InlayHint,
  contextOf: (path: string) => Promise<DocumentContext | undefined>,
  isStale: () => boolean = () => false,
): Promise<InlayHint> {
  const { path, line } = (hint.data ?? {}) as Partial<HintData>;
  const context = typeof path === 'string' && typeof line === 'number' ? await contextOf(path) : undefined;
  if (!context || !(await inSlices(context.program.layoutWork(context.path), isStale))) return hint;
  const places = context.program
    .bytesAt(context.path, line!)
    .map((made) => `${made.section === 'text' ? 'code' : 'data'} \`${hex(made.address, 4)}\`: \`${bytesText(made)}\``);
  return { ...hint, tooltip: { kind: 'markdown', value: places.join('\n\n') } };
}

/** Facts behind the colon of a routine's label. */
function routineHints({ program, path }: DocumentContext, line: Line, index: number): InlayHint[] {
  const name = labelOf(line);
  const symbol = name === undefined ? undefined : program.lookUp(path, name);
  if (!symbol || !('label' in line) || !line.label || !program.isRoutine(symbol)) return [];
  const facts = program.routineFacts(symbol);
  if (!facts) return [];
  const position = { line: index, character: line.text.indexOf(':', line.label.end) + 1 };
  const tooltip = { kind: 'markdown' as const, value: describeRoutine(facts) };
  return [{ position, label: routineHint(facts), paddingLeft: true, tooltip }];
}

function constantHints(context: DocumentContext, line: Line, index: number): InlayHint[] {
  const behind = (character: number, label: string): InlayHint => ({
    position: { line: index, character },
    label,
    kind: InlayHintKind.Type,
    paddingLeft: true,
  });
  if (line.kind !== 'instruction') return [];
  const service = serviceOf(line);
  if (service) return [behind(line.operands.at(-1)?.end ?? line.mnemonic.end, service.name)];
  return line.operands.flatMap((operand) => {
    const text = constantText(context, operand, line.instruction?.operands[0] === 'rd');
    return text === undefined ? [] : [behind(operand.end, text)];
  });
}

/** The address behind a name, and what a load of a large number may mean. */
function constantText(context: DocumentContext, operand: Operand, loads: boolean): string | undefined {
  if (operand.kind === 'symbol') {
    const symbol = context.program.lookUp(context.path, operand.name);
    if (!symbol) return undefined;
    const { address, offset } = symbol;
    const value = { symbol: address, lo16: address & 0xffff, hi16: address >>> 16, off16: offset & 0xffff }[
      operand.form
    ];
    return `= ${hex(value, operand.form === 'symbol' ? 4 : 1)}`;
  }
  if (operand.kind !== 'number' || !loads || !/^0x[\da-f]{4}$/i.test(operand.text)) return undefined;
  const half = halfText(operand.low);
  return half === 'NaN' || Number(half) === 0 ? undefined : `f16 ${half}`;
}
