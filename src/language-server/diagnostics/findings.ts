/** What a client is told about a file: the findings of all its programs, as settings and comments say. */

import type { Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import type { Diagnostic } from '../../toolchain/diagnostics';
import { type RuleSeverities, selectFindings } from '../../toolchain/lint/selection';
import type { Program } from '../programs/program';
import type { Workspace } from '../workspace/workspace';
import { type DiagnosticSupport, toLspDiagnostic } from './convert';

interface Converted {
  /** Equal for equal findings. */
  readonly key: string;
  readonly diagnostic: LspDiagnostic;
}

export class Findings {
  /** Most findings are told again after every key. */
  private readonly converted = new WeakMap<Diagnostic, Converted>();
  /** What the client can show. */
  support: DiagnosticSupport = { related: false, tags: false, codePages: undefined };

  constructor(
    private readonly workspace: Workspace,
    private readonly rules: () => RuleSeverities,
  ) {}

  /** Of one program, as the toolchain has them. */
  selected(path: string, program: Program): readonly Diagnostic[] {
    return this.select(program.diagnosticsOf(path), program);
  }

  private select(findings: readonly Diagnostic[], program: Program): readonly Diagnostic[] {
    const rules = { ...program.definition.rules, ...this.rules() };
    return selectFindings(findings, rules, (file) => this.workspace.loaded(file)?.content);
  }

  /** @param others findings of the file that are of no program */
  of(path: string, programs: Iterable<Program>, others: readonly Diagnostic[] = []): LspDiagnostic[] {
    const findings = [...programs].flatMap((program) => this.selected(path, program));
    return this.toLsp([...findings, ...others]);
  }

  /** Without working out what takes long: the lints of large programs and of unfinished ones are those from before. */
  atOnce(path: string, programs: Iterable<Program>, others: readonly Diagnostic[] = []): LspDiagnostic[] {
    const findings = [...programs].flatMap((program) => this.selectedAtOnce(path, program));
    return this.toLsp([...findings, ...others]);
  }

  /** Of one program, as the toolchain has them. */
  selectedAtOnce(path: string, program: Program): readonly Diagnostic[] {
    return this.select(program.diagnosticsAtOnce(path), program);
  }

  private toLsp(findings: readonly Diagnostic[]): LspDiagnostic[] {
    const distinct = new Map<string, LspDiagnostic>();
    for (const finding of findings) {
      const { key, diagnostic } = this.convert(finding);
      distinct.set(key, diagnostic);
    }
    return [...distinct.values()];
  }

  private convert(finding: Diagnostic): Converted {
    let converted = this.converted.get(finding);
    if (!converted) {
      const diagnostic = toLspDiagnostic(finding, (file) => this.workspace.uriOf(file), this.support);
      converted = { key: JSON.stringify(finding), diagnostic };
      // Where other files are depends on what is open.
      if (!finding.related) this.converted.set(finding, converted);
    }
    return converted;
  }
}
