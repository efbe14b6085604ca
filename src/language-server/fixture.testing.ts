/** Sources with marks for tests: `<|>` is the cursor, `<[` and `]>` are a selection. */

import type { CodeAction, Position, Range } from 'vscode-languageserver';
import { type Assembly, assemble } from '../toolchain/assemble';
import { hasErrors } from '../toolchain/diagnostics';
import { linkUnits } from '../toolchain/link';
import { lint } from '../toolchain/lint/lint';
import { codeActions } from './code-action';
import type { DocumentContext } from './context';
import { ProgramView } from './view/program-view';
import { linesOf } from './view/source-lines';

export interface Fixture {
  readonly context: DocumentContext;
  readonly text: string;
  readonly cursor: Position;
  readonly selection: Range;
  readonly assembly: Assembly;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

/** Takes a mark out of the text. */
function take(text: string, mark: string): { text: string; position: Position | undefined } {
  const offset = text.indexOf(mark);
  if (offset < 0) return { text, position: undefined };
  return { text: text.slice(0, offset) + text.slice(offset + mark.length), position: positionAt(text, offset) };
}

/**
 * @param marked the document `main.mvasm`
 * @param others further files by name; those that the document does not include are units of their own
 */
export function fixture(marked: string, others: Readonly<Record<string, string>> = {}): Fixture {
  const cursor = take(marked, '<|>');
  const start = take(cursor.text, '<[');
  const end = take(start.text, ']>');
  const { text } = end;
  const files = new Map([['main.mvasm', text], ...Object.entries(others)]);
  const assembly = assemble('main.mvasm', (path) => files.get(path));
  const units = [...files.keys()]
    .filter((path) => path === 'main.mvasm' || !assembly.files.includes(path))
    .map((path) => (path === 'main.mvasm' ? assembly : assemble(path, (name) => files.get(name))))
    .map((unit) => ({ path: unit.path, object: unit.object, assembly: unit }));
  const lines = new Map([...files].map(([path, content]) => [path, linesOf(content)]));
  const linked = linkUnits(units, { output: 'main.hxe' });
  const lints = hasErrors(assembly.diagnostics) ? [] : lint(linked);
  const findings = [...assembly.diagnostics, ...lints].filter(({ file }) => file === 'main.mvasm');
  const context: DocumentContext = {
    path: 'main.mvasm',
    lines: lines.get('main.mvasm')!,
    program: new ProgramView(linked, (path) => lines.get(path)),
    includeFolders: [],
    wideServices: false,
    uriOf: (path) => path,
    findings: () => findings,
    *findingWork() {},
    exportsNearby: async () => new Map(),
  };
  const at = cursor.position ?? start.position ?? { line: 0, character: 0 };
  return {
    context,
    text,
    cursor: at,
    selection: { start: start.position ?? at, end: end.position ?? at },
    assembly,
  };
}

/** The text after edits, applied from the last to the first. */
export function edited(text: string, edits: readonly { readonly range: Range; readonly newText: string }[]): string {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  const offset = ({ line, character }: Position): number =>
    Math.min((starts[line] ?? text.length) + character, text.length);
  const sorted = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  return sorted.reduce(
    (result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)),
    text,
  );
}

/** The actions that a client is offered at the cursor, with the findings on its lines. */
export function actionsAt({ context, selection }: Fixture, only?: readonly string[]): CodeAction[] {
  const diagnostics = context
    .findings()
    .filter(({ range }) => range.start.line === selection.start.line)
    .map(({ code, message, range }) => ({ code, message, range }));
  return codeActions(context, { range: selection, diagnostics, only });
}

/** The document and what the assembler says of it once the action with this title is applied. */
export function applied(
  marked: string,
  title: string | RegExp,
  others: Readonly<Record<string, string>> = {},
  only?: readonly string[],
) {
  const made = fixture(marked, others);
  const actions = actionsAt(made, only);
  const action = actions.find((candidate) =>
    typeof title === 'string' ? candidate.title === title : title.test(candidate.title),
  );
  if (!action) throw new Error(`no action ${title}; there are: ${actions.map((each) => each.title).join(' | ')}`);
  const changes = action.edit?.changes ?? {};
  const files = Object.fromEntries(
    Object.entries({ 'main.mvasm': made.text, ...others }).map(([path, text]) => [
      path,
      edited(text, changes[path] ?? []),
    ]),
  );
  const after = fixture(
    files['main.mvasm']!,
    Object.fromEntries(Object.entries(files).filter(([path]) => path !== 'main.mvasm')),
  );
  return { text: files['main.mvasm']!, files, codes: after.assembly.diagnostics.map(({ code }) => code), after };
}
