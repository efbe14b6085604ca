/** Build diagnostics for the client: in the console with their place, and as data for an editor's problems list. */

import { Event, OutputEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'pathe';
import { type Diagnostic, formatDiagnostic } from '../toolchain/diagnostics';
import type { ClientPort } from './client-port';

/** Sent after every build, also with an empty list, so that what was solved disappears. */
export const DIAGNOSTICS_EVENT = 'hsx/diagnostics';

export function reportDiagnostics(client: ClientPort, diagnostics: readonly Diagnostic[]): void {
  client.send(new Event(DIAGNOSTICS_EVENT, { diagnostics }));
  const many = diagnostics.length > 1;
  if (many) client.group(`Problems of the build: ${diagnostics.length}`);
  for (const diagnostic of diagnostics) {
    const { file, range, severity } = diagnostic;
    const event: DebugProtocol.OutputEvent = new OutputEvent(
      `${formatDiagnostic(diagnostic)}\n`,
      severity === 'error' ? 'stderr' : 'console',
    );
    event.body.source = { name: basename(file), path: file };
    event.body.line = client.toClientLine(range.start.line + 1);
    event.body.column = client.toClientColumn(range.start.character + 1);
    client.send(event);
  }
  if (many) client.endGroup();
}

/** The first error and how many more there are; `undefined` when there is none. */
export function summarizeErrors(diagnostics: readonly Diagnostic[]): string | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return undefined;
  const { file, range, message } = first;
  const more = errors.length - 1;
  const place = `${file}:${range.start.line + 1}:${range.start.character + 1}`;
  return `${place}: ${message}${more > 0 ? ` (and ${more} more error${more > 1 ? 's' : ''})` : ''}`;
}
