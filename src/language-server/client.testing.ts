/** A client for tests, on any transport: what it asks, what it is told, and what it is asked itself. */

import {
  type CancellationToken,
  createProtocolConnection,
  type MessageReader,
  type MessageWriter,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';

export class TestClient {
  readonly connection: ProtocolConnection;
  readonly #published = new Map<string, PublishDiagnosticsParams[]>();
  /** What was told last, by document. */
  readonly latest = new Map<string, PublishDiagnosticsParams>();
  #wake = (): void => {};

  constructor(reader: MessageReader, writer: MessageWriter) {
    this.connection = createProtocolConnection(reader, writer);
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#published.set(params.uri, [...(this.#published.get(params.uri) ?? []), params]);
      this.latest.set(params.uri, params);
      this.#wake();
    });
    this.connection.listen();
  }

  async initialize(capabilities: object = {}, others: object = {}): Promise<{ capabilities: Record<string, unknown> }> {
    const answer = await this.request<{ capabilities: Record<string, unknown> }>('initialize', {
      processId: null,
      rootUri: null,
      capabilities,
      ...others,
    });
    await this.notify('initialized', {});
    return answer;
  }

  request<Result>(method: string, params: unknown, token?: CancellationToken): Promise<Result> {
    return this.connection.sendRequest(method, params, ...(token ? [token] : []));
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  open(uri: string, text: string): Promise<void> {
    return this.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'hsx-mvasm', version: 1, text },
    });
  }

  /** The next diagnostics of this document that have not been looked at. */
  async published(uri: string): Promise<PublishDiagnosticsParams> {
    for (;;) {
      const next = this.#published.get(uri)?.shift();
      if (next) return next;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async close(): Promise<void> {
    await this.request('shutdown', null);
    this.connection.dispose();
  }
}
