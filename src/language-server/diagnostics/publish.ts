/** textDocument/publishDiagnostics: what is wrong with the programs of the open documents, whenever something changes. */

import type { Connection, Diagnostic } from 'vscode-languageserver';
import { inSlices, nextTurn } from '../../platform/event-loop';
import { groupByFile } from '../../toolchain/diagnostics';
import type { Program } from '../programs/program';
import type { ProgramSet } from '../programs/program-set';
import type { Workspace } from '../workspace/workspace';
import type { Findings } from './findings';

/** How long nothing changes before what takes long is worked out. */
const PAUSE_MS = 300;

interface Published {
  readonly version: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const isEqual = (a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean =>
  a.length === b.length && (a.every((each, index) => each === b[index]) || JSON.stringify(a) === JSON.stringify(b));

export class DiagnosticsPublisher {
  /** What the editor has been told, by URI. */
  private readonly published = new Map<string, Published>();
  private isWaiting = false;
  private isRunning = false;
  private isStopped = false;
  private pause: ReturnType<typeof setTimeout> | undefined;

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
    clearTimeout(this.pause);
    if (this.isWaiting) return;
    this.isWaiting = true;
    if (!this.isRunning) nextTurn(() => void this.run());
  }

  /** After this nothing is published any more. */
  stop(): void {
    clearTimeout(this.pause);
    this.isStopped = true;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.isWaiting && !this.isStopped) {
      this.isWaiting = false;
      await this.round(false);
    }
    this.isRunning = false;
  }

  /** When nothing has changed for a while, what takes long is told too. */
  private async settle(): Promise<void> {
    if (this.isRunning || this.isStopped) return;
    this.isRunning = true;
    if (await this.workOut()) await this.round(true);
    if (this.isWaiting) await this.run();
    this.isRunning = false;
  }

  /** Does what takes long in slices. @returns whether it was finished before something changed */
  private async workOut(): Promise<boolean> {
    const isStale = (): boolean => this.isWaiting || this.isStopped;
    for (const document of this.workspace.openDocuments) {
      for (const program of await this.programs.programsOf(document)) {
        if (!(await inSlices(program.lintWork(), isStale))) return false;
      }
    }
    return !isStale();
  }

  private async round(all: boolean): Promise<void> {
    try {
      await this.publish(all);
      if (!this.isStopped) this.finished();
    } catch (error) {
      this.connection.console.error(`Checking failed: ${error instanceof Error ? error.stack : error}`);
    }
  }

  /** @param all also what takes long */
  private async publish(all: boolean): Promise<void> {
    const programs = new Set<Program>();
    for (const document of this.workspace.openDocuments) {
      for (const program of await this.programs.programsOf(document)) programs.add(program);
    }
    const ofProjects = groupByFile(await this.programs.definitions.projectDiagnostics());
    // Changed meanwhile: the next round tells.
    if (this.isWaiting || this.isStopped) return;
    const paths = new Set([...programs].flatMap((program) => [...program.files, ...program.filesWithDiagnostics]));
    for (const path of ofProjects.keys()) paths.add(path);
    if (!all && ![...programs].every(({ isSettled }) => isSettled)) {
      this.pause = setTimeout(() => void this.settle(), PAUSE_MS);
    }
    const uris = new Set<string>();
    for (const path of paths) {
      const uri = this.workspace.uriOf(path);
      uris.add(uri);
      const others = ofProjects.get(path);
      const told = this.findings[all ? 'of' : 'atOnce'](path, programs, others);
      this.send(uri, this.workspace.openAt(path)?.version, told);
    }
    for (const uri of this.published.keys()) {
      if (uris.has(uri)) continue;
      this.send(uri, undefined, []);
      this.published.delete(uri);
    }
  }

  private send(uri: string, version: number | undefined, diagnostics: Diagnostic[]): void {
    const known = this.published.get(uri);
    if (known && known.version === version && isEqual(known.diagnostics, diagnostics)) return;
    this.published.set(uri, { version, diagnostics });
    void this.connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  }
}
