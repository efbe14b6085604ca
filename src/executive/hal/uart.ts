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
const parities = ['none', 'even', 'odd'] as const;
const Flag = { transmitReady: 1, receiveReady: 2, overrun: 4, parity: 8 } as const;

interface Port {
  readonly received: number[];
  /** Overrun and parity, until GET_STATUS tells of them. */
  errors: number;
  loopBack: boolean;
  /** Bits per second, parity and stop bits, as CONFIG left them. */
  line: { baud: number; parity: (typeof parities)[number]; stop_bits: number };
}

export class Uart {
  private readonly ports: readonly Port[] = Array.from({ length: PORTS }, () => ({
    received: [],
    errors: 0,
    loopBack: false,
    line: { baud: 115200, parity: 'none', stop_bits: 1 },
  }));

  constructor(private readonly host: HalHost) {}

  readonly module = createModule({
    0: (task) => {
      const port = halfRegister(task, 1);
      const loopBack = this.ports[port]?.loopBack;
      if (loopBack === undefined) return HalStatus.invalid;
      const bytes = readBytes(task, halfRegister(task, 2), halfRegister(task, 3));
      this.host.emit('uart', task.pid, { text: decodeText(bytes), port, data: hexText(bytes) });
      if (loopBack) this.receive(port, bytes);
      return bytes.length;
    },
    1: (task) => {
      const waiting = this.ports[halfRegister(task, 1)]?.received;
      if (!waiting) return HalStatus.invalid;
      const bytes = Uint8Array.from(waiting.slice(0, halfRegister(task, 3)));
      const stored = writeBytes(task, halfRegister(task, 2), bytes);
      waiting.splice(0, stored);
      return stored;
    },
    2: (task) => {
      const port = this.ports[register(task, 1)];
      const parity = parities[register(task, 3)];
      const [baud, stopBits] = [register(task, 2), register(task, 4)];
      if (!port || !parity || !rates.has(baud) || (stopBits !== 1 && stopBits !== 2)) return HalStatus.invalid;
      port.line = { baud, parity, stop_bits: stopBits };
      return HalStatus.ok;
    },
    3: (task) => {
      const port = this.ports[halfRegister(task, 1)];
      if (!port) return HalStatus.invalid;
      const { errors } = port;
      port.errors = 0;
      return Flag.transmitReady | (port.received.length > 0 ? Flag.receiveReady : 0) | errors;
    },
  });

  /** Whether a port hears itself. */
  setLoopBack(port: number, on: boolean): void {
    this.ports[port]!.loopBack = on;
  }

  /**
   * Bytes arrive: in the mailboxes for it or, when nobody has one, for READ_POLL.
   * @param parityError whether the line has spoiled some of them
   * @returns false when some were lost
   */
  receive(port: number, bytes: Uint8Array, parityError = false): boolean {
    if (parityError) this.ports[port]!.errors |= Flag.parity;
    let lost = false;
    for (let at = 0; at < bytes.length; at += CHUNK) {
      const chunk = bytes.subarray(at, at + CHUNK);
      const { taken, full } = this.host.post(`hal:uart:${port}:rx`, this.event(port, chunk));
      if (full > 0) lost = true;
      else if (taken === 0 && !this.keep(port, chunk)) lost = true;
    }
    if (lost) this.ports[port]!.errors |= Flag.overrun;
    return !lost;
  }

  /** `waiting`: bytes for READ_POLL. */
  report() {
    return this.ports.map(({ received, errors, loopBack, line }, port) => ({
      ...{ port, waiting: received.length },
      overrun: (errors & Flag.overrun) !== 0,
      parity_error: (errors & Flag.parity) !== 0,
      ...{ loop_back: loopBack, ...line },
    }));
  }

  hasPort(port: number): boolean {
    return port >= 0 && port < PORTS;
  }

  private keep(port: number, bytes: Uint8Array): boolean {
    const { received } = this.ports[port]!;
    const fitting = bytes.subarray(0, FIFO - received.length);
    received.push(...fitting);
    return fitting.length === bytes.length;
  }

  private event(port: number, chunk: Uint8Array): Uint8Array {
    return record(35, (view, bytes) => {
      view.setUint8(0, port);
      bytes.set(chunk, 1);
      view.setUint8(33, chunk.length);
      view.setUint8(34, this.ports[port]!.errors);
    });
  }
}
