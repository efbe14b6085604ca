/** The server over the wire with a disk in memory, for tests of whole workspaces. */

import { PassThrough } from 'node:stream';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { FolderEntry } from '../platform/files';
import { TestClient } from './client.testing';
import { startServer } from './server';

export class MemoryServer {
  /** @param disk texts by absolute path; changes are seen when they are told with {@link change} */
  private constructor(
    readonly client: TestClient,
    private readonly disk: Map<string, string>,
  ) {}

  /** Opens the folder `/work`. */
  static async start(
    files: Readonly<Record<string, string>>,
    capabilities: object = {},
    initializationOptions: object = {},
  ): Promise<MemoryServer> {
    const disk = new Map(Object.entries(files));
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    startServer({
      reader: new StreamMessageReader(toServer),
      writer: new StreamMessageWriter(toClient),
      files: {
        async read(path) {
          const text = disk.get(path);
          return text === undefined ? undefined : new TextEncoder().encode(text);
        },
        list: async (folder) => entriesOf([...disk.keys()], folder),
      },
      exit: () => toServer.end(),
    });
    const client = new TestClient(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    await client.initialize(capabilities, { rootUri: 'file:///work', initializationOptions });
    return new MemoryServer(client, disk);
  }

  open(path: string): Promise<void> {
    return this.client.open(`file://${path}`, this.disk.get(path) ?? '');
  }

  /** Puts other texts onto the disk, `undefined` for none, and tells the server. */
  change(files: Readonly<Record<string, string | undefined>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) this.disk.delete(path);
      else this.disk.set(path, text);
    }
    const changes = Object.keys(files).map((path) => ({ uri: `file://${path}`, type: 2 }));
    return this.client.notify('workspace/didChangeWatchedFiles', { changes });
  }

  /** `line:column code` of the next diagnostics of a file, from 1. */
  async codes(path: string): Promise<string[]> {
    const { diagnostics } = await this.client.published(`file://${path}`);
    return diagnostics.map(({ range: { start }, code }) => `${start.line + 1}:${start.character + 1} ${code}`);
  }
}

function entriesOf(paths: readonly string[], folder: string): FolderEntry[] {
  const names = new Map<string, boolean>();
  for (const path of paths) {
    if (!path.startsWith(`${folder}/`)) continue;
    const [name = '', ...rest] = path.slice(folder.length + 1).split('/');
    names.set(name, rest.length > 0);
  }
  return [...names].map(([name, isFolder]) => ({ name, folder: isFolder }));
}
