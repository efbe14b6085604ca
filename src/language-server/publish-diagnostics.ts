/** textDocument/publishDiagnostics: every open document is checked when it, or a file it includes, has changed. */

import type { Connection, Diagnostic, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileReader } from '../platform/files';
import { type Check, check } from './check';
import { toLspDiagnostic } from './diagnostics';
import { isOnDisk, pathOf, uriOf } from './paths';

interface Result {
  readonly files: ReadonlySet<string>;
  /** By URI: of the document itself and of the files it includes. */
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
}

const encoder = new TextEncoder();
const nothing: Result = { files: new Set(), diagnostics: new Map() };

export class DiagnosticsPublisher {
  /** What is known of each open document, by its URI. */
  readonly #results = new Map<string, Result>();
  readonly #stale = new Set<string>();
  #running = false;
  #stopped = false;

  constructor(
    private readonly connection: Connection,
    private readonly documents: TextDocuments<TextDocument>,
    private readonly files: FileReader,
  ) {}

  /** The document has been opened or changed. */
  documentChanged(uri: string): void {
    this.#stale.add(uri);
    this.fileChanged(uri);
  }

  /** A document or a file has changed: what includes it is to be checked again. */
  fileChanged(uri: string): void {
    const path = pathOf(uri);
    for (const [document, { files }] of this.#results) {
      if (files.has(path)) this.#stale.add(document);
    }
    if (this.#running) return;
    this.#running = true;
    // Changes that have already arrived are handled together.
    setTimeout(() => void this.#run(), 0);
  }

  documentClosed(uri: string): void {
    this.#stale.delete(uri);
    this.#replace(uri, undefined);
    // Others that include it now see the file as it is on disk.
    this.fileChanged(uri);
  }

  /** After this nothing is published any more. */
  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    for (const uri of this.#stale) {
      if (this.#stopped) return;
      this.#stale.delete(uri);
      try {
        await this.#check(uri);
      } catch (error) {
        this.connection.console.error(`Checking ${uri} failed: ${error instanceof Error ? error.stack : error}`);
      }
    }
    this.#running = false;
  }

  async #check(uri: string): Promise<void> {
    const open = new Map(this.documents.all().map((document) => [pathOf(document.uri), document]));
    const result = await check(pathOf(uri), {
      list: (folder) => this.files.list(folder),
      read: async (path) => {
        const document = open.get(path);
        if (document) return encoder.encode(document.getText());
        return isOnDisk(uri) ? this.files.read(path) : undefined;
      },
    });
    // Changed or closed meanwhile: the next check tells.
    if (this.#stopped || this.#stale.has(uri) || !this.documents.get(uri)) return;
    this.#replace(
      uri,
      byUri(result, (path) => open.get(path)?.uri ?? uriOf(path, uri)),
    );
  }

  /** Publishes for every file that the document's old or new result speaks of; several documents may include it. */
  #replace(uri: string, result: Result | undefined): void {
    const touched = new Set([...(this.#results.get(uri) ?? nothing).diagnostics.keys()]);
    if (result) {
      this.#results.set(uri, result);
      for (const file of result.diagnostics.keys()) touched.add(file);
    } else {
      this.#results.delete(uri);
    }
    for (const file of touched) {
      const version = this.documents.get(file)?.version;
      const diagnostics = this.#diagnosticsOf(file);
      void this.connection.sendDiagnostics({ uri: file, diagnostics, ...(version !== undefined && { version }) });
    }
  }

  #diagnosticsOf(uri: string): Diagnostic[] {
    const distinct = new Map<string, Diagnostic>();
    for (const { diagnostics } of this.#results.values()) {
      for (const diagnostic of diagnostics.get(uri) ?? []) distinct.set(JSON.stringify(diagnostic), diagnostic);
    }
    return [...distinct.values()];
  }
}

function byUri({ diagnostics, files }: Check, uriOfPath: (path: string) => string): Result {
  const groups = new Map<string, Diagnostic[]>();
  for (const path of files) groups.set(uriOfPath(path), []);
  for (const diagnostic of diagnostics) {
    const uri = uriOfPath(diagnostic.file);
    const group = groups.get(uri) ?? [];
    group.push(toLspDiagnostic(diagnostic, uriOfPath));
    groups.set(uri, group);
  }
  return { files, diagnostics: groups };
}
