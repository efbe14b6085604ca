/** Module 0x11, and the transmit call of module 2: one CAN bus. Frames go to the host and, with loop-back, come back. */

import { byteRegister, halfRegister, readBytes, register } from '../guest-memory';
import { hexText } from '../hex-text';
import { createModule, type HalHost, HalStatus, microseconds, record } from './hal';

export interface CanFrame {
  /** 11 bits, or 29 with the extended flag. */
  readonly id: number;
  /** Up to 8 bytes. */
  readonly data: Uint8Array;
  /** Extended 1, remote request 2. */
  readonly flags: number;
}

const EXTENDED = 1;
const REMOTE = 2;
const BANKS = 16;
const LONGEST = 8;
const TRANSMIT_READY = 1;
/** Mode of CONFIG: 0 is the bus, 1 the frames of the task itself as well. */
const LOOP_BACK = 1;
const rates: ReadonlySet<number> = new Set([125_000, 250_000, 500_000, 1_000_000]);

export class Can {
  private loopBack = false;
  /** Bits per second. */
  private rate = 125_000;
  private readonly filters = new Map<number, { mask: number; id: number }>();

  constructor(private readonly host: HalHost) {}

  readonly module = createModule({
    0: (task) => {
      const flags = byteRegister(task, 4);
      const id = register(task, 1);
      const length = register(task, 3);
      const widest = flags & EXTENDED ? 0x1fffffff : 0x7ff;
      if (id > widest || length > LONGEST || flags > (EXTENDED | REMOTE)) return HalStatus.invalid;
      this.transmit(task.pid, { id, data: readBytes(task, halfRegister(task, 2), length), flags });
      return HalStatus.ok;
    },
    1: (task) => {
      const mode = register(task, 2);
      if (!rates.has(register(task, 1)) || mode > LOOP_BACK) return HalStatus.invalid;
      this.rate = register(task, 1);
      this.loopBack = mode === LOOP_BACK;
      return HalStatus.ok;
    },
    2: (task) => {
      const bank = register(task, 1);
      if (bank >= BANKS) return HalStatus.invalid;
      this.filters.set(bank, { mask: register(task, 2), id: register(task, 3) });
      return HalStatus.ok;
    },
    3: () => TRANSMIT_READY,
  });

  transmit(pid: number, frame: CanFrame): void {
    this.host.emit('can', pid, {
      id: frame.id,
      data: hexText(frame.data),
      ...(frame.flags !== 0 && { flags: frame.flags }),
    });
    if (this.loopBack) this.receive(frame);
  }

  setLoopBack(on: boolean): void {
    this.loopBack = on;
  }

  /** A frame arrives on the bus. @returns how many mailboxes took it; 0 as well when the filters keep it out */
  receive(frame: CanFrame): number {
    if (!this.passes(frame.id)) return 0;
    const { id, data, flags } = frame;
    const event = record(20, (view, bytes) => {
      view.setUint32(0, id, true);
      view.setUint8(4, data.length);
      view.setUint8(5, flags);
      bytes.set(data, 6);
      view.setUint32(16, microseconds(this.host) >>> 0, true);
    });
    return this.host.post('hal:can:rx', event).taken;
  }

  report() {
    const filters = [...this.filters].map(([bank, { mask, id }]) => ({ bank, mask, id }));
    return { bit_rate: this.rate, loop_back: this.loopBack, filters: filters.sort((a, b) => a.bank - b.bank) };
  }

  private passes(id: number): boolean {
    if (this.filters.size === 0) return true;
    return [...this.filters.values()].some(({ mask, id: wanted }) => (id & mask) === (wanted & mask));
  }
}
