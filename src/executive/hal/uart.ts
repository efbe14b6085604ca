/** Module 0x10: serial ports 0 to 2. What programs send is an event; a host, or the loop-back, sends the other way. */

import { decodeText, halfRegister, readBytes, register, writeBytes } from '../guest-memory';
import { hexText } from '../hex-text';
import { createModule, type HalHost, HalStatus, record } from './hal';

const PORTS = 3;
/** Received bytes that wait for READ_POLL; more are lost, and marked. */
const FIFO = 256;
/** Payload of one record of the event mailbox. */
const CHUNK = 32;
const rates: ReadonlySet<number> = new Set([9600, 19200, 38400, 57600, 115200]);
const Flag = { transmitReady: 1, receiveReady: 2, overrun: 4 } as const;

export class Uart {
  private readonly received: number[][] = Array.from({ length: PORTS }, () => []);
  private readonly overrun = new Set<number>();
  private readonly loops = new Set<number>();

  constructor(private readonly host: HalHost) {}

  readonly module = createModule({
    0: (task) => {
      const port = halfRegister(task, 1);
      if (port >= PORTS) return HalStatus.invalid;
      const bytes = readBytes(task, halfRegister(task, 2), halfRegister(task, 3));
      this.host.emit('uart', task.pid, { text: decodeText(bytes), port, data: hexText(bytes) });
      if (this.loops.has(port)) this.receive(port, bytes);
      return bytes.length;
    },
    1: (task) => {
      const waiting = this.received[halfRegister(task, 1)];
      if (!waiting) return HalStatus.invalid;
      const bytes = Uint8Array.from(waiting.slice(0, halfRegister(task, 3)));
      const stored = writeBytes(task, halfRegister(task, 2), bytes);
      waiting.splice(0, stored);
      return stored;
    },
    2: (task) => {
      const [port, rate, parity, stopBits] = [1, 2, 3, 4].map((index) => register(task, index));
      const valid = port! < PORTS && rates.has(rate!) && parity! <= 2 && (stopBits === 1 || stopBits === 2);
      return valid ? HalStatus.ok : HalStatus.invalid;
    },
    3: (task) => {
      const port = halfRegister(task, 1);
      const waiting = this.received[port];
      if (!waiting) return HalStatus.invalid;
      const overrun = this.overrun.delete(port) ? Flag.overrun : 0;
      return Flag.transmitReady | (waiting.length > 0 ? Flag.receiveReady : 0) | overrun;
    },
  });

  /** Whether a port hears itself. */
  setLoopBack(port: number, on: boolean): void {
    if (on) this.loops.add(port);
    else this.loops.delete(port);
  }

  /** Bytes arrive: in the mailboxes for it or, when nobody has one, for READ_POLL. @returns false when some were lost */
  receive(port: number, bytes: Uint8Array): boolean {
    let lost = false;
    for (let at = 0; at < bytes.length; at += CHUNK) {
      const chunk = bytes.subarray(at, at + CHUNK);
      const { taken, full } = this.host.post(`hal:uart:${port}:rx`, this.event(port, chunk));
      if (full > 0) lost = true;
      else if (taken === 0 && !this.keep(port, chunk)) lost = true;
    }
    if (lost) this.overrun.add(port);
    return !lost;
  }

  /** Bytes that wait for READ_POLL. */
  report() {
    return this.received.map((bytes, port) => ({ port, waiting: bytes.length, overrun: this.overrun.has(port) }));
  }

  hasPort(port: number): boolean {
    return port >= 0 && port < PORTS;
  }

  private keep(port: number, bytes: Uint8Array): boolean {
    const waiting = this.received[port]!;
    waiting.push(...bytes.subarray(0, FIFO - waiting.length));
    return waiting.length < FIFO || bytes.length === 0;
  }

  private event(port: number, chunk: Uint8Array): Uint8Array {
    return record(35, (view, bytes) => {
      view.setUint8(0, port);
      bytes.set(chunk, 1);
      view.setUint8(33, chunk.length);
      view.setUint8(34, this.overrun.has(port) ? Flag.overrun : 0);
    });
  }
}
