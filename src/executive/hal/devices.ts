/** All simulated devices of an executive, by module number (services spec 6.2). */

import { ExecutiveError } from '../errors';
import type { ServiceModule } from '../service-host';
import { Can } from './can';
import { createFramModule } from './fram';
import type { FramArea } from './fram-area';
import { Gpio } from './gpio';
import type { HalHost } from './hal';
import { Timers } from './timers';
import { Uart } from './uart';

/** Devices as tools see them, in their wire form. */
export interface DeviceReport {
  uart: ReturnType<Uart['report']>;
  can: ReturnType<Can['report']>;
  gpio: ReturnType<Gpio['report']>;
  timers: ReturnType<Timers['report']>;
  /** In bytes. */
  fram: { size: number };
}

export class Devices {
  readonly uart: Uart;
  readonly can: Can;
  readonly timers: Timers;
  readonly gpio: Gpio;

  constructor(
    host: HalHost,
    private readonly fram: FramArea,
  ) {
    this.uart = new Uart(host);
    this.can = new Can(host);
    this.timers = new Timers(host);
    this.gpio = new Gpio(host);
  }

  modules(): [number: number, module: ServiceModule][] {
    return [
      [0x10, this.uart.module],
      [0x11, this.can.module],
      [0x12, this.timers.module],
      [0x13, createFramModule(this.fram)],
      [0x15, this.gpio.module],
    ];
  }

  /** @throws ExecutiveError unless it has that port */
  uartWith(port: number): Uart {
    if (!this.uart.hasPort(port)) throw new ExecutiveError(`there is no serial port ${port}: use 0, 1 or 2`);
    return this.uart;
  }

  report(): DeviceReport {
    return {
      uart: this.uart.report(),
      can: this.can.report(),
      gpio: this.gpio.report(),
      timers: this.timers.report(),
      fram: { size: this.fram.bytes.length },
    };
  }

  removeTask(pid: number): void {
    this.timers.removeTask(pid);
  }
}
