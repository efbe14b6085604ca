/** Fixes for names: spelling, imports and exports, labels and data that are missing. */

import { basename } from 'pathe';
import { instructions } from '../../isa/instructions';
import { directives } from '../../toolchain/syntax/directives';
import { suggestions } from '../../toolchain/syntax/spelling';
import { type DocumentContext, sectionOf } from '../context';
import { metadataKeys } from '../describe/metadata';
import { payloadAt } from '../view/payload';
import type { SourceLines } from '../view/source-lines';
import {
  appendLines,
  deleteLines,
  type FileEdit,
  type Finding,
  type Fix,
  type Fixer,
  insertLines,
  replace,
} from './fix';

/** The name that a finding underlines; of `lo16(name)` the one inside. */
function nameAt(
  { lines }: DocumentContext,
  { range }: Finding,
): { name: string; start: number; end: number } | undefined {
  const text = lines.lineAt(range.start.line)?.text ?? '';
  const whole = text.slice(range.start.character, range.end.character);
  const match = /^(?:(?:lo16|hi16|off16)\(\s*)?"?([A-Za-z_.][\w.$]*)/.exec(whole);
  if (!match) return undefined;
  const start = range.start.character + match[0].length - match[1]!.length;
  return { name: match[1]!, start, end: start + match[1]!.length };
}

/** Where declarations stand: behind the last one of the file, or in front of its first statement. */
function declarationLine(lines: SourceLines, directive: string): number {
  let first = -1;
  let last = -1;
  for (let index = 0; index < lines.lineCount; index++) {
    const line = lines.lineAt(index)!;
    if (line.kind === 'empty') continue;
    if (first < 0) first = index;
    if (line.kind === 'directive' && line.directive?.name === directive) last = index;
  }
  if (last >= 0) return last + 1;
  return first < 0 ? lines.lineCount - 1 : first;
}

function addDeclaration(path: string, lines: SourceLines, directive: string, name: string): FileEdit {
  return insertLines(path, declarationLine(lines, directive), [`${directive} ${name}`]);
}

const isCode = (context: DocumentContext, { range }: Finding): boolean => {
  const line = context.lines.lineAt(range.start.line);
  const form = line?.kind === 'instruction' ? line.instruction?.operands[0] : undefined;
  const handler = line?.kind === 'payload' || (line?.kind === 'directive' && line.directive?.name === '.cmd');
  const entry = line?.kind === 'directive' && line.directive?.name === '.entry';
  return form === 'target' || form === 'distance' || handler || entry;
};

/** The labels that may be meant, nearest first. */
function spellings(context: DocumentContext, finding: Finding): Fix[] {
  const found = nameAt(context, finding);
  const { object } = context.program.unitOf(context.path) ?? {};
  if (!found || !object) return [];
  const known = new Set([...object.localSymbols.keys(), ...object.imports, ...object.externs]);
  return suggestions(found.name, known).map((name) => ({
    title: `Change to "${name}"`,
    edits: [replace(context.path, finding.range.start.line, found.start, found.end, name)],
  }));
}

function imports(context: DocumentContext, finding: Finding): Fix[] {
  const found = nameAt(context, finding);
  if (!found) return [];
  const { path, lines, program } = context;
  const exporter = program.program.globals.get(found.name)?.unit;
  const from = exporter ? ` from ${basename(exporter.path)}` : '';
  const edits = [addDeclaration(path, lines, '.import', found.name)];
  return [{ title: `Import "${found.name}"${from}`, edits, ...(exporter ? { preferred: true } : {}) }];
}

/** A label of that name, with the least that makes sense under it. */
function creations(context: DocumentContext, finding: Finding): Fix[] {
  const found = nameAt(context, finding);
  if (!found) return [];
  const { name } = found;
  if (isCode(context, finding)) {
    return [{ title: `Create the routine "${name}"`, edits: [newBlock(context, 'text', [`${name}:`, '    RET'])] }];
  }
  return [
    { title: `Define "${name}" as a word of data`, edits: [newBlock(context, 'data', [`${name}:`, '    .word 0'])] },
    { title: `Define "${name}" as a text`, edits: [newBlock(context, 'data', [`${name}:`, '    .asciz ""'])] },
  ];
}

/** Lines at the end of the file, in their section. */
function newBlock(context: DocumentContext, section: 'text' | 'data', block: readonly string[]): FileEdit {
  const { lines } = context;
  if (sectionOf(context, lines.lineCount) === section) return appendLines(context, ['', ...block]);
  const other = section === 'text' ? '.data' : '.text';
  for (let index = lines.lineCount - 1; index > 0; index--) {
    const line = lines.lineAt(index);
    // In front of the last section of the other kind there is code or data of this one.
    if (line?.kind === 'directive' && line.directive?.name === other && sectionOf(context, index) === section) {
      return insertLines(context.path, index, [...block, '']);
    }
  }
  return appendLines(context, ['', `.${section}`, ...block]);
}

/** A unit that has the label but keeps it for itself gets an export. */
function exports(context: DocumentContext, finding: Finding): Fix[] {
  const found = nameAt(context, finding);
  if (!found) return [];
  const { program } = context;
  return program.units.flatMap((unit) => {
    const place = unit.assembly?.labels.get(found.name)?.place;
    const lines = place && program.linesOf(place.file);
    if (!place || !lines || unit.object.symbols.has(found.name)) return [];
    const edit = addDeclaration(place.file, lines, '.export', found.name);
    return [{ title: `Export "${found.name}" from ${basename(place.file)}`, edits: [edit], preferred: true }];
  });
}

function removeLine(title: string): Fixer {
  return ({ path }, { range }) => [{ title, edits: [deleteLines(path, range.start.line)] }];
}

/** The known words that a stretch of a line is nearly. */
function respelled(
  { path, lines }: Pick<DocumentContext, 'path' | 'lines'>,
  line: number,
  start: number,
  end: number,
  known: readonly string[],
): Fix[] {
  const word = lines.lineAt(line)?.text.slice(start, end) ?? '';
  return suggestions(word, known).map((name) => ({
    title: `Change to "${name}"`,
    edits: [replace(path, line, start, end, name)],
  }));
}

const wordFixes =
  (known: readonly string[]): Fixer =>
  ({ path, lines }, { range }) => {
    const { line, character } = range.start;
    return respelled({ path, lines }, line, character, range.end.character, known);
  };

/** A key of metadata, between its quotes. */
const keyFixes: Fixer = ({ path, lines }, { range }) => {
  const { line, character } = range.start;
  const end = range.end.character - 1;
  const payload = payloadAt(lines, line);
  const head = payload && lines.lineAt(payload.line);
  if (head?.kind !== 'directive' || !head.directive) return [];
  const known = metadataKeys(head.directive.name).flatMap(({ key, spellings: all = [key] }) => all);
  return respelled({ path, lines }, line, character + 1, end, known);
};

const mnemonicFixes = wordFixes(instructions.map(({ mnemonic }) => mnemonic));
const directiveFixes = wordFixes(directives.map(({ name }) => name));

/** An instruction in .data, or data in .text: the directive that is missing in front of it. */
const sectionFixes: Fixer = ({ path, lines }, { range }) => {
  const { line } = range.start;
  const parsed = lines.lineAt(line);
  const wanted =
    parsed?.kind === 'instruction' && parsed.instruction
      ? '.text'
      : parsed?.kind === 'directive' && parsed.directive?.section === 'data'
        ? '.data'
        : undefined;
  if (!wanted) return [];
  // In front of the label too, when there is one.
  const above = lines.lineAt(line - 1);
  const first = above?.kind === 'label' ? line - 1 : line;
  return [{ title: `Insert ${wanted}`, edits: [insertLines(path, first, [wanted])] }];
};

const all =
  (...fixers: readonly Fixer[]): Fixer =>
  (context, finding) =>
    fixers.flatMap((fixer) => fixer(context, finding));

export const symbolFixers: Readonly<Record<string, Fixer>> = {
  'symbol-unknown': all(spellings, imports, creations),
  'reloc-unknown-symbol': all(spellings, exports, creations),
  'import-unresolved': all(exports, removeLine('Remove the import')),
  'handler-unknown': all(spellings, creations),
  'export-undefined': all(spellings, removeLine('Remove the export')),
  'unknown-mnemonic': all(mnemonicFixes, directiveFixes, sectionFixes),
  'data-directive-unknown': all(sectionFixes, directiveFixes),
  'directive-unknown': directiveFixes,
  'metadata-key-unknown': keyFixes,
};
