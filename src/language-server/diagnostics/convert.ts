/** The toolchain's diagnostics as LSP shows them. */

import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import type { Diagnostic, Severity } from '../../toolchain/diagnostics';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export const DIAGNOSTIC_SOURCE = 'hsx';

/** @param uriOf the URI of a path that a diagnostic names */
export function toLspDiagnostic(
  { severity, code, message, range, related }: Diagnostic,
  uriOf: (path: string) => string,
): LspDiagnostic {
  return {
    severity: severities[severity],
    code,
    source: DIAGNOSTIC_SOURCE,
    message,
    range,
    ...(related && {
      relatedInformation: related.map((place) => ({
        message: place.message,
        location: { uri: uriOf(place.file), range: place.range },
      })),
    }),
  };
}
