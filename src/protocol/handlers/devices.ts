import type { devices } from '../contract/devices';
import { fromHex } from '../hex';
import type { Handlers } from './handler';
import { needed } from './needs';

export const deviceHandlers: Handlers<typeof devices> = {
  'device.list': (executive) => ({ devices: executive.devices.report() }),
  'device.uart': (executive, { port, data, data_hex: hex, parity_error: parityError }) => {
    const bytes =
      hex === undefined
        ? new TextEncoder().encode(needed(data, "device.uart requires 'data' or 'data_hex'"))
        : fromHex(hex);
    return { length: bytes.length, complete: executive.receiveUart(port, bytes, parityError) };
  },
  'device.loopback': (executive, { port, on }) => {
    executive.setLoopBack(port ?? 'can', on);
    return {};
  },
  'device.can': (executive, { id, data_hex: hex = '', flags = 0 }) => ({
    taken: executive.receiveCan({ id, data: fromHex(hex), flags }),
  }),
  'device.gpio': (executive, { pin, value }) => {
    executive.setPin(pin, value);
    return {};
  },
};
