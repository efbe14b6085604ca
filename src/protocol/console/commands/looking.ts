import type { NamedFrame } from '../../contract/inspection';
import { type ConsoleCommand, commandsOf, type Reply } from '../command';
import type { ConsoleContext } from '../context';
import { flags, hex, listing } from '../text';
import { ConsoleError } from '../words';

const place = ({ pc, func_name: name, func_offset: offset, line }: NamedFrame): string => {
  const symbol = name ? ` ${name}${offset ? `+${offset}` : ''}` : '';
  return `${hex(pc)}${symbol}${line ? ` ${line.file}:${line.line}` : ''}`;
};

async function framesOf(context: ConsoleContext, pid: number): Promise<NamedFrame[]> {
  return (await context.client.request('stack', { pid })).stack.frames;
}

async function moveTo(context: ConsoleContext, pid: number, index: number): Promise<Reply> {
  const frames = await framesOf(context, pid);
  const frame = frames[index];
  if (!frame) throw new ConsoleError(`There are frames 0 to ${frames.length - 1}.`);
  context.frame = index;
  return { data: frame, text: `#${index} ${place(frame)}` };
}

const choosing = {
  async frame(context, words) {
    const index = words.number() ?? context.frame;
    words.end();
    return moveTo(context, await context.focus(), index);
  },
  async up(context, words) {
    words.end();
    return moveTo(context, await context.focus(), context.frame + 1);
  },
  async down(context, words) {
    words.end();
    if (context.frame === 0) throw new ConsoleError('This is the innermost frame.');
    return moveTo(context, await context.focus(), context.frame - 1);
  },
} satisfies Record<string, ConsoleCommand['run']>;

export const lookingCommands = commandsOf(
  'Looking',
  {
    name: 'regs',
    aliases: ['dumpregs', 'registers'],
    usage: 'regs [PID]',
    summary: 'show the registers of a task',
    completes: ['pid'],
    async run(context, words) {
      const pid = await context.pid(words);
      words.end();
      const { registers } = await context.client.request('dumpregs', { pid });
      const cells = registers.regs.map((value, index) => `${`R${index}`.padEnd(3)} ${hex(value, 8)}`);
      const rows = [0, 4, 8, 12].map((first) => cells.slice(first, first + 4).join('  '));
      const { pc, sp, flags: psw, steps } = registers;
      const last = `PC  ${await context.place(pid, pc)}  SP ${hex(sp)}  PSW ${flags(psw)}  steps ${steps}`;
      return { data: registers, text: [...rows, last].join('\n') };
    },
  },
  {
    name: 'stack',
    aliases: ['bt', 'backtrace'],
    usage: 'stack [bt|frame N|up|down] [PID]',
    summary: 'list the frames of a task, innermost first, or choose one',
    completes: [['bt', 'frame', 'up', 'down'], 'pid'],
    async run(context, words) {
      const op = words.oneOf('bt', 'info', 'list', 'frame', 'up', 'down');
      if (op === 'frame' || op === 'up' || op === 'down') return choosing[op](context, words);
      const pid = await context.pid(words);
      words.end();
      const frames = await framesOf(context, pid);
      context.focusOn(pid);
      const lines = frames.map(
        (frame, index) => `${index === context.frame ? '>' : ' '}#${index} ${place(frame)}  sp ${hex(frame.sp)}`,
      );
      return { data: frames, text: lines.join('\n') };
    },
  },
  {
    name: 'frame',
    usage: 'frame [N]',
    summary: 'choose a frame, and show where it is',
    run: choosing.frame,
  },
  {
    name: 'up',
    usage: 'up',
    summary: 'go to the caller of the chosen frame',
    run: choosing.up,
  },
  {
    name: 'down',
    usage: 'down',
    summary: 'go to what the chosen frame calls',
    run: choosing.down,
  },
  {
    name: 'disasm',
    aliases: ['x'],
    usage: 'disasm [PID] [ADDRESS] [COUNT]',
    summary: 'list instructions, by default around the pc of the chosen frame',
    completes: ['symbol'],
    async run(context, words) {
      const pid = await context.pid(words);
      const word = words.next();
      const count = words.number() ?? 8;
      words.end();
      const { pc } = (await framesOf(context, pid))[context.frame] ?? { pc: 0 };
      const addr = word === undefined ? pc : await context.address(pid, word);
      const view = word === undefined ? 'around_pc' : 'from_addr';
      const { instructions } = (await context.client.request('disasm', { pid, addr, count, view })).disasm;
      const lines = instructions.map((instruction) => {
        const mark = instruction.pc === pc ? '>' : ' ';
        const label = instruction.label ? `${instruction.label}:\n` : '';
        return `${label}${mark} ${hex(instruction.pc)}  ${instruction.bytes.padEnd(16)}  ${instruction.mnemonic.padEnd(6)} ${instruction.operands}`.trimEnd();
      });
      return { data: instructions, text: lines.join('\n') || `No code at ${hex(addr)}.` };
    },
  },
  {
    name: 'symbols',
    usage: 'symbols [PID] [functions|variables|all]',
    summary: 'list symbols by address',
    completes: ['pid', ['functions', 'variables', 'all']],
    async run(context, words) {
      const pid = await context.pid(words);
      const type = words.oneOf('functions', 'variables', 'all') ?? 'all';
      words.end();
      const { symbols } = await context.client.request('symbols', { pid, type });
      const rows = symbols.symbols.map(({ address, name, type: kind, size, file, line }) => [
        ...[hex(address), name, kind, size],
        file === null ? null : `${file}${line === null ? '' : `:${line}`}`,
      ]);
      const text = listing(['ADDRESS', 'NAME', 'TYPE', 'SIZE', 'PLACE'], rows, `Task ${pid} has no symbols.`);
      return { data: symbols.symbols, text };
    },
  },
  {
    name: 'sym',
    usage: 'sym [info|name|addr|line|load] [PID] [WHAT]',
    summary: 'look a symbol up by name or address, or load a symbol file',
    completes: [['info', 'name', 'addr', 'line', 'load'], 'symbol'],
    async run(context, words) {
      const op = words.oneOf('info', 'name', 'addr', 'line', 'load') ?? 'info';
      const pid = await context.pid(words, op === 'info' ? 0 : 1);
      const what = op === 'info' ? undefined : words.required();
      words.end();
      const answer = await context.client.request('sym', {
        ...{ pid, op },
        ...(op === 'name' && { name: what }),
        ...(op === 'load' && { path: what }),
        ...((op === 'addr' || op === 'line') && { address: await context.address(pid, what ?? '') }),
      });
      const found = 'symbol' in answer ? answer.symbol : 'line' in answer ? answer.line : answer.symbols;
      if (found === null) throw new ConsoleError(`Nothing is known of "${what}".`);
      return {
        data: found,
        text: Object.entries(found)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n'),
      };
    },
  },
);
