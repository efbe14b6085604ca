/** The toolchain's diagnostics as LSP shows them. */

import type { InitializeParams, Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import { entryOf } from '../../toolchain/catalogue/catalogue';
import type { Diagnostic, Severity } from '../../toolchain/diagnostics';
import { DiagnosticSeverity, DiagnosticTag } from '../protocol';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export const DIAGNOSTIC_SOURCE = 'hsx';

/** What of a diagnostic a client can show. */
export interface DiagnosticSupport {
  readonly related: boolean;
  readonly tags: boolean;
  /** The page about a code, with `CODE` in its place; the client names it (docs/language-server.md). */
  readonly codePages: string | undefined;
}

export function diagnosticSupportOf({ capabilities, initializationOptions }: InitializeParams): DiagnosticSupport {
  const { textDocument } = capabilities;
  const pages: unknown = (initializationOptions as { codePages?: unknown } | null | undefined)?.codePages;
  const ways = [textDocument?.publishDiagnostics, textDocument?.diagnostic];
  return {
    related: ways.some((way) => way?.relatedInformation),
    tags: ways.some((way) => way?.tagSupport?.valueSet.includes(DiagnosticTag.Unnecessary)),
    codePages: typeof pages === 'string' && ways.some((way) => way?.codeDescriptionSupport) ? pages : undefined,
  };
}

/** @param uriOf the URI of a path that a diagnostic names */
export function toLspDiagnostic(
  { severity, code, message, range, related }: Diagnostic,
  uriOf: (path: string) => string,
  support: DiagnosticSupport,
): LspDiagnostic {
  return {
    severity: severities[severity],
    code,
    ...(support.codePages !== undefined && { codeDescription: { href: support.codePages.replaceAll('CODE', code) } }),
    source: DIAGNOSTIC_SOURCE,
    message,
    range,
    ...(support.tags && entryOf(code).unnecessary && { tags: [DiagnosticTag.Unnecessary] }),
    ...(support.related &&
      related && {
        relatedInformation: related.map((place) => ({
          message: place.message,
          location: { uri: uriOf(place.file), range: place.range },
        })),
      }),
  };
}
