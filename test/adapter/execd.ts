/** `hsx execd` in a process of its own, and a plain client to look into it. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tcpConnections } from '../../src/platform/node/tcp-connection';
import { RequestLine } from '../../src/protocol/remote/request-line';
import { startExecd } from '../cli/execd';

type Fields = Record<string, unknown>;

export class Execd {
  private constructor(
    private child: ChildProcess,
    readonly port: number,
    private readonly args: readonly string[],
  ) {}

  static async start(...args: string[]): Promise<Execd> {
    const { child, port } = await startExecd(args);
    return new Execd(child, port, args);
  }

  /** As when the machine fails. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** On the same port, with the same programs. */
  async restart(): Promise<void> {
    await this.kill();
    this.child = (await startExecd(this.args, { port: this.port })).child;
  }

  /** Stops answering, without an end of its connections. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  /** Goes on after it was frozen. */
  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** One request without a session. */
  async ask(cmd: string, fields: Fields = {}): Promise<Fields> {
    const line = new RequestLine(() => {});
    await line.open(tcpConnections({ host: '127.0.0.1', port: this.port }));
    try {
      return await line.call(cmd, fields, 10_000);
    } finally {
      line.close();
    }
  }

  async clockRuns(): Promise<boolean> {
    return ((await this.ask('clock'))['clock'] as { running: boolean }).running;
  }

  async tasks(): Promise<{ pid: number; state: string; pc: number }[]> {
    return ((await this.ask('ps'))['tasks'] as { tasks: { pid: number; state: string; pc: number }[] }).tasks;
  }

  async sessions(): Promise<unknown[]> {
    return (await this.ask('session.list'))['sessions'] as unknown[];
  }
}
