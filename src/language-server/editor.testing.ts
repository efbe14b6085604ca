/** An editor on streams with a disk in memory, for tests over the wire. */

import { PassThrough } from 'node:stream';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { FileReader } from '../platform/files';
import { TestClient } from './client.testing';
import { startServer } from './server';

export const disk = new Map<string, string>();
const files: FileReader = {
  async read(path) {
    if (path.endsWith('/forbidden.mvasm')) throw new Error('no permission');
    const text = disk.get(path);
    return text === undefined ? undefined : new TextEncoder().encode(text);
  },
  list: async () => [],
};

class Editor extends TestClient {
  readonly #toServer: PassThrough;

  private constructor(toServer: PassThrough, toEditor: PassThrough) {
    super(new StreamMessageReader(toEditor), new StreamMessageWriter(toServer));
    this.#toServer = toServer;
  }

  static start(reader: FileReader): Editor {
    const toServer = new PassThrough();
    const toEditor = new PassThrough();
    startServer({
      reader: new StreamMessageReader(toServer),
      writer: new StreamMessageWriter(toEditor),
      files: reader,
      exit: () => toServer.end(),
    });
    return new Editor(toServer, toEditor);
  }

  raw(text: string): void {
    this.#toServer.write(text);
  }

  override async close(): Promise<void> {
    await super.close();
    this.#toServer.end();
  }
}

export const range = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});

export const main = 'file:///work/main.mvasm';
/** The one that was begun last. */
export let editor: Editor;

/** An editor that has said nothing yet. */
export function begin(reader: FileReader = files): void {
  editor = Editor.start(reader);
}

export async function start(capabilities: object = {}): Promise<void> {
  begin();
  await editor.initialize(capabilities);
}

/** After each test. */
export async function end(): Promise<void> {
  await editor.close();
  disk.clear();
}
