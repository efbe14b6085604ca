/** The language server on any transport: its life, and the documents that the editor tells it about. */

import type { MessageReader, MessageWriter, WorkspaceFolder } from 'vscode-languageserver';
import type { FileReader } from '../platform/files';
import type { RuleSeverities } from '../toolchain/lint/selection';
import { connect } from './connection';
import { Contexts } from './contexts';
import { diagnosticSupportOf } from './diagnostics/convert';
import { Diagnostics } from './diagnostics/diagnostics';
import { Findings } from './diagnostics/findings';
import { Features } from './features';
import { navigationCapabilities, registerNavigation } from './navigation/navigation';
import { pathOf } from './paths';
import { MessageEncoding } from './position-encoding/messages';
import { launchedPrograms } from './programs/launched';
import { listPrograms } from './programs/program-list';
import { ProgramSet } from './programs/program-set';
import { withProgress } from './progress';
import { DidChangeConfigurationNotification, TextDocumentSyncKind } from './protocol';
import { Workspace } from './workspace/workspace';

/** What a transport gives the server. */
export interface Transport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** The disk, for files that are not open. */
  readonly files: FileReader;
  /** The process of the client, when it has one; the server has no use without it. */
  watchClient?(processId: number): void;
  /** The client has said `exit`, or has gone. @param code 0 after a `shutdown`, else 1 */
  exit(code: number): void;
}

/** Serves until the connection ends. */
export function startServer(transport: Transport): void {
  const workspace = new Workspace(transport.files);
  const encoding = new MessageEncoding({
    openDocument: (uri) => workspace.openDocument(uri),
    documentAt: (uri) => workspace.loaded(pathOf(uri)),
  });
  const connection = connect(transport, encoding);
  const programs = new ProgramSet(workspace, (read) => withProgress(connection, 'Reading HSX programs', read));
  let wantsProgramsChanged = false;
  let nestsSymbols = false;
  const findings = new Findings(workspace, (): RuleSeverities => features.lintSeverities);
  const diagnostics = new Diagnostics(connection, workspace, programs, findings, () => {
    if (wantsProgramsChanged) void connection.sendNotification('hsx/programsChanged');
  });
  const contexts = new Contexts(workspace, programs, findings);
  const features = new Features(connection, {
    contextOf: (uri) => contexts.ofUri(uri),
    contextOfPath: (path) => contexts.ofPath(path),
    textOf: (uri) => workspace.openDocument(uri)?.text,
    list: async (folder) =>
      (await workspace.list(folder)).map((entry) => (entry.folder ? `${entry.name}/` : entry.name)),
  });
  registerNavigation(connection, {
    contextOf: (uri) => contexts.ofUri(uri),
    allPrograms: async () => (await programs.all()).map((program) => contexts.viewOf(program)),
    uriOf: (path) => workspace.uriOf(path),
    nestsSymbols: () => nestsSymbols,
    renamedWorkspace: async () => ({
      programs: await programs.all(),
      documentAt: (path) => workspace.loaded(path),
      uriOf: (path) => workspace.uriOf(path),
    }),
  });
  connection.onRequest('hsx/programs', async () =>
    listPrograms(await programs.all(), {
      uriOf: (path) => workspace.uriOf(path),
      findingsOf: (path, program) => findings.selectedAtOnce(path, program),
    }),
  );
  connection.onNotification('hsx/launchedPrograms', (params: unknown) => {
    programs.definitions.setLaunched(launchedPrograms(params));
    diagnostics.changedElsewhere();
  });
  let dynamicConfiguration = false;

  connection.onInitialize((params) => {
    const options = params.initializationOptions as { programsChanged?: unknown } | null | undefined;
    wantsProgramsChanged = options?.programsChanged === true;
    nestsSymbols = params.capabilities.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport ?? false;
    findings.support = diagnosticSupportOf(params);
    const diagnosticProvider = diagnostics.initialize(params);
    dynamicConfiguration = params.capabilities.workspace?.didChangeConfiguration?.dynamicRegistration ?? false;
    programs.definitions.setFolders(foldersOf(params.workspaceFolders, params.rootUri));
    return {
      serverInfo: { name: 'HSX language server' },
      capabilities: {
        positionEncoding: encoding.encoding,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...(diagnosticProvider && { diagnosticProvider }),
        ...features.initialize(params, encoding.encoding),
        ...navigationCapabilities(params.capabilities),
      },
    };
  });
  const configure = async (): Promise<void> => {
    const relevant = (): string => JSON.stringify([features.lintSeverities, features.excluded]);
    const before = relevant();
    await features.configure();
    programs.definitions.setExcluded(features.excluded);
    if (relevant() !== before) diagnostics.changedElsewhere();
  };
  connection.onInitialized(async () => {
    if (dynamicConfiguration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: ['hsx', 'files.exclude'] });
    }
    await configure();
  });
  connection.onDidChangeConfiguration(configure);
  connection.onShutdown(() => diagnostics.stop());
  transport.reader.onClose(() => diagnostics.stop());

  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    workspace.didOpen(uri, version, text);
    diagnostics.changed();
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    workspace.didChange(uri, version, contentChanges);
    diagnostics.changed();
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    workspace.didClose(uri);
    features.documentClosed(uri);
    diagnostics.changed();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) workspace.didChangeFile(uri);
    diagnostics.changedElsewhere();
  });
  connection.listen();
}

function foldersOf(folders: readonly WorkspaceFolder[] | null | undefined, root: string | null): readonly string[] {
  if (folders) return folders.map(({ uri }) => pathOf(uri));
  return typeof root === 'string' ? [pathOf(root)] : [];
}
