/** The requests that lead from one place to another. */

import type {
  CallHierarchyItem,
  ClientCapabilities,
  Connection,
  ServerCapabilities,
  TextDocumentIdentifier,
} from 'vscode-languageserver';
import type { DocumentContext } from '../context';
import type { ProgramView } from '../view/program-view';
import { documentOf, incomingCalls, outgoingCalls, prepareCallHierarchy } from './call-hierarchy';
import { documentHighlights } from './document-highlight';
import { documentLinks } from './document-link';
import { documentSymbols, flatSymbols, workspaceSymbols } from './document-symbol';
import { declaration, definition, implementation, references } from './locations';
import { prepareRename, rename } from './rename';
import { type RenamedWorkspace, renameFiles } from './rename-files';

export interface NavigationHost {
  /** `undefined` for a document that is not open. */
  contextOf(uri: string): Promise<DocumentContext | undefined>;
  allPrograms(): Promise<readonly ProgramView[]>;
  uriOf(path: string): string;
  renamedWorkspace(): Promise<RenamedWorkspace>;
  /** Whether the client takes symbols within symbols. */
  nestsSymbols(): boolean;
}

/** Files that others name, and folders of them. */
const renamedFiles = [
  { pattern: { glob: '**/*.{mvasm,asm,inc,hxo,dbg}', matches: 'file' } },
  { pattern: { glob: '**', matches: 'folder' } },
] as const;

/** What navigation offers, of that which the client knows. */
export function navigationCapabilities({ textDocument, workspace }: ClientCapabilities): ServerCapabilities {
  return {
    definitionProvider: true,
    declarationProvider: true,
    implementationProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    ...(textDocument?.callHierarchy && { callHierarchyProvider: true }),
    ...(workspace?.fileOperations?.willRename && {
      workspace: { fileOperations: { willRename: { filters: [...renamedFiles] } } },
    }),
    workspaceSymbolProvider: true,
    documentLinkProvider: {},
    renameProvider: textDocument?.rename?.prepareSupport ? { prepareProvider: true } : true,
  };
}

export function registerNavigation(connection: Connection, host: NavigationHost): void {
  const about = async <Result>(
    { uri }: TextDocumentIdentifier,
    answer: (context: DocumentContext) => Result,
  ): Promise<Result | null> => {
    const context = await host.contextOf(uri);
    return context ? answer(context) : null;
  };
  connection.onDefinition(({ textDocument, position }) => about(textDocument, (doc) => definition(doc, position)));
  connection.onDeclaration(({ textDocument, position }) => about(textDocument, (doc) => declaration(doc, position)));
  connection.onImplementation(({ textDocument, position }) =>
    about(textDocument, (doc) => implementation(doc, position)),
  );
  connection.onReferences(({ textDocument, position, context: { includeDeclaration } }) =>
    about(textDocument, (doc) => references(doc, position, includeDeclaration)),
  );
  connection.onDocumentHighlight(({ textDocument, position }) =>
    about(textDocument, (doc) => documentHighlights(doc, position)),
  );
  connection.onDocumentSymbol(({ textDocument }) =>
    about(textDocument, (doc) =>
      host.nestsSymbols() ? documentSymbols(doc) : flatSymbols(documentSymbols(doc), textDocument.uri),
    ),
  );
  connection.onDocumentLinks(({ textDocument }) => about(textDocument, documentLinks));
  connection.onPrepareRename(({ textDocument, position }) =>
    about(textDocument, (doc) => prepareRename(doc, position)),
  );
  connection.onRenameRequest(({ textDocument, position, newName }) =>
    about(textDocument, (doc) => rename(doc, position, newName)),
  );
  connection.languages.callHierarchy.onPrepare(({ textDocument, position }) =>
    about(textDocument, (doc) => prepareCallHierarchy(doc, position)),
  );
  const aboutItem = <Call>(
    item: CallHierarchyItem,
    answer: (context: DocumentContext, item: CallHierarchyItem) => Call[],
  ): Promise<Call[] | null> => about({ uri: documentOf(item) ?? item.uri }, (doc) => answer(doc, item));
  connection.languages.callHierarchy.onIncomingCalls(({ item }) => aboutItem(item, incomingCalls));
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) => aboutItem(item, outgoingCalls));
  connection.workspace.onWillRenameFiles(async ({ files }) => renameFiles(files, await host.renamedWorkspace()));
  connection.onWorkspaceSymbol(async ({ query }) =>
    workspaceSymbols(await host.allPrograms(), query, (path) => host.uriOf(path)),
  );
}
