/** Fixes for lints: what is unused goes, what is missing comes, or the finding is called off. */

import { payloadEnd } from '../../toolchain/syntax/payload';
import type { DocumentContext } from '../context';
import { deleteLines, type FileEdit, type Finding, type Fix, type Fixer, insertLines, replace } from './fix';
import { removeUnusedLabel, saveRegisters } from './routines';

const preferred = (fixes: readonly Fix[]): Fix[] => fixes.map((fix) => ({ ...fix, preferred: true }));

/** The label of a line of its own, or that in front of a statement. */
const removeLabel: Fixer = (context, { range }) => {
  const { line } = range.start;
  const parsed = context.lines.lineAt(line);
  if (parsed?.kind === 'label') return preferred(removeUnusedLabel(context, line));
  if ((parsed?.kind !== 'instruction' && parsed?.kind !== 'directive') || !parsed.label) return [];
  const { label, text } = parsed;
  const rest = text.slice(label.end).replace(/^\s*:?\s*/, '    ');
  return [
    {
      title: `Remove the unused label "${label.text}"`,
      edits: [replace(context.path, line, 0, text.length, rest)],
      preferred: true,
    },
  ];
};

const removeDeclaration =
  (what: string): Fixer =>
  ({ path, lines }, { range }) => {
    const { line, character } = range.start;
    const parsed = lines.lineAt(line);
    const name = parsed?.text.slice(character, range.end.character) ?? '';
    // Several names on one line: each would need its own comma.
    if (parsed?.kind !== 'directive' || parsed.label || parsed.operands.length !== 1) return [];
    return [{ title: `Remove the ${what} of "${name}"`, edits: [deleteLines(path, line)], preferred: true }];
  };

/** Only whole lines without labels go: something may still name those. */
const removeCode: Fixer = ({ path, lines }, { range }) => {
  const { start, end } = range;
  for (let index = start.line; index <= end.line; index++) {
    const parsed = lines.lineAt(index);
    const isCode = parsed?.kind === 'instruction' && !parsed.label;
    if (!isCode && parsed?.kind !== 'empty') return [];
  }
  return [{ title: 'Remove the code', edits: [deleteLines(path, start.line, end.line)], preferred: true }];
};

const endCode: Fixer = ({ path }, { range }) => [
  { title: 'Insert RET', edits: [insertLines(path, range.start.line + 1, ['    RET'])] },
];

const saveChanged: Fixer = (context, { range }) => preferred(saveRegisters(context, range.start.line));

/** Behind the code of the line, as far as a comment fits there. */
export function ignore(context: DocumentContext, { code, range }: Finding): Fix[] {
  const { line } = range.start;
  const parsed = context.lines.lineAt(line);
  if (!parsed || parsed.kind === 'empty') return [];
  const { text } = parsed;
  const codeEnd = parsed.kind === 'payload' ? payloadEnd(text) : parsed.codeEnd;
  const title = `Ignore ${code} here`;
  const comment = (edit: FileEdit): Fix[] => [{ title, edits: [edit] }];
  if (codeEnd < text.length) {
    const indent = /^\s*/.exec(text)?.[0] ?? '';
    return comment(insertLines(context.path, line, [`${indent}; hsx-ignore: ${code}`]));
  }
  return comment(replace(context.path, line, text.length, text.length, ` ; hsx-ignore: ${code}`));
}

export const lintFixers: Readonly<Record<string, Fixer>> = {
  'unused-label': removeLabel,
  'unused-export': removeDeclaration('export'),
  'unused-import': removeDeclaration('import'),
  'unreachable-code': removeCode,
  'falls-off-code': endCode,
  'falls-into-routine': endCode,
  'frame-pointer-lost': saveChanged,
};
