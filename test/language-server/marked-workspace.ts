/** `hsx lsp` with a folder open, over its standard streams; `<|name>` marks a place in a file of it. */

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Location, Position, Range } from 'vscode-languageserver/node';
import type { TestClient } from '../../src/language-server/client.testing';
import { clientOf, exitCode, startLsp } from './server-process';

/** What an editor announces that can do everything. */
export const everything = {
  general: { positionEncodings: ['utf-16'] },
  window: { workDoneProgress: true },
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    fileOperations: { willRename: true },
  },
  textDocument: {
    callHierarchy: {},
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    completion: {
      completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] },
      completionList: { itemDefaults: ['editRange'] },
    },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    inlayHint: {},
    inlineValue: {},
    publishDiagnostics: {
      codeDescriptionSupport: true,
      relatedInformation: true,
      tagSupport: { valueSet: [1] },
    },
    rename: { prepareSupport: true },
    semanticTokens: {},
    signatureHelp: {
      signatureInformation: {
        documentationFormat: ['markdown', 'plaintext'],
        parameterInformation: { labelOffsetSupport: true },
      },
    },
  },
};

export interface Start {
  readonly capabilities?: object;
  readonly initializationOptions?: object;
  /** Of the section `hsx`. */
  readonly settings?: object;
  /** `files.exclude`. */
  readonly excluded?: object;
}

interface Place {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

const MARK = /<\|(\w+)>/;

export class MarkedWorkspace {
  /** What the server says in `initialize`. */
  capabilities: Record<string, unknown> = {};
  private readonly marks = new Map<string, Place>();
  private readonly texts = new Map<string, string>();
  private readonly versions = new Map<string, number>();

  private constructor(
    readonly folder: string,
    private readonly process: ChildProcessWithoutNullStreams,
    readonly client: TestClient,
  ) {}

  /** Opens a new folder with these files, and in the editor those of them that have marks. */
  static async start(
    files: Readonly<Record<string, string | Uint8Array>>,
    options: Start = {},
  ): Promise<MarkedWorkspace> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsx-lsp-')));
    const process = startLsp('--stdio');
    const workspace = new MarkedWorkspace(folder, process, clientOf(process));
    const opened = Object.entries(files).filter(([name, content]) => workspace.write(name, content));
    const { client } = workspace;
    client.connection.onRequest('workspace/configuration', () => [options.settings ?? {}, options.excluded ?? null]);
    client.connection.onRequest('client/registerCapability', () => null);
    client.connection.onRequest('window/workDoneProgress/create', () => null);
    const { capabilities } = await client.initialize(options.capabilities ?? everything, {
      rootUri: pathToFileURL(folder).href,
      initializationOptions: options.initializationOptions ?? {},
    });
    workspace.capabilities = capabilities;
    for (const [name] of opened) await client.open(workspace.uri(name), workspace.text(name));
    return workspace;
  }

  /** Whether it has marks. */
  private write(name: string, content: string | Uint8Array): boolean {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content !== 'string') {
      writeFileSync(path, content);
      return false;
    }
    let text = content;
    for (let mark = MARK.exec(text); mark; mark = MARK.exec(text)) {
      const before = text.slice(0, mark.index).split('\n');
      const position = { line: before.length - 1, character: before.at(-1)!.length };
      this.marks.set(mark[1]!, { textDocument: { uri: this.uri(name) }, position });
      text = text.replace(mark[0], '');
    }
    writeFileSync(path, text);
    this.texts.set(name, text);
    return text !== content;
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  /** As it is in the editor. */
  text(name: string): string {
    return this.texts.get(name) ?? '';
  }

  mark(name: string): Place {
    const place = this.marks.get(name);
    if (!place) throw new Error(`no mark ${name}`);
    return place;
  }

  /** A request about a marked place. */
  at<Result>(mark: string, method: string, params: object = {}): Promise<Result> {
    return this.client.request(`textDocument/${method}`, { ...this.mark(mark), ...params });
  }

  /** A request about a file. */
  of<Result>(name: string, method: string, params: object = {}): Promise<Result> {
    const request = method.startsWith('hsx/') ? method : `textDocument/${method}`;
    return this.client.request(request, { textDocument: { uri: this.uri(name) }, ...params });
  }

  /** Puts another text into the editor. */
  async change(name: string, text: string): Promise<void> {
    const version = (this.versions.get(name) ?? 1) + 1;
    this.versions.set(name, version);
    this.texts.set(name, text);
    const textDocument = { uri: this.uri(name), version };
    await this.client.notify('textDocument/didChange', { textDocument, contentChanges: [{ text }] });
  }

  /** `file:line:column text` of each, from 1, in the order of the places. */
  shown(places: readonly (Location | { readonly targetUri: string; readonly targetRange: Range })[] | null): string[] {
    return (places ?? [])
      .map((place) => ('uri' in place ? place : { uri: place.targetUri, range: place.targetRange }))
      .map(({ uri, range }) => ({ name: uri.replace(`${pathToFileURL(this.folder).href}/`, ''), range }))
      .map(
        ({ name, range }) => `${name}:${range.start.line + 1}:${range.start.character + 1} ${this.within(name, range)}`,
      )
      .sort();
  }

  private within(name: string, { start, end }: Range): string {
    const line = this.text(name).split('\n')[start.line] ?? '';
    return line.slice(start.character, start.line === end.line ? end.character : undefined);
  }

  async close(): Promise<void> {
    await this.client.close();
    this.process.stdin.end();
    await exitCode(this.process);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
