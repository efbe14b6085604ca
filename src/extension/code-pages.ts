/** A page about each code of a diagnostic: what it means and what to do. A click on the code in a message opens it. */

import { parse } from 'pathe';
import * as vscode from 'vscode';
import { catalogue, type DiagnosticCode, entryOf } from '../toolchain/catalogue/catalogue';
import { canBeIgnored, isRule } from '../toolchain/lint/selection';
import { CLIENT_ID, CODE_SCHEME } from './contributions/identifiers';

/** For the server, which puts the code in the place of `CODE`. */
export const codePages = `${CODE_SCHEME}:/CODE.md`;

export function registerCodePages(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(CODE_SCHEME, {
    provideTextDocumentContent: ({ path }) => pageAbout(parse(path).name),
  });
}

function pageAbout(code: string): string | undefined {
  if (!Object.hasOwn(catalogue, code)) return undefined;
  const { severity, title, help, details } = entryOf(code as DiagnosticCode);
  const ways = [
    ...(isRule(code)
      ? [`The setting \`${CLIENT_ID}.lint.${code}\` says how serious it is, or "lint" in hsx.json.`]
      : []),
    ...(canBeIgnored(code) ? [`A comment calls it off for a line: \`; hsx-ignore: ${code}\`.`] : []),
  ];
  return [`# ${title}`, `${code}, ${severity}`, help, details, ...ways]
    .filter((part) => part !== undefined)
    .join('\n\n');
}
