/** Module 0x15: sixteen pins. A program drives outputs, a host the inputs; edges post to `hal:gpio:<pin>`. */

import { register } from '../guest-memory';
import { createModule, type HalHost, HalStatus, microseconds, record } from './hal';

const PINS = 16;
const Mode = { input: 0, output: 1, analog: 2 } as const;
const modeNames = ['input', 'output', 'analog'] as const;
const Pull = { none: 0, up: 1, down: 2 } as const;
const Edge = { rising: 1, falling: 2, both: 3 } as const;

interface Pin {
  mode: number;
  pull: number;
  /** 0 or 1; `null` when nobody drives it. */
  driven: number | null;
  edge: number;
}

export class Gpio {
  private readonly pins: Pin[] = Array.from({ length: PINS }, () => ({
    mode: Mode.input,
    pull: Pull.none,
    driven: null,
    edge: 0,
  }));

  constructor(private readonly host: HalHost) {}

  readonly module = createModule({
    0: (task) => this.level(register(task, 1)) ?? HalStatus.invalid,
    1: (task) => {
      const pin = this.pins[register(task, 1)];
      const value = register(task, 2);
      if (pin?.mode !== Mode.output || value > 1) return HalStatus.invalid;
      this.drive(register(task, 1), value, task.pid);
      return HalStatus.ok;
    },
    2: (task) => {
      const [number, mode, pull] = [1, 2, 3].map((index) => register(task, index)) as [number, number, number];
      const pin = this.pins[number];
      if (!pin || mode > Mode.analog || pull > Pull.down) return HalStatus.invalid;
      Object.assign(pin, { mode, pull, ...(mode === Mode.output && { driven: pin.driven ?? 0 }) });
      return HalStatus.ok;
    },
    3: (task) => {
      const [number, edge, enable] = [1, 2, 3].map((index) => register(task, index)) as [number, number, number];
      const pin = this.pins[number];
      if (!pin || edge > Edge.both) return HalStatus.invalid;
      pin.edge = enable === 0 ? 0 : edge;
      return HalStatus.ok;
    },
  });

  /** 0 or 1 of a pin; `undefined` when there is no such pin. */
  level(number: number): number | undefined {
    const pin = this.pins[number];
    return pin && (pin.driven ?? (pin.pull === Pull.up ? 1 : 0));
  }

  report() {
    return this.pins.map(({ mode }, pin) => ({ pin, mode: modeNames[mode]!, level: this.level(pin)! }));
  }

  /** The host drives an input. @returns false for an output, or when there is no such pin */
  set(number: number, value: number): boolean {
    const pin = this.pins[number];
    if (!pin || pin.mode === Mode.output) return false;
    this.drive(number, value, null);
    return true;
  }

  private drive(number: number, value: number, pid: number | null): void {
    const pin = this.pins[number]!;
    const before = this.level(number);
    pin.driven = value;
    if (before === value) return;
    this.host.emit('gpio', pid, { pin: number, value });
    const edge = value === 1 ? Edge.rising : Edge.falling;
    if ((pin.edge & edge) === 0) return;
    const event = record(8, (view) => {
      view.setUint8(0, number);
      view.setUint8(1, edge);
      view.setUint8(2, value);
      view.setUint32(4, microseconds(this.host) >>> 0, true);
    });
    this.host.post(`hal:gpio:${number}`, event);
  }
}
