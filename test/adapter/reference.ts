/** The model of the reference executive behind a port, as the adapter meets it. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { LineConnection } from '../../src/platform/line-connection';
import { FakeExecutive } from '../../src/protocol/remote/fake-executive.testing';
import { ReferenceExecutive } from '../../src/protocol/remote/reference/reference-executive.testing';

export class ServedReference {
  readonly wire = new FakeExecutive();
  model: ReferenceExecutive;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  /** @param images by path */
  private constructor(private readonly images: Map<string, Uint8Array>) {
    this.model = new ReferenceExecutive(this.wire, images, 20);
    this.server = createServer((socket) => void this.serve(socket));
  }

  static async start(images: Map<string, Uint8Array>): Promise<ServedReference> {
    const served = new ServedReference(images);
    served.server.listen(0, '127.0.0.1');
    await once(served.server, 'listening');
    return served;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async ask(cmd: string, fields: Record<string, unknown> = {}): Promise<void> {
    const line = await this.wire.connect({ onLine: () => {}, onClose: () => {} });
    line.send(JSON.stringify({ cmd, ...fields }));
    await new Promise((resolve) => setImmediate(resolve));
    line.close();
  }

  /** As when an image is deleted there. */
  remove(path: string): void {
    this.images.delete(path);
  }

  /** Another process on the same port. */
  restart(): void {
    this.wire.restart();
    this.model = new ReferenceExecutive(this.wire, this.images, 20);
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    socket.on('error', () => {});
    const lines: string[] = [];
    let connection: LineConnection | undefined;
    createInterface({ input: socket }).on('line', (line) => {
      if (connection) connection.send(line);
      else lines.push(line);
    });
    socket.on('close', () => {
      this.sockets.delete(socket);
      connection?.close();
    });
    connection = await this.wire.connect({
      onLine: (line) => void socket.write(`${line}\n`),
      onClose: () => socket.destroy(),
    });
    for (const line of lines) connection.send(line);
  }
}
