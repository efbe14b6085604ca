/** textDocument/diagnostic and workspace/diagnostic: the lists, for clients that ask for them. */

import type {
  CancellationToken,
  Connection,
  Diagnostic,
  DiagnosticOptions,
  FullDocumentDiagnosticReport,
  InitializeParams,
  UnchangedDocumentDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { inSlices } from '../../platform/event-loop';
import { groupByFile } from '../../toolchain/diagnostics';
import type { Program } from '../programs/program';
import type { ProgramSet } from '../programs/program-set';
import { DocumentDiagnosticReportKind, LSPErrorCodes, ResponseError } from '../protocol';
import type { Workspace } from '../workspace/workspace';
import type { Findings } from './findings';

export const diagnosticProvider: DiagnosticOptions = {
  identifier: 'hsx',
  interFileDependencies: true,
  workspaceDiagnostics: true,
};

/** A client that can ask is not told unasked, unless it wants to be (docs/language-server.md). */
export function wantsToAsk({ capabilities, initializationOptions }: InitializeParams): boolean {
  const wish: unknown = (initializationOptions as { diagnostics?: unknown } | null | undefined)?.diagnostics;
  return capabilities.textDocument?.diagnostic !== undefined && wish !== 'push';
}

type Report = FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport;

export class DiagnosticsPull {
  /** The list that each document had last, by URI; an equal one keeps its id. */
  private readonly lists = new Map<string, { readonly id: string; readonly content: string }>();
  private count = 0;

  constructor(
    private readonly connection: Connection,
    private readonly workspace: Workspace,
    private readonly programs: ProgramSet,
    private readonly findings: Findings,
  ) {}

  register(): void {
    const { diagnostics } = this.connection.languages;
    diagnostics.on(({ textDocument: { uri }, previousResultId }, token) =>
      this.ofDocument(uri, previousResultId, token),
    );
    diagnostics.onWorkspace(async ({ previousResultIds }, token) => ({
      items: await this.ofWorkspace(new Map(previousResultIds.map(({ uri, value }) => [uri, value])), token),
    }));
  }

  /** Works out what takes long, in slices. @throws ResponseError ServerCancelled when the client has called it off */
  private async workOut(programs: Iterable<Program>, token: CancellationToken): Promise<void> {
    for (const program of programs) {
      if (await inSlices(program.lintWork(), () => token.isCancellationRequested)) continue;
      throw new ResponseError(LSPErrorCodes.ServerCancelled, 'called off', { retriggerRequest: false });
    }
  }

  private async ofDocument(uri: string, previous: string | undefined, token: CancellationToken): Promise<Report> {
    const document = this.workspace.openDocument(uri);
    if (!document) return this.report(uri, [], previous);
    const programs = await this.programs.programsOf(document);
    const ofProjects = groupByFile(await this.programs.definitions.projectDiagnostics());
    await this.workOut(programs, token);
    const { path } = document;
    return this.report(uri, this.findings.of(path, programs, ofProjects.get(path)), previous);
  }

  private async ofWorkspace(
    previous: ReadonlyMap<string, string>,
    token: CancellationToken,
  ): Promise<WorkspaceDocumentDiagnosticReport[]> {
    const programs = new Set<Program>(await this.programs.all());
    for (const document of this.workspace.openDocuments) {
      for (const program of await this.programs.programsOf(document)) programs.add(program);
    }
    const ofProjects = groupByFile(await this.programs.definitions.projectDiagnostics());
    await this.workOut(programs, token);
    const paths = new Set([...programs].flatMap((program) => [...program.files, ...program.filesWithDiagnostics]));
    for (const path of ofProjects.keys()) paths.add(path);
    const reports = new Map<string, WorkspaceDocumentDiagnosticReport>();
    const add = (uri: string, diagnostics: Diagnostic[]): void => {
      const version = this.workspace.openDocument(uri)?.version ?? null;
      reports.set(uri, { uri, version, ...this.report(uri, diagnostics, previous.get(uri)) });
    };
    for (const path of paths) add(this.workspace.uriOf(path), this.findings.of(path, programs, ofProjects.get(path)));
    // What the client still shows of files that belong to nothing any more.
    for (const uri of previous.keys()) if (!reports.has(uri)) add(uri, []);
    return [...reports.values()];
  }

  private report(uri: string, items: Diagnostic[], previous: string | undefined): Report {
    const content = JSON.stringify(items);
    let list = this.lists.get(uri);
    if (list?.content !== content) {
      list = { id: String(++this.count), content };
      this.lists.set(uri, list);
    }
    const { id: resultId } = list;
    if (resultId === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }
}
