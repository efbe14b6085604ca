/** textDocument/codeAction: quick fixes of findings, refactorings at the cursor, and all fixes of a file at once. */

import type { CodeAction, Diagnostic, Range, TextEdit } from 'vscode-languageserver';
import { canBeIgnored, isRule } from '../toolchain/lint/selection';
import type { FileEdit, Finding, Fix, Fixer } from './actions/fix';
import { ignore, lintFixers } from './actions/lints';
import { metadataFixers, sortOutIds } from './actions/metadata';
import { operandFixers } from './actions/operands';
import { portableForm } from './actions/portable';
import { radixFixes } from './actions/radix';
import { extractRoutine, inlineRoutine, removeUnusedLabel, saveRegisters } from './actions/routines';
import { symbolFixers } from './actions/symbols';
import type { DocumentContext } from './context';
import { CodeActionKind } from './protocol';
import { routineAt } from './view/routine';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.hsx`;

export const codeActionKinds: readonly string[] = [
  CodeActionKind.QuickFix,
  CodeActionKind.RefactorExtract,
  CodeActionKind.RefactorInline,
  CodeActionKind.RefactorRewrite,
  FIX_ALL_KIND,
];

const fixers: Readonly<Record<string, readonly Fixer[]>> = merge(
  symbolFixers,
  operandFixers,
  metadataFixers,
  lintFixers,
  {
    'not-portable': portableForm,
  },
);

function merge(...tables: readonly Readonly<Record<string, Fixer>>[]): Record<string, Fixer[]> {
  const merged: Record<string, Fixer[]> = {};
  for (const [code, fixer] of tables.flatMap((table) => Object.entries(table))) {
    merged[code] = [...(merged[code] ?? []), fixer];
  }
  return merged;
}

export interface CodeActionOptions {
  readonly range: Range;
  /** What the client shows in the range. */
  readonly diagnostics: readonly Diagnostic[];
  /** Kinds that are asked for; all unless given. */
  readonly only?: readonly string[] | undefined;
  /** The client's command that starts to rename what stands at a URI and a position. */
  readonly renameCommand?: string | undefined;
}

export function codeActions(context: DocumentContext, options: CodeActionOptions): CodeAction[] {
  const { range, diagnostics, only } = options;
  const findings = context.findings();
  const wants = (kind: string): boolean =>
    only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    for (const diagnostic of diagnostics) actions.push(...quickFixes(context, diagnostic, findings));
  }
  const { start, end } = range;
  const refactorings: [string, () => Fix[]][] = [
    [CodeActionKind.RefactorRewrite, () => radixFixes(context, start.line, start.character)],
    [CodeActionKind.RefactorRewrite, () => saveRegisters(context, start.line)],
    [CodeActionKind.RefactorRewrite, () => removeUnusedLabel(context, start.line)],
    [CodeActionKind.RefactorRewrite, () => idFix(context, start.line)],
    [CodeActionKind.RefactorInline, () => inlineRoutine(context, start.line)],
    [CodeActionKind.RefactorExtract, () => extractRoutine(context, start.line, lastLine(start.line, end))],
  ];
  for (const [kind, make] of refactorings) {
    if (wants(kind)) {
      actions.push(...make().map((fix) => ({ ...actionOf(context, fix, kind), ...renaming(context, fix, options) })));
    }
  }
  // Only on demand: it is for the moment of saving, and would stand in every menu.
  if (only?.some((kind) => FIX_ALL_KIND === kind || FIX_ALL_KIND.startsWith(`${kind}.`))) {
    // What lints find is often only unfinished.
    const edits = allEdits(
      context,
      findings.filter(({ code }) => !isRule(code)),
    );
    if (edits.length > 0) actions.push(actionOf(context, { title: 'Fix all', edits }, FIX_ALL_KIND));
  }
  return actions;
}

/** What actions in a line may have to work out first, in steps. */
export function* codeActionWork(context: DocumentContext, line: number): Generator<void> {
  yield* context.findingWork();
  const routine = routineAt(context, line);
  if (routine) yield* context.program.routineWork(context.path, [routine.name]);
}

/** A selection that ends at the start of a line does not reach into it. */
const lastLine = (first: number, { line, character }: Range['end']): number =>
  character === 0 && line > first ? line - 1 : line;

function idFix(context: DocumentContext, line: number): Fix[] {
  const parsed = context.lines.lineAt(line);
  if (parsed?.kind !== 'directive' || parsed.directive?.form !== 'payload') return [];
  const edits = sortOutIds(context);
  return edits.length > 0 ? [{ title: 'Sort out the ids of this file', edits }] : [];
}

function fixesOf(context: DocumentContext, finding: Finding): Fix[] {
  return (fixers[finding.code] ?? []).flatMap((fixer) => fixer(context, finding));
}

function quickFixes(context: DocumentContext, diagnostic: Diagnostic, findings: readonly Finding[]): CodeAction[] {
  const { code, message, range } = diagnostic;
  if (typeof code !== 'string') return [];
  const text = typeof message === 'string' ? message : message.value;
  const finding = { code, message: text, range };
  const fixes = fixesOf(context, finding);
  const actions = fixes.map((fix) => ({
    ...actionOf(context, fix, CodeActionKind.QuickFix),
    diagnostics: [diagnostic],
  }));
  const alike = findings.filter((finding) => finding.code === code);
  if (alike.length > 1 && fixes.some(({ preferred }) => preferred)) {
    const edits = allEdits(context, alike);
    const title = `Fix all of this kind in the file (${code})`;
    actions.push({ ...actionOf(context, { title, edits }, CodeActionKind.QuickFix), diagnostics: [diagnostic] });
  }
  if (canBeIgnored(code)) {
    for (const fix of ignore(context, finding)) {
      actions.push({ ...actionOf(context, fix, CodeActionKind.QuickFix), diagnostics: [diagnostic] });
    }
  }
  return actions;
}

/** The preferred fixes of all findings; of those that touch each other only the first. */
function allEdits(context: DocumentContext, findings: readonly Finding[]): FileEdit[] {
  const edits: FileEdit[] = [];
  for (const finding of findings) {
    const fix = fixesOf(context, finding).find(({ preferred }) => preferred);
    if (!fix || fix.edits.some((edit) => edits.some((other) => touches(edit, other)))) continue;
    edits.push(...fix.edits);
  }
  return edits;
}

function touches(a: FileEdit, b: FileEdit): boolean {
  if (a.path !== b.path) return false;
  return !(isBefore(a.range.end, b.range.start) || isBefore(b.range.end, a.range.start));
}

const isBefore = (a: Range['start'], b: Range['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

function renaming({ path, uriOf }: DocumentContext, { madeUp }: Fix, { renameCommand }: CodeActionOptions) {
  if (!madeUp || renameCommand === undefined) return {};
  return { command: { title: 'Rename', command: renameCommand, arguments: [uriOf(path), madeUp] } };
}

function actionOf(context: DocumentContext, { title, edits, preferred }: Fix, kind: string): CodeAction {
  const changes: Record<string, TextEdit[]> = {};
  for (const { path, range, newText } of edits) {
    const uri = context.uriOf(path);
    changes[uri] = [...(changes[uri] ?? []), { range, newText }];
  }
  return {
    title,
    kind,
    edit: { changes },
    ...(preferred && kind === CodeActionKind.QuickFix ? { isPreferred: true } : {}),
  };
}
