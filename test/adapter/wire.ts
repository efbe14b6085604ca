/** A wire between an adapter and an executive, on which a test lets things go wrong. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of what the executive says. */
type Change = (text: string) => string | Promise<string>;

export class Wire {
  private change: Change = (text) => text;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** @param port of the executive */
  static async to(port: number): Promise<Wire> {
    const server = createServer((client) => wire.join(client, connect(port, '127.0.0.1')));
    const wire = new Wire(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return wire;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on; without a change everything passes. */
  alter(change: Change = (text) => text): void {
    this.change = change;
  }

  /** Breaks all connections; new ones can be made. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket, executive: Socket): void {
    for (const [socket, other] of [
      [client, executive],
      [executive, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(executive);
    let order: Promise<unknown> = Promise.resolve();
    executive.on('data', (chunk) => {
      order = order.then(async () => client.write(await this.change(chunk.toString('utf8'))));
    });
  }
}
