/** An editor that can measure: the language server in a process of its own, over stdio. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const capabilities = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true }, completionList: { itemDefaults: ['editRange'] } },
    semanticTokens: { requests: { full: { delta: true } }, tokenTypes: [], tokenModifiers: [], formats: ['relative'] },
    rename: { prepareSupport: true },
  },
  workspace: { workspaceEdit: { documentChanges: true } },
};

/** Paths of bundles. */
export interface ServerScripts {
  readonly script: string;
  /** Of a server that finds nothing. */
  readonly emptyScript: string;
  /** Loaded in front of it, see `heap-reporter.ts`. */
  readonly heapReporter: string;
}

export class Editor {
  private readonly server: ChildProcess;
  private readonly connection: ProtocolConnection;
  private readonly published = new Map<string, PublishDiagnosticsParams>();
  private wake = (): void => {};
  private version = 1;

  constructor({ script, heapReporter }: Omit<ServerScripts, 'emptyScript'>) {
    const collected = ['--expose-gc', '--require', heapReporter];
    this.server = spawn(process.execPath, [...collected, script, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    });
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.server.stdout!),
      new StreamMessageWriter(this.server.stdin!),
    );
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.set(params.uri, params);
      this.wake();
    });
    this.connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
    this.connection.listen();
  }

  async initialize(rootUri: string | null): Promise<void> {
    const workspaceFolders = rootUri === null ? null : [{ uri: rootUri, name: 'bench' }];
    await this.request('initialize', { processId: process.pid, rootUri, workspaceFolders, capabilities });
    await this.connection.sendNotification('initialized', {});
  }

  request<Result>(method: string, params: object): Promise<Result> {
    return this.connection.sendRequest(method, params);
  }

  /** Up to its diagnostics. */
  async open(uri: string, text: string): Promise<void> {
    const textDocument = { uri, languageId: 'hsx-mvasm', version: this.version, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    await this.publishedFor(uri, this.version);
  }

  /** Up to the diagnostics of this very state. */
  async change(uri: string, range: Range, text: string): Promise<void> {
    const version = ++this.version;
    const textDocument = { uri, version };
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument,
      contentChanges: [{ range, text }],
    });
    await this.publishedFor(uri, version);
  }

  private async publishedFor(uri: string, version: number): Promise<void> {
    while (this.published.get(uri)?.version !== version) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Megabytes of the server's heap that are in use. */
  async heapInUse(): Promise<number> {
    const told = once(this.server, 'message');
    this.server.send('heap');
    const [bytes] = (await told) as [number];
    return bytes / 1024 ** 2;
  }

  /** Megabytes of the server's process; `undefined` where the system does not tell. */
  async residentMemory(): Promise<number | undefined> {
    const status = await readFile(`/proc/${this.server.pid}/status`, 'utf8').catch(() => '');
    const kilobytes = /VmRSS:\s*(\d+)/.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  }

  /** Milliseconds that the server has computed so far, in steps of 10; `undefined` where the system does not tell. */
  async processorTime(): Promise<number | undefined> {
    const status = await readFile(`/proc/${this.server.pid}/stat`, 'utf8').catch(() => '');
    // Behind the name of the command, which may hold blanks: user and system time in hundredths of a second.
    const [user, system] = status
      .slice(status.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return user === undefined || system === undefined ? undefined : 10 * (user + system);
  }

  async close(): Promise<void> {
    await this.request('shutdown', {});
    await this.connection.sendNotification('exit');
    this.connection.dispose();
  }
}
