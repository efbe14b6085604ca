/** Refactorings of routines: save what they change, take lines out into one, put one in where it is called. */

import { FRAME_POINTER, STACK_MIRROR } from '../../isa/constants';
import { registersIn } from '../../toolchain/flow/effects';
import type { InstructionLine } from '../../toolchain/syntax/tree';
import type { DocumentContext } from '../context';
import { instructionsOf, isEnd, routineAt, seesStack, stackBalance } from '../view/routine';
import { labelOf } from '../view/source-lines';
import { deleteLines, type FileEdit, type Fix, insertLines, replace } from './fix';

const mnemonicOf = ({ instruction }: InstructionLine): string | undefined => instruction?.mnemonic;

/** Offsets from the frame pointer that reach the return address or arguments, which a further push would move. */
const reachesCaller = ({ operands }: InstructionLine): boolean =>
  operands.some(
    (operand) =>
      operand.kind === 'memory' &&
      (operand.base === STACK_MIRROR ||
        (operand.base === FRAME_POINTER && (operand.offset.kind !== 'number' || operand.offset.value >= 4))),
  );

/** Pushes in front of the routine and pops in front of each RET, for registers that its caller would miss. */
export function saveRegisters(context: DocumentContext, line: number): Fix[] {
  const routine = routineAt(context, line);
  if (!routine) return [];
  const code = instructionsOf(context, routine.first, routine.last);
  const last = code.at(-1)?.line;
  if (!last || !isEnd(last) || code.some(({ line: each }) => reachesCaller(each))) return [];
  const lost = registersLost(context, routine.name);
  const returns = code.filter(({ line: each }) => mnemonicOf(each) === 'RET');
  if (lost.length === 0 || returns.length === 0) return [];
  const head = context.lines.lineAt(routine.first);
  if (head?.kind !== 'label') return [];
  const pushes = lost.map((register) => `    PUSH R${register}`);
  const pops = lost.toReversed().map((register) => `    POP R${register}`);
  const edits = [insertLines(context.path, routine.first + 1, pushes)];
  for (const { index, line: each } of returns) {
    // A label on the line of the RET has to stay in front of the pops.
    if (each.label) return [];
    edits.push(insertLines(context.path, index, pops));
  }
  const inside = new Set(labelsIn(context, routine.first + 1, routine.last));
  const all = code.map((each) => each.line);
  if (all.some(usesLiteralTarget) || !targetsOf(all).every((name) => inside.has(name))) return [];
  const names = lost.map((register) => `R${register}`).join(', ');
  return [{ title: `Save and restore ${names} in "${routine.name}"`, edits }];
}

/** Registers that come back changed, also from what it calls, but for the result in R0; nobody misses those of the entry. */
function registersLost({ path, program }: DocumentContext, name: string): number[] {
  const symbol = program.lookUp(path, name);
  const facts = symbol && program.routineFacts(symbol);
  if (!facts || facts.callsUnknown || facts.imbalances.length > 0) return [];
  return symbol.unit.object.entrySymbol === name ? [] : registersIn(facts.clobbered & ~1);
}

/** Names that the instructions jump or branch to. */
const targetsOf = (code: readonly InstructionLine[]): string[] =>
  code.flatMap(({ instruction, operands: [first] }) =>
    instruction?.operands[0] === 'target' && first ? [first.kind === 'symbol' ? first.name : first.text] : [],
  );

/** Labels that stand in the lines. */
function labelsIn({ lines }: DocumentContext, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => labelOf(lines.lineAt(first + at))).filter(
    (name) => name !== undefined,
  );
}

const usesLiteralTarget = ({ instruction, operands: [first] }: InstructionLine): boolean =>
  (instruction?.operands[0] === 'target' || instruction?.operands[0] === 'distance') && first?.kind === 'number';

/** Whole lines with nothing but instructions, labels and comments in them. */
function isPlain({ lines }: DocumentContext, first: number, last: number): boolean {
  for (let index = first; index <= last; index++) {
    const line = lines.lineAt(index);
    if (!line || line.kind === 'payload' || line.kind === 'directive') return false;
    if (line.kind === 'instruction' && !line.instruction) return false;
  }
  return true;
}

const CALL = '    CALL ';

/** @param last of the selected lines */
export function extractRoutine(context: DocumentContext, first: number, last: number): Fix[] {
  const { lines, path, program } = context;
  const code = instructionsOf(context, first, last).map(({ line }) => line);
  if (last <= first || code.length < 2 || !isPlain(context, first, last)) return [];
  if (stackBalance(code) !== 0 || code.some(mentionsStack)) return [];
  const inside = new Set(labelsIn(context, first, last));
  if (!targetsOf(code).every((name) => inside.has(name)) || code.some(usesLiteralTarget)) return [];
  for (const name of inside) {
    const symbol = program.lookUp(path, name);
    const uses = symbol ? program.usesOf(symbol) : [];
    const exported = symbol?.unit.object.symbols.has(name);
    const fromOutside = uses.some(({ place }) => place.file !== path || place.line < first || place.line > last);
    if (exported || fromOutside) return [];
  }
  const place = endOfRoutine(context, last);
  if (place === undefined) return [];
  const name = freeName(context, 'extracted');
  const body = Array.from({ length: last - first + 1 }, (_, at) => lines.lineAt(first + at)!.text);
  return [
    {
      title: `Extract to the routine "${name}"`,
      edits: [
        replaceLines(context, first, last, [CALL + name]),
        insertLines(path, place, ['', `${name}:`, ...body, '    RET']),
      ],
      madeUp: { line: first, character: CALL.length },
    },
  ];
}

/** A RET would leave the new routine only, and a CALL pushes what R15 shows. */
const mentionsStack = (line: InstructionLine): boolean => mnemonicOf(line) === 'RET' || seesStack(line);

function replaceLines(
  { lines, path }: DocumentContext,
  first: number,
  last: number,
  text: readonly string[],
): FileEdit {
  const end = { line: last, character: lines.lineAt(last)!.text.length };
  return { path, range: { start: { line: first, character: 0 }, end }, newText: text.join('\n') };
}

/** The line behind the first instruction from here on that nothing falls through. */
function endOfRoutine({ lines }: DocumentContext, line: number): number | undefined {
  for (let index = line + 1; index < lines.lineCount; index++) {
    const candidate = lines.lineAt(index)!;
    if (candidate.kind === 'directive') return undefined;
    if (candidate.kind === 'instruction' && isEnd(candidate)) return index + 1;
  }
  return undefined;
}

function freeName({ path, program }: DocumentContext, stem: string): string {
  const isTaken = (name: string): boolean => program.lookUp(path, name) !== undefined;
  let name = stem;
  for (let number = 2; isTaken(name); number++) name = `${stem}_${number}`;
  return name;
}

/** @param line of the label, or of the one CALL */
export function inlineRoutine(context: DocumentContext, line: number): Fix[] {
  const { lines, path, program } = context;
  const name = calledAt(context, line) ?? labelOf(lines.lineAt(line));
  const symbol = name === undefined ? undefined : program.lookUp(path, name);
  const definition = symbol && program.definition(symbol)?.place;
  if (name === undefined || !symbol || definition?.file !== path) return [];
  const [use, ...others] = program.usesOf(symbol);
  if (!use || others.length > 0 || use.kind !== 'call' || use.place.file !== path) return [];
  if (symbol.unit.object.symbols.has(name) || lines.lineAt(definition.line)?.kind !== 'label') return [];

  const routine = routineAt(context, definition.line);
  const call = lines.lineAt(use.place.line);
  if (!routine || call?.kind !== 'instruction' || call.label) return [];
  const code = instructionsOf(context, routine.first, routine.last);
  const inner = code.slice(0, -1).map((each) => each.line);
  const end = code.at(-1);
  if (!end || mnemonicOf(end.line) !== 'RET' || end.line.label) return [];
  const inRoutine = use.place.line >= routine.first && use.place.line <= routine.last;
  if (inRoutine || !isPlain(context, routine.first, routine.last) || fallsInto(context, routine.first)) return [];
  const leaves = inner.some((each) => mnemonicOf(each) === 'RET' || usesLiteralTarget(each) || reachesCaller(each));
  const inside = new Set(labelsIn(context, routine.first + 1, routine.last));
  if (leaves || stackBalance(inner) !== 0 || !targetsOf(inner).every((target) => inside.has(target))) return [];

  const body = Array.from(
    { length: end.index - routine.first - 1 },
    (_, at) => lines.lineAt(routine.first + 1 + at)!.text,
  );
  return [
    {
      title: `Inline "${name}"`,
      edits: [
        replaceLines(context, use.place.line, use.place.line, body),
        deleteLines(path, firstCommentAbove(context, routine.first), end.index),
      ],
    },
  ];
}

function calledAt({ lines }: DocumentContext, line: number): string | undefined {
  const parsed = lines.lineAt(line);
  if (parsed?.kind !== 'instruction' || parsed.instruction?.mnemonic !== 'CALL') return undefined;
  return parsed.operands[0]?.text;
}

/** Whether the instruction in front goes on into the line. */
function fallsInto({ lines }: DocumentContext, line: number): boolean {
  for (let index = line - 1; index >= 0; index--) {
    const before = lines.lineAt(index)!;
    if (before.kind === 'instruction') return !isEnd(before);
    if (before.kind === 'directive') return before.directive?.form === 'file';
  }
  return false;
}

/** The comment right above a routine goes with it. */
function firstCommentAbove({ lines }: DocumentContext, line: number): number {
  let first = line;
  while (first > 0) {
    const above = lines.lineAt(first - 1)!;
    if (above.kind !== 'empty' || above.codeEnd >= above.text.length) break;
    first--;
  }
  return first;
}

/** A label that nothing uses, with nothing but itself on the line. */
export function removeUnusedLabel(context: DocumentContext, line: number): Fix[] {
  const { lines, path, program } = context;
  const parsed = lines.lineAt(line);
  const name = parsed?.kind === 'label' ? labelOf(parsed) : undefined;
  const symbol = name === undefined ? undefined : program.lookUp(path, name);
  if (!symbol || !parsed || program.definition(symbol)?.place.line !== line) return [];
  if (program.usesOf(symbol).length > 0 || symbol.unit.object.symbols.has(symbol.name)) return [];
  const comment = parsed.text.slice(parsed.codeEnd);
  const edit = comment === '' ? deleteLines(path, line) : replace(path, line, 0, parsed.codeEnd, '');
  return [{ title: `Remove the unused label "${name}"`, edits: [edit] }];
}
