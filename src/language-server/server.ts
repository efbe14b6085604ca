/** The language server on any connection: its life, and the documents that the editor tells it about. */

import {
  type Connection,
  DidChangeConfigurationNotification,
  TextDocumentSyncKind,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import type { FileReader } from '../platform/files';
import { Contexts } from './contexts';
import { DiagnosticsPublisher } from './diagnostics/publish';
import { Features } from './features';
import { navigationCapabilities, registerNavigation } from './navigation/navigation';
import { pathOf } from './paths';
import { ProgramSet } from './programs/program-set';
import { Workspace } from './workspace/workspace';

/**
 * Serves until the connection ends.
 * @param files the disk, for files that are not open
 */
export function startServer(connection: Connection, files: FileReader): void {
  const workspace = new Workspace(files);
  const programs = new ProgramSet(workspace);
  const publisher = new DiagnosticsPublisher(connection, workspace, programs);
  const contexts = new Contexts(workspace, programs);
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
  });
  let dynamicConfiguration = false;

  connection.onInitialize((params) => {
    dynamicConfiguration = params.capabilities.workspace?.didChangeConfiguration?.dynamicRegistration ?? false;
    programs.setFolders(foldersOf(params.workspaceFolders, params.rootUri));
    return {
      serverInfo: { name: 'HSX language server' },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...features.initialize(params),
        ...navigationCapabilities(params.capabilities),
      },
    };
  });
  connection.onInitialized(async () => {
    if (dynamicConfiguration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'hsx' });
    }
    await features.configure();
  });
  connection.onDidChangeConfiguration(() => features.configure());
  connection.onShutdown(() => publisher.stop());

  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    workspace.didOpen(uri, version, text);
    publisher.changed();
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    workspace.didChange(uri, version, contentChanges);
    publisher.changed();
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    workspace.didClose(uri);
    features.documentClosed(uri);
    publisher.changed();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) workspace.didChangeFile(uri);
    publisher.changed();
  });
  connection.listen();
}

function foldersOf(folders: readonly WorkspaceFolder[] | null | undefined, root: string | null): readonly string[] {
  if (folders) return folders.map(({ uri }) => pathOf(uri));
  return typeof root === 'string' ? [pathOf(root)] : [];
}
