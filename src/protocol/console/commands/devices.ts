import type { ExecutiveClient } from '../../client';
import type { CommandName, Request, Response } from '../../contract';
import { type ConsoleCommand, commandsOf, type Reply } from '../command';
import { hex, listing } from '../text';
import { type Arguments, ConsoleError } from '../words';

type Asking = (client: ExecutiveClient) => Promise<Reply>;

/** A request, and what to say of its answer. */
const ask =
  <Name extends CommandName>(
    name: Name,
    request: Request<Name>,
    tell: (answer: Response<Name>) => string,
    data: (answer: Response<Name>) => unknown = (answer) => answer,
  ): Asking =>
  async (client) => {
    const answer = await client.request(name, request);
    return { data: data(answer), text: tell(answer) };
  };

/** A command that is one request, which its words say. */
const asking =
  (read: (words: Arguments) => Asking): ConsoleCommand['run'] =>
  async ({ client }, words) => {
    const request = read(words);
    words.end();
    return request(client);
  };

function loopBack(device: string, port: number | undefined, words: Arguments): Asking {
  const state = words.oneOf('on', 'off');
  if (state === undefined)
    throw new ConsoleError(`${device} hears itself with 'loop on', and no more with 'loop off'.`);
  const request = { on: state === 'on', ...(port !== undefined && { port }) };
  return ask(
    'device.loopback',
    request,
    () => `${device} ${request.on ? 'hears itself' : 'does not hear itself'}.`,
    () => request,
  );
}

function uart(words: Arguments): Asking {
  const port = words.requiredNumber();
  const data = words.required();
  if (data === 'loop' && words.count > 0) return loopBack(`Port ${port}`, port, words);
  return ask('device.uart', { port, data }, ({ complete, length }) => {
    if (!complete) throw new ConsoleError(`Port ${port} has no room; some bytes were lost.`);
    return `${length} bytes arrived at port ${port}.`;
  });
}

function can(words: Arguments): Asking {
  if (words.oneOf('loop')) return loopBack('The CAN bus', undefined, words);
  const request = { id: words.requiredNumber(), data_hex: hexOf(words.next() ?? ''), flags: words.number() };
  return ask('device.can', request, ({ taken }) => `${taken} mailboxes took the frame.`);
}

function pin(words: Arguments): Asking {
  const request = { pin: words.requiredNumber(), value: words.requiredNumber() };
  const { pin: number, value } = request;
  if (value !== 0 && value !== 1) throw new ConsoleError('A pin is 0 or 1. Usage: pin NUMBER 0|1');
  return ask(
    'device.gpio',
    request,
    () => `Pin ${number} is ${value}.`,
    () => request,
  );
}

/** @throws ConsoleError unless these are whole bytes */
function hexOf(word: string): string {
  if (!/^([0-9a-f]{2})*$/i.test(word)) throw new ConsoleError(`"${word}" is no row of bytes in hex, such as 01ff.`);
  return word;
}

const list = (): Asking =>
  ask(
    'device.list',
    {},
    ({ devices: { uart: ports, can: bus, gpio, timers, fram } }) => {
      const loops = (on: boolean): string => (on ? ', hears itself' : '');
      const rows = [
        ...ports.map(({ port, waiting, baud, parity, stop_bits: stop, loop_back: loop }) => [
          `uart ${port}`,
          `${waiting} bytes wait, ${baud} 8${parity[0]!.toUpperCase()}${stop}${loops(loop)}`,
        ]),
        ['can', `${bus.bit_rate} bit/s${loops(bus.loop_back)}`],
        ...bus.filters.map(({ bank, mask, id }) => [`filter ${bank}`, `mask ${hex(mask)}, id ${hex(id)}`]),
        ...gpio.map(({ pin: number, mode, level }) => [`pin ${number}`, `${mode} ${level}`]),
        ...timers.map(({ id, pid, period_us: period, periodic }) => [
          `timer ${id}`,
          `task ${pid}, ${period} us${periodic ? ', periodic' : ''}`,
        ]),
        ['fram', `${fram.size} bytes`],
      ];
      return listing(['DEVICE', 'STATE'], rows, 'There are no devices.');
    },
    ({ devices }) => devices,
  );

export const deviceCommands = commandsOf(
  'Devices',
  {
    name: 'devices',
    usage: 'devices',
    summary: 'show serial ports, the CAN bus, pins, timers and FRAM',
    run: asking(list),
  },
  {
    name: 'uart',
    usage: 'uart PORT TEXT | uart PORT loop on|off',
    summary: 'let text arrive at a serial port, or let the port hear itself',
    run: asking(uart),
  },
  {
    name: 'can',
    usage: 'can ID [HEX [FLAGS]] | can loop on|off',
    summary: 'let a frame arrive on the CAN bus, or let the bus hear itself',
    run: asking(can),
  },
  {
    name: 'pin',
    usage: 'pin NUMBER 0|1',
    summary: 'drive an input pin',
    run: asking(pin),
  },
);
