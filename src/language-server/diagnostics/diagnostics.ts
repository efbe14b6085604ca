/** Diagnostics by the way that the client wants: told unasked, or asked for. */

import type { Connection, DiagnosticOptions, InitializeParams } from 'vscode-languageserver';
import type { ProgramSet } from '../programs/program-set';
import type { Workspace } from '../workspace/workspace';
import type { Findings } from './findings';
import { DiagnosticsPublisher } from './publish';
import { DiagnosticsPull, diagnosticProvider, wantsToAsk } from './pull';

export class Diagnostics {
  private readonly publisher: DiagnosticsPublisher;
  private asked = false;
  private refreshes = false;

  constructor(
    private readonly connection: Connection,
    workspace: Workspace,
    programs: ProgramSet,
    findings: Findings,
    /** After each change has been looked at, whatever was found. */
    private readonly finished: () => void,
  ) {
    this.publisher = new DiagnosticsPublisher(connection, workspace, programs, findings, finished);
    new DiagnosticsPull(connection, workspace, programs, findings).register();
  }

  /** What the server offers, when the client is to ask. */
  initialize(params: InitializeParams): DiagnosticOptions | undefined {
    this.asked = wantsToAsk(params);
    this.refreshes = params.capabilities.workspace?.diagnostics?.refreshSupport ?? false;
    return this.asked ? diagnosticProvider : undefined;
  }

  /** A document has changed; a client that asks does so by itself. */
  changed(): void {
    if (this.asked) this.finished();
    else this.publisher.changed();
  }

  /** Something has changed that is no document of the client. */
  changedElsewhere(): void {
    this.changed();
    if (this.asked && this.refreshes) void this.connection.languages.diagnostics.refresh();
  }

  /** After this nothing is told any more. */
  stop(): void {
    this.publisher.stop();
  }
}
