/** The client of the language server. A bundle of its own: it is the largest part of the extension. */

import { basename } from 'pathe';
import * as vscode from 'vscode';
import { LanguageClient, type Location, type Position, TransportKind } from 'vscode-languageclient/node';
import type { ListedProgram } from '../language-server/programs/program-list';
import { PROJECT_FILE } from '../toolchain/project/project';
import { codePages, registerCodePages } from './code-pages';
import { CLIENT_ID, Command, LANGUAGE_ID, SOURCE_PROBLEMS } from './contributions/identifiers';
import { ListingView } from './listing/listing-view';
import { MemoryMapView } from './listing/memory-map';
import { launchedPrograms, onLaunchedProgramsChanged } from './programs/launched-programs';

/** What of the client the rest of the extension uses. */
export interface StartedClient {
  showListing(source: vscode.Uri): Promise<void>;
  showMemoryMap(source: vscode.Uri): Promise<void>;
  programs(): Promise<readonly ListedProgram[]>;
  dispose(): Promise<void>;
}

/**
 * @param serverModule absolute path of the bundled server
 * @param programsChanged is told when the programs may be other ones
 * @returns once the server is ready
 */
export async function startLanguageClient(serverModule: string, programsChanged: () => void): Promise<StartedClient> {
  const client = new LanguageClient(
    CLIENT_ID,
    'HSX Language Server',
    { module: serverModule, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: LANGUAGE_ID }],
      initializationOptions: {
        programsChanged: true,
        diagnostics: 'push',
        codePages,
        commands: {
          showReferences: Command.showReferences,
          runFile: Command.runFile,
          debugFile: Command.debugFile,
          rename: Command.rename,
        },
      },
      diagnosticCollectionName: SOURCE_PROBLEMS,
      synchronize: {
        fileEvents: ['**/*.{mvasm,asm,inc,hxo,dbg,sym}', `**/${PROJECT_FILE}`].map((pattern) =>
          vscode.workspace.createFileSystemWatcher(pattern),
        ),
      },
      middleware: {
        // VS Code itself checks hsx.json against its schema, while it is written.
        handleDiagnostics: (uri, diagnostics, next) =>
          next(uri, basename(uri.path) === PROJECT_FILE ? diagnostics.filter(isNoMatterOfForm) : diagnostics),
      },
    },
  );
  await client.start();
  const listings = new ListingView(client);
  const memoryMap = new MemoryMapView(client);
  const commands = vscode.Disposable.from(showReferencesCommand(client), renameCommand(client));
  const tellLaunched = (): Promise<void> =>
    client.sendNotification('hsx/launchedPrograms', { programs: launchedPrograms() });
  const launched = vscode.Disposable.from(
    registerCodePages(),
    onLaunchedProgramsChanged(() => void tellLaunched()),
    client.onNotification('hsx/programsChanged', programsChanged),
  );
  await tellLaunched();
  return {
    showListing: (source) => listings.show(source),
    showMemoryMap: (source) => memoryMap.show(source),
    programs: () => client.sendRequest<readonly ListedProgram[]>('hsx/programs'),
    async dispose() {
      vscode.Disposable.from(listings, memoryMap, commands, launched).dispose();
      await client.dispose();
    },
  };
}

function isNoMatterOfForm({ code }: vscode.Diagnostic): boolean {
  return !['project-json', 'project-key', 'project-missing', 'project-value'].includes(String(code));
}

/** The server speaks of places as the protocol does; VS Code's own commands want its classes. */
function renameCommand({ protocol2CodeConverter: convert }: LanguageClient): vscode.Disposable {
  return vscode.commands.registerCommand(Command.rename, (uri: string, position: Position) =>
    vscode.commands.executeCommand('editor.action.rename', [vscode.Uri.parse(uri), convert.asPosition(position)]),
  );
}

function showReferencesCommand({ protocol2CodeConverter: convert }: LanguageClient): vscode.Disposable {
  return vscode.commands.registerCommand(
    Command.showReferences,
    (uri: string, position: Position, locations: Location[]) =>
      vscode.commands.executeCommand(
        'editor.action.showReferences',
        vscode.Uri.parse(uri),
        convert.asPosition(position),
        locations.map((location) => convert.asLocation(location)),
      ),
  );
}
