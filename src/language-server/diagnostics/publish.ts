/** textDocument/publishDiagnostics: what is wrong with the programs of the open documents, whenever something changes. */

import type { Connection, Diagnostic } from 'vscode-languageserver';
import { nextTurn } from '../../platform/event-loop';
import { groupByFile } from '../../toolchain/diagnostics';
import type { Program } from '../programs/program';
import type { ProgramSet } from '../programs/program-set';
import type { Workspace } from '../workspace/workspace';
import type { Findings } from './findings';

interface Published {
  readonly version: number | undefined;
  readonly content: string;
}

export class DiagnosticsPublisher {
  /** What the editor has been told, by URI. */
  private readonly published = new Map<string, Published>();
  private isWaiting = false;
  private isRunning = false;
  private isStopped = false;

  constructor(
    private readonly connection: Connection,
    private readonly workspace: Workspace,
    private readonly programs: ProgramSet,
    private readonly findings: Findings,
    /** After each round, whatever it has found. */
    private readonly finished: () => void,
  ) {}

  /** Something has changed; changes that have already arrived are handled together. */
  changed(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    if (!this.isRunning) nextTurn(() => void this.run());
  }

  /** After this nothing is published any more. */
  stop(): void {
    this.isStopped = true;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.isWaiting && !this.isStopped) {
      this.isWaiting = false;
      try {
        await this.publish();
        if (!this.isStopped) this.finished();
      } catch (error) {
        this.connection.console.error(`Checking failed: ${error instanceof Error ? error.stack : error}`);
      }
    }
    this.isRunning = false;
  }

  private async publish(): Promise<void> {
    const programs = new Set<Program>();
    for (const document of this.workspace.openDocuments) {
      for (const program of await this.programs.programsOf(document)) programs.add(program);
    }
    const ofProjects = groupByFile(await this.programs.definitions.projectDiagnostics());
    // Changed meanwhile: the next round tells.
    if (this.isWaiting || this.isStopped) return;
    const paths = new Set([...programs].flatMap((program) => [...program.files, ...program.filesWithDiagnostics]));
    for (const path of ofProjects.keys()) paths.add(path);
    const uris = new Set<string>();
    for (const path of paths) {
      const uri = this.workspace.uriOf(path);
      uris.add(uri);
      this.send(uri, this.workspace.openDocument(uri)?.version, this.findings.of(path, programs, ofProjects.get(path)));
    }
    for (const uri of this.published.keys()) {
      if (uris.has(uri)) continue;
      this.send(uri, undefined, []);
      this.published.delete(uri);
    }
  }

  private send(uri: string, version: number | undefined, diagnostics: Diagnostic[]): void {
    const content = JSON.stringify(diagnostics);
    const known = this.published.get(uri);
    if (known?.content === content && known.version === version) return;
    this.published.set(uri, { version, content });
    void this.connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  }
}
