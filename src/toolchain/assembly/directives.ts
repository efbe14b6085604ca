/** Directives of sections, names and entry (toolchain spec 4). */

import { MAX_CODE_SIZE } from '../../isa/constants';
import type { Place } from '../diagnostics';
import { isName } from '../syntax/characters';
import { type DirectiveName, directiveByPrefix, directives } from '../syntax/directives';
import type { DirectiveLine, Operand } from '../syntax/tree';
import { directiveAdvice } from './advice';
import { numberArgument, onlyArgument } from './arguments';
import { assembleAlign, assembleList, assembleString, assembleZero } from './data';
import type { Section, Unit } from './unit';

function selectSection(section: Section) {
  return (unit: Unit, line: DirectiveLine): void => {
    unit.section = section;
    if (line.operands.length === 0) return;
    const message = `${line.directive!.name} takes no arguments; they have no effect.`;
    unit.report('directive-arity', message, line.argument, { severity: 'warning' });
  };
}

/** The name that is the only argument, or `undefined` after a report. */
function nameArgument(unit: Unit, line: DirectiveLine): Operand | undefined {
  const operand = onlyArgument(unit, line);
  if (!operand || isName(operand.text)) return operand;
  const message = `"${operand.text}" is no symbol name; use letters, digits, _, . and $, one name per directive.`;
  unit.report('symbol-invalid', message, operand);
  return undefined;
}

/** Notes a name with the first place it is declared at. */
function declareName(table: (unit: Unit) => Map<string, Place>) {
  return (unit: Unit, line: DirectiveLine): void => {
    const operand = nameArgument(unit, line);
    if (!operand) return;
    const names = table(unit);
    if (!names.has(operand.text)) names.set(operand.text, unit.placeOf(operand));
  };
}

function declareExport(unit: Unit, line: DirectiveLine): void {
  const operand = nameArgument(unit, line);
  if (operand) unit.declareExport(operand);
}

function assembleEntry(unit: Unit, line: DirectiveLine): void {
  const { operands, word } = line;
  const [operand] = operands;
  if (unit.section === 'data') {
    unit.report('entry-section', 'The entry is a place in code; write .text in front of .entry.', word);
    return;
  }
  if (operands.length > 1) {
    const message = '.entry takes one symbol or number, or nothing; remove the rest.';
    unit.report('directive-arity', message, line.argument);
    return;
  }
  if (!operand) {
    unit.usesOffsets = true;
    unit.entries.push({ kind: 'offset', offset: unit.codeOffset, place: unit.placeOf(word) });
    return;
  }
  const place = unit.placeOf(operand);
  if (operand.kind === 'number') {
    if (operand.value % 4 !== 0) {
      unit.report(
        'entry-misaligned',
        `The entry ${operand.text} is no multiple of 4; instructions have 4 bytes.`,
        operand,
      );
    }
    unit.entries.push({ kind: 'offset', offset: operand.value, place });
  } else if (isName(operand.text)) {
    unit.entries.push({ kind: 'symbol', name: operand.text, place });
  } else {
    unit.report('symbol-invalid', `"${operand.text}" is neither a symbol nor a number.`, operand);
  }
}

function assembleOrg(unit: Unit, line: DirectiveLine): void {
  if (unit.section === 'data') {
    unit.report('org-section', '.org fills up code; use .zero to reserve data.', line.word);
    return;
  }
  const operand = numberArgument(unit, line);
  if (!operand) return;
  const target = operand.value;
  unit.usesOffsets = true;
  if (target < unit.codeOffset) {
    const message = `The code is already at ${unit.codeOffset}; .org ${operand.text} has no effect.`;
    unit.report('org-backwards', message, operand);
  } else if (target > MAX_CODE_SIZE) {
    unit.report('code-too-large', `.org ${operand.text} goes beyond the ${MAX_CODE_SIZE} bytes of code.`, operand);
  } else {
    while (unit.codeOffset < target) unit.emitWord(0, line.word.start);
  }
}

type Handler = (unit: Unit, line: DirectiveLine) => void;

/** Inclusion and metadata are missing: they need more than one line. */
const handlers: Partial<Record<DirectiveName, Handler>> = {
  '.text': selectSection('text'),
  '.data': selectSection('data'),
  '.entry': assembleEntry,
  '.export': declareExport,
  '.extern': declareName((unit) => unit.externs),
  '.import': declareName((unit) => unit.imports),
  '.org': assembleOrg,
  '.byte': assembleList(1),
  '.half': assembleList(2),
  '.hword': assembleList(2),
  '.word': assembleList(4),
  '.ascii': assembleString(false),
  '.asciz': assembleString(true),
  '.string': assembleString(true),
  '.align': assembleAlign,
  '.zero': assembleZero,
};

export function assembleDirective(unit: Unit, line: DirectiveLine): void {
  const { directive, word } = line;
  const inText = unit.section === 'text';
  const unknown = inText ? 'unknown-mnemonic' : 'data-directive-unknown';
  if (!directive) {
    const meant = directiveByPrefix(word.text);
    if (!meant || (meant.section === 'data' && inText)) {
      const advice = directiveAdvice(
        word.text,
        directives.map(({ name }) => name),
      );
      unit.report(unknown, `"${word.text}" is no directive; ${advice}`, word);
      return;
    }
    unit.report('directive-unknown', `"${word.text}" is no directive; ${meant.name} may be meant.`, word);
    if (meant.name === '.text' || meant.name === '.data') unit.section = meant.name === '.text' ? 'text' : 'data';
    return;
  }
  if (directive.section === 'data' && inText) {
    unit.report(unknown, `${directive.name} stands in .data only; write .data in front of it.`, word);
    return;
  }
  handlers[directive.name as DirectiveName]?.(unit, line);
}
