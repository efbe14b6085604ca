import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { example, Folder, program } from './hsx';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

describe('hsx run', () => {
  it('shows what programs write, each UART write as a line', async () => {
    const { code, stdout } = await folder.hsx('run', example('fib_frames.mvasm'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'fib(10) = \n55\n' });
  });

  it('says which units it found', async () => {
    const { stderr } = await folder.hsx('run', example('fib_frames.mvasm'));
    expect(stderr).toBe(
      `${example('lib/console.mvasm')}:1:1: information: linked because it exports con_puts, con_putu\n`,
    );
  });

  it('translates code that runs long unless told not to', async () => {
    const spy = 'const { Module } = WebAssembly; WebAssembly.Module = class extends Module {';
    folder.write('spy.cjs', `${spy} constructor(code) { super(code); console.error("translated"); } };`);
    const loop = ['ADD R1, R1, R2', 'SUB R3, R3, R2', 'JNZ loop', 'MOV R0, R1', 'RET'];
    const count = (rounds: number) => ['LDI R2, 1', `LDI32 R3, ${rounds}`, 'loop:', ...loop];
    folder.program('long.mvasm', ...count(400_000));
    folder.program('short.mvasm', ...count(1000));
    const run = (words: string) => folder.shell(`export NODE_OPTIONS="--require ./spy.cjs"; hsx run --json ${words}`);
    const [turbo, plain, short] = await Promise.all([
      run('long.mvasm'),
      run('--no-turbo long.mvasm'),
      run('short.mvasm'),
    ]);
    expect([turbo.stderr, plain.stderr, short.stderr]).toEqual(['translated\n', '', '']);
    expect(JSON.parse(turbo.stdout).tasks[0]).toMatchObject({ exit_status: 400_000, steps: 1_200_003 });
    expect(plain.stdout).toBe(turbo.stdout);
  });

  it('runs sources, objects and images', async () => {
    await folder.hsx('asm', example('blink_counter.mvasm'), '-o', 'blink.hxo');
    await folder.hsx('link', 'blink.hxo', '-o', 'blink.hxe');
    const runs = await Promise.all(
      [example('blink_counter.mvasm'), 'blink.hxo', 'blink.hxe'].map((file) => folder.hsx('run', file)),
    );
    const lines = 'lamp on\nlamp off\n'.repeat(3);
    expect(runs).toEqual(Array(3).fill({ code: 0, stdout: lines, stderr: '' }));
  });

  it('names the line of a fault and what usually causes it', async () => {
    const { code, stdout, stderr } = await folder.hsx('run', example('fault_demo.mvasm'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^\S*\/fault_demo\.mvasm:35:5: error: fault_demo \(pid 1\): stack overflow at 0x003C in fault_dive\. .*recursion.* \[stack_overflow\]\n$/,
    );
  });

  it.each([
    [['LDI R2, 0', 'DIV R1, R1, R2', 'RET'], 'p.mvasm:5:1: error: p (pid 1): division by zero at 0x0004', 'div_zero'],
    [['LDI32 R3, 0xFFFE', 'LD R0, [R3+0]'], 'p.mvasm:5:1: error: p (pid 1): memory access beyond', 'mem_fault'],
    [['RET', '.org 8'], undefined, undefined],
    [['JMP hole', '.org 8', 'hole:', '.org 12'], 'p.mvasm:1:1: error: p (pid 1): illegal opcode at 0x0008', 'illegal_'],
    [['LDI R1, 1'], 'p.mvasm:4:1: error: p (pid 1): execution left the code at 0x0004', 'pc_out_of_range'],
    [['JMP 8', 'LDI32 R1, 0x05'], 'p.mvasm:5:1: error: p (pid 1): illegal opcode at 0x0008', 'illegal_opcode'],
    [['LDI R1, 1', 'BRK 9', 'RET'], 'p.mvasm:5:1: error: p (pid 1): stopped by BRK 9 at 0x0004 in main', 'debugger'],
  ])('ends %j with its place', async (lines, place, reason) => {
    folder.program('p.mvasm', ...lines);
    const { code, stderr } = await folder.hsx('run', 'p.mvasm');
    expect(code).toBe(place === undefined ? 0 : 1);
    expect(stderr.startsWith(place ?? ''), stderr).toBe(true);
    expect(stderr).toContain(reason ?? '');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('takes the lines of an image from the symbols beside it', async () => {
    folder.program('p.mvasm', 'LDI R2, 0', 'DIV R1, R1, R2', 'RET');
    await folder.hsx('build', 'p.mvasm', '-o', 'out/p.hxe', '--sym', 'out/p.sym');
    const withSymbols = await folder.hsx('run', 'out/p.hxe');
    expect(withSymbols.stderr).toContain(`${folder.path}/p.mvasm:5:1: error: p (pid 1): division by zero`);
    folder.write('out/p.sym', 'no symbols');
    const damaged = await folder.hsx('run', 'out/p.hxe');
    expect(damaged.stderr).toContain('out/p.sym:1:1: warning: ');
    rmSync(folder.in('out/p.sym'));
    const without = await folder.hsx('run', 'out/p.hxe');
    expect(without).toMatchObject({ code: 1, stdout: '' });
    expect(without.stderr).toContain('out/p.hxe:1:1: error: p (pid 1): division by zero at 0x0004');
  });

  it('ends when nobody can go on, and says who waits where', async () => {
    const { code, stderr } = await folder.hsx('run', program('waits.mvasm'));
    expect(code).toBe(1);
    expect(stderr).toContain('waits.mvasm:14:5: error: waits (pid 1): waits for a message that nobody will send');
  });

  it('sleeps an hour in no time', async () => {
    folder.program('p.mvasm', 'LDI32 R0, 3600000', 'SVC MOD=6, FN=0', 'LDI R0, 0', 'RET');
    expect(await folder.hsx('run', 'p.mvasm')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('reports the mistakes of all programs and starts none', async () => {
    const files = [example('blink_counter.mvasm'), 'nowhere.mvasm', program('broken.mvasm')];
    const { code, stdout, stderr } = await folder.hsx('run', ...files);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^nowhere\.mvasm:1:1: error: .*\[file-missing\]$/),
      expect.stringMatching(/broken\.mvasm:7:5: error: .*\[unknown-mnemonic\]$/),
      expect.stringMatching(/broken\.mvasm:8:9: error: .*\[symbol-unknown\]$/),
    ]);
  });

  it('refuses a damaged image', async () => {
    folder.program('p.mvasm', 'RET');
    await folder.hsx('build', 'p.mvasm', '-o', 'p.hxe');
    const bytes = folder.bytes('p.hxe');
    bytes[98]! ^= 1;
    folder.write('p.hxe', bytes);
    const { code, stderr } = await folder.hsx('run', 'p.hxe');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^p\.hxe:1:1: error: .*checksum.* \[crc-mismatch\]\n$/);
    folder.write('p.hxe', bytes.subarray(0, 50));
    expect(await folder.hsx('run', 'p.hxe')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('programs that do not end', () => {
  it('stop after --max-steps', async () => {
    const { code, stdout, stderr } = await folder.hsx('run', '--max-steps', '1000', program('forever.mvasm'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/forever\.mvasm:\d+:5: information: forever \(pid 1\): has not ended within --max-steps\n$/);
  });

  it('run until they are interrupted', async () => {
    const child = folder.start('run', program('flood.mvasm'));
    await once(child.stdout, 'data');
    child.stdout.resume();
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([null, 'SIGINT']);
  });

  it('end when their reader has gone', async () => {
    const { code, stdout, stderr } = await folder.shell(`hsx run "${program('flood.mvasm')}" | head -n 2`);
    const line = 'this line is printed until somebody stops it, over and over.\n';
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: line.repeat(2), stderr: '' });
  });

  it('cannot fill the memory with --json', async () => {
    const { code, stdout, stderr } = await folder.hsx('run', '--json', program('flood.mvasm'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('error: the program writes more than --json can keep; use --max-steps\n');
  });
});

describe('hsx run --json', () => {
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await folder.hsx('run', '--json', ...args);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    return { code, stderr, ...JSON.parse(stdout) };
  };

  it('tells everything about the tasks, in the order of the files', async () => {
    const files = [example('mailbox_consumer.mvasm'), example('mailbox_producer.mvasm')];
    const there = await json(...files);
    const back = await json(...files.reverse());
    const summary = ({ tasks }: { tasks: Record<string, unknown>[] }) =>
      tasks.map(({ pid, app_name, state, exit_status }) => [pid, app_name, state, exit_status]);
    expect(summary(there)).toEqual([
      [1, 'mailbox_consumer', 'returned', 150],
      [2, 'mailbox_producer', 'returned', 5],
    ]);
    expect(summary(back)).toEqual([
      [1, 'mailbox_producer', 'returned', 5],
      [2, 'mailbox_consumer', 'returned', 150],
    ]);
    expect(there.steps).toBe(there.tasks[0].steps + there.tasks[1].steps);
  });

  it('has exactly these members', async () => {
    folder.program('p.mvasm', 'LDI R0, -1', 'LDI R3, 7', 'CMP R3, R3', 'RET');
    const memory = new Uint8Array(0x10000);
    const view = new DataView(memory.buffer);
    const { code, stderr, tasks, ...rest } = await json('p.mvasm');
    expect({ code, stderr, rest }).toEqual({ code: 0, stderr: '', rest: { output: [], steps: 3 } });
    const [{ memory_sha256, ...task }] = tasks;
    const regs = [0xffffffff, 0, 0, 7, ...Array(12).fill(0)];
    expect(task).toEqual({
      pid: 1,
      app_name: 'p',
      state: 'returned',
      exit_status: 0xffffffff,
      fault: null,
      pc: 12,
      sp: 0xfffc,
      psw: 3,
      regs,
      steps: 3,
    });
    // Nothing was written but the registers, whose window is in memory: at 0x1000 for the first task (machine spec 1.5).
    regs.forEach((value, index) => {
      view.setUint32(0x1000 + 4 * index, value, true);
    });
    expect(memory_sha256).toBe(createHash('sha256').update(memory).digest('hex'));
  });

  it('keeps the output in order, with its task and stream', async () => {
    const { output } = await json(example('blink_counter.mvasm'), example('fib_frames.mvasm'));
    const of = (pid: number) =>
      output.filter((piece: { pid: number }) => piece.pid === pid).map((piece: { text: string }) => piece.text);
    expect(of(1)).toEqual(['lamp on', 'lamp off', 'lamp on', 'lamp off', 'lamp on', 'lamp off']);
    expect(of(2)).toEqual(['fib(10) = ', '55']);
    // The lamp sleeps between its lines, and so the other program gets in.
    expect(output[0]).toEqual({ pid: 1, stream: 'uart', text: 'lamp on' });
    expect(output.at(-1)).toEqual({ pid: 1, stream: 'uart', text: 'lamp off' });
  });

  it('goes with exit code 1 and a message when a task faults', async () => {
    const { code, stderr, tasks } = await json(example('fault_demo.mvasm'));
    expect(code).toBe(1);
    expect(stderr).toContain('fault_demo.mvasm:35:5: error: ');
    expect(tasks).toMatchObject([{ state: 'terminated', exit_status: null, fault: 'stack_overflow', pc: 60 }]);
  });

  it('shows tasks that were stopped on their way', async () => {
    folder.program('brk.mvasm', 'BRK 1', 'RET');
    const { tasks } = await json('brk.mvasm', program('waits.mvasm'));
    expect(tasks).toMatchObject([
      { state: 'paused', exit_status: null, fault: null, pc: 4 },
      { state: 'waiting_mbx', exit_status: null, fault: null },
    ]);
  });

  it('counts the instructions of all tasks for --max-steps', async () => {
    const files = [program('forever.mvasm'), program('forever.mvasm')];
    const { code, tasks, steps } = await json('--max-steps', '1001', ...files);
    expect({ code, steps }).toEqual({ code: 0, steps: 1001 });
    // Loading a task makes it the current one: the last has the first turn (services spec 2.4).
    expect(tasks.map((task: { steps: number }) => task.steps)).toEqual([500, 501]);
    expect(tasks[0]).toMatchObject({ exit_status: null, fault: null });
  });

  it('is the same in every run', async () => {
    const files = [example('mailbox_consumer.mvasm'), example('mailbox_producer.mvasm'), example('f16_filter.mvasm')];
    expect(await json(...files)).toEqual(await json(...files));
  });
});
