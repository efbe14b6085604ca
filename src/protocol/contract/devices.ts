/** The simulated devices of the executive, seen from outside (services spec 6.2). */

import type { DeviceReport } from '../../executive/hal/devices';
import { command, type Done, optional, required } from './command';
import { flag, hexText, integer, text } from './readers';

export const devices = {
  /** Serial ports, the CAN bus, pins, timers, FRAM. */
  'device.list': command<{ devices: DeviceReport }>()({}, { observable: true }),
  /** Bytes arrive at a serial port: `data` as UTF-8, or `data_hex`. `complete` is false when some were lost. */
  'device.uart': command<{ length: number; complete: boolean }>()({
    port: required(integer({ min: 0 })),
    data: optional(text),
    data_hex: optional(hexText()),
    /** The line has spoiled some of them. */
    parity_error: optional(flag),
  }),
  /** Whether a device hears what programs send: a serial port, or without `port` the CAN bus. */
  'device.loopback': command<Done>()({ port: optional(integer({ min: 0 })), on: required(flag) }),
  /** A frame arrives on the bus; tells how many mailboxes took it. */
  'device.can': command<{ taken: number }>()({
    id: required(integer({ min: 0 })),
    data_hex: optional(hexText()),
    /** Extended 1, remote request 2. */
    flags: optional(integer({ min: 0, max: 3 })),
  }),
  /** Drives an input pin. */
  'device.gpio': command<Done>()({
    pin: required(integer({ min: 0 })),
    value: required(integer({ min: 0, max: 1 })),
  }),
} as const;
