/** What was found when a program was built for its start, shown as problems until the next start or an edit. */

import * as vscode from 'vscode';
import type { DIAGNOSTICS_EVENT } from '../adapter/diagnostics-report';
import type { Diagnostic, Range, RelatedPlace, Severity } from '../toolchain/diagnostics';
import { DEBUG_TYPE } from './contributions/identifiers';

/** Written out, because importing it would load the debug adapter. */
const diagnosticsEvent: typeof DIAGNOSTICS_EVENT = 'hsx/diagnostics';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

export function showLaunchDiagnostics(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(DEBUG_TYPE);
  return vscode.Disposable.from(
    collection,
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type === DEBUG_TYPE && event === diagnosticsEvent) show(collection, body.diagnostics);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) collection.delete(document.uri);
    }),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      for (const uri of uris) dropRepeated(collection, uri);
    }),
  );
}

function show(collection: vscode.DiagnosticCollection, diagnostics: readonly Diagnostic[]): void {
  const byFile = new Map<string, vscode.Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    byFile.set(diagnostic.file, [...(byFile.get(diagnostic.file) ?? []), toVscode(diagnostic)]);
  }
  collection.clear();
  for (const [file, found] of byFile) collection.set(vscode.Uri.file(file), found);
}

/** The language server tells the same of open files. */
function dropRepeated(collection: vscode.DiagnosticCollection, uri: vscode.Uri): void {
  const own = collection.get(uri);
  if (!own || own.length === 0) return;
  const all = vscode.languages.getDiagnostics(uri);
  const kept = own.filter((mine) => all.filter((other) => isSame(mine, other)).length === 1);
  if (kept.length < own.length) collection.set(uri, kept);
}

function isSame(a: vscode.Diagnostic, b: vscode.Diagnostic): boolean {
  return a.code === b.code && a.message === b.message && a.range.isEqual(b.range);
}

const toRange = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

const toRelated = ({ file, range, message }: RelatedPlace): vscode.DiagnosticRelatedInformation =>
  new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(file), toRange(range)), message);

function toVscode({ range, message, severity, code, related }: Diagnostic): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(range), message, severities[severity]);
  diagnostic.source = DEBUG_TYPE;
  diagnostic.code = code;
  if (related) diagnostic.relatedInformation = related.map(toRelated);
  return diagnostic;
}
