/** The toolchain's diagnostics as LSP shows them. */

import {
  type ClientCapabilities,
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
} from 'vscode-languageserver';
import { entryOf } from '../../toolchain/catalogue/catalogue';
import type { Diagnostic, Severity } from '../../toolchain/diagnostics';

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
}

export function diagnosticSupportOf({ textDocument }: ClientCapabilities): DiagnosticSupport {
  const ways = [textDocument?.publishDiagnostics, textDocument?.diagnostic];
  return {
    related: ways.some((way) => way?.relatedInformation),
    tags: ways.some((way) => way?.tagSupport?.valueSet.includes(DiagnosticTag.Unnecessary)),
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
