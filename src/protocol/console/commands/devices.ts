import type { Request } from '../../contract';
import { commandsOf } from '../command';
import { listing } from '../text';
import { ConsoleError } from '../words';

export const deviceCommands = commandsOf(
  'Devices',
  {
    name: 'devices',
    usage: 'devices',
    summary: 'show serial ports, pins, timers and FRAM',
    async run(context, words) {
      words.end();
      const { devices } = await context.client.request('device.list', {});
      const rows = [
        ...devices.uart.map(({ port, waiting }) => [`uart ${port}`, `${waiting} bytes wait`]),
        ...devices.gpio.map(({ pin, mode, level }) => [`pin ${pin}`, `${mode} ${level}`]),
        ...devices.timers.map(({ id, pid, period_us, periodic }) => [
          `timer ${id}`,
          `task ${pid}, ${period_us} us${periodic ? ', periodic' : ''}`,
        ]),
        ['fram', `${devices.fram.size} bytes`],
      ];
      return { data: devices, text: listing(['DEVICE', 'STATE'], rows, 'There are no devices.') };
    },
  },
  {
    name: 'uart',
    usage: 'uart PORT TEXT',
    summary: 'let text arrive at a serial port',
    async run(context, words) {
      const port = words.requiredNumber();
      const data = words.required();
      words.end();
      const answer = await context.client.request('device.uart', { port, data });
      if (!answer.complete) throw new ConsoleError(`Port ${port} has no room; some bytes were lost.`);
      return { data: answer, text: `${answer.length} bytes arrived at port ${port}.` };
    },
  },
  {
    name: 'can',
    usage: 'can ID [HEX [FLAGS]]',
    summary: 'let a frame arrive on the CAN bus',
    async run(context, words) {
      const request: Request<'device.can'> = {
        id: words.requiredNumber(),
        data_hex: hexOf(words.next() ?? ''),
        flags: words.number(),
      };
      words.end();
      const answer = await context.client.request('device.can', request);
      return { data: answer, text: `${answer.taken} mailboxes took the frame.` };
    },
  },
  {
    name: 'pin',
    usage: 'pin NUMBER 0|1',
    summary: 'drive an input pin',
    async run(context, words) {
      const pin = words.requiredNumber();
      const value = words.requiredNumber();
      words.end();
      if (value !== 0 && value !== 1) throw new ConsoleError('A pin is 0 or 1. Usage: pin NUMBER 0|1');
      await context.client.request('device.gpio', { pin, value });
      return { data: { pin, value }, text: `Pin ${pin} is ${value}.` };
    },
  },
);

/** @throws ConsoleError unless these are whole bytes */
function hexOf(word: string): string {
  if (!/^([0-9a-f]{2})*$/i.test(word)) throw new ConsoleError(`"${word}" is no row of bytes in hex, such as 01ff.`);
  return word;
}
