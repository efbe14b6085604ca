/** Each command of the family's shell and debugger, on an executive of the shell's own and on a remote one. */

import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type RunningExecd, startExecd } from './execd';
import { example, Folder } from './hsx';
import { Prints } from './prints';

const folder = new Folder();
let remote: RunningExecd | undefined;
afterEach(() => {
  remote?.child.kill('SIGKILL');
});
afterAll(() => folder.remove());

const own = async (): Promise<string[]> => [];
const connected = async (): Promise<string[]> => {
  remote = await startExecd([], { cwd: folder.path });
  return ['--connect', `:${remote.port}`];
};

const perform = (args: readonly string[], lines: readonly string[]) =>
  folder.hsx('shell', ...args, '-x', folder.write('script.hsx', `${lines.join('\n')}\n`));

/** What a script prints of which nothing is refused. */
async function told(args: readonly string[], ...lines: string[]): Promise<string> {
  const { code, stdout, stderr } = await perform(args, lines);
  expect(stderr).not.toContain('error: ');
  expect(code).toBe(0);
  return stdout;
}

/** All of executive-protocol spec 3 that is not the client's own affair: its session and its stream of events. */
const protocolCommands = [
  ...['ping', 'info', 'ps', 'load', 'exec', 'step', 'clock', 'start_auto', 'stop_auto', 'pause', 'resume', 'kill'],
  ...['reload', 'debug.state', 'step.mode', 'sched', 'bp', 'dumpregs', 'peek', 'poke', 'stack', 'disasm'],
  ...['disasm.read', 'memory', 'sym', 'symbols', 'watch', 'trace', 'list', 'mailbox_snapshot', 'listen'],
  ...['stdio_fanout', 'send', 'val.list', 'val.get', 'val.set', 'val.stats', 'cmd.list', 'cmd.call', 'cmd.stats'],
  ...['session.list', 'session.current', 'session.terminate', 'attach', 'detach', 'dmesg', 'dmesg.clear'],
  ...['restart', 'shutdown'],
];

const debuggerCommands = [
  ...['attach', 'detach', 'pause', 'continue', 'step', 'ps', 'info', 'break', 'watch', 'stack', 'bt', 'frame', 'up'],
  ...['down', 'mem', 'symbols', 'disasm', 'alias', 'history', 'quit'],
];

it('knows every command of the protocol, and of the family’s debugger', async () => {
  const names = [...protocolCommands, ...debuggerCommands];
  const stdout = await told(['--json'], ...names.map((name) => `help ${name}`));
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers).toHaveLength(names.length);
  for (const answer of answers) expect(answer).toMatchObject({ ok: true, data: expect.stringMatching(/^\w+.*\n.+\./) });
});

describe.each([
  ['its own executive', own],
  ['a remote executive', connected],
])('the shell on %s', (_name, shell) => {
  it('shows and changes a task', async () => {
    const stdout = await told(
      await shell(),
      ...[`load ${example('fib_frames.mvasm')}`, 'attach 1', 'break add fib', 'break disable fib', 'break enable fib'],
      ...['c', 'stack bt', 'stack up', 'stack down', 'stack frame 1', 'frame 0', 'mem regions', 'mem read 0x4000 4'],
      ...['set R3 7', 'regs', 'poke 0x4000 0102', 'mem dump 0x4000 0x4002', 'disasm.read fib 2', 'symbols functions'],
      ...['break clear_all', 'step.mode 1 on', 'step 2 -p 1', 'sched trace 2', 'clock', 'pause 1', 'info 1', 'kill 1'],
    );
    expect(stdout).toContain('tasks, task 1 in focus.');
    expect(stdout).toMatch(/^0x0034 <fib>.* off$/m);
    expect(stdout).toMatch(/#0 0x0034 fib fib_frames\.mvasm:35.*\n #1 0x0010 fib_main\+16/);
    expect(stdout).toMatch(/^#1 0x0010 fib_main\+16.*\n#0 0x0034 fib .*\n#1 0x0010.*\n#0 0x0034/m);
    expect(stdout).toMatch(/^code +code +0x0000 +\d+ +rx$/m);
    expect(stdout).toContain('R3  0x00000007');
    expect(stdout).toMatch(/^0x4000 {2}01 02 /m);
    expect(stdout).toMatch(/^fib:\n> 0x0034/m);
    expect(stdout).toMatch(/^2 executed; task 1 is at 0x003c <fib\+8>/m);
    expect(stdout).toMatch(/^[\d.]+ +1 +step +0x\w{4} +-$/m);
    expect(stdout).toMatch(/^The clock stands\. \d+ instructions so far, time [\d.]+ s\.$/m);
    expect(stdout).toContain('Task 1 is paused.');
    expect(stdout).toContain('Task 1 is gone.');
  });

  it('records a trace, and keeps it in a file', async () => {
    const stdout = await told(
      await shell(),
      ...[`load ${example('fib_frames.mvasm')}`, 'trace config buffer 8', 'trace config changed-regs on', 'trace'],
      ...['step 20', 'trace export t.json', 'trace off', 'trace import t.json', 'trace 1 records 2'],
    );
    expect(stdout).toContain('The last 8 instructions of each task are kept.\nChanged registers are recorded.\n');
    expect(stdout).toContain('The trace of task 1 is on.');
    expect(stdout).toMatch(/8 records are in t\.json\.\nThe trace .* off\.\nTask 1 has the 8 records of t\.json\./);
    const { format, records } = JSON.parse(readFileSync(folder.in('t.json'), 'utf8'));
    expect(format).toBe('hsx.trace/1');
    expect(records).toHaveLength(8);
    expect(stdout.trimEnd().split('\n').slice(-3)).toEqual([
      expect.stringMatching(/^ *SEQ +PC +WORD/),
      ...records.slice(6).map(({ seq }: { seq: number }) => expect.stringMatching(new RegExp(`^ *${seq} `))),
    ]);
  });

  it('serves mailboxes, values and commands by their names', async () => {
    const stdout = await told(
      await shell(),
      ...[`load ${example('f16_filter.mvasm')}`, 'val set filter.alpha 0.5', 'val.get 0x203', 'val.stats', 'send 1 hi'],
      ...['mailbox_snapshot 1', 'stdio_fanout 1 out drop', 'listen 1', `load ${example('command_handler.mvasm')}`],
      ...['cmd call counter.bump -p 2', 'cmd.stats', 'list 2'],
    );
    expect(stdout).toContain('Value 0x0203 is 0.5.\nValue 0x0203 is 0.5.\n');
    expect(stdout).toMatch(/^values +3 +3 +256 +1\.2 %$/m);
    expect(stdout).toMatch(/^ *1 {2}svc:stdio\.in@1 +10\/64 +1 +read write +-$/m);
    expect(stdout).toMatch(/^1 +out +fanout$/m);
    expect(stdout).toMatch(/^Command 0x0301 is done: /m);
    expect(stdout).toMatch(/^commands +3 /m);
    expect(stdout).toMatch(/ {2}pid:2 /);
  });

  it('goes back to what a reload has replaced', async () => {
    const stdout = await told(await shell(), `load ${example('f16_filter.mvasm')}`, 'reload 1', 'rollback', 'ps');
    expect(stdout).toContain('Task 1 is now task 2.\nTask 2 is now task 3 (f16_filter), as before.');
    expect(stdout).toMatch(/^ {2}3 {2}f16_filter /m);
  });

  it('tells what happens while the clock runs', async () => {
    folder.program(
      'counts.mvasm',
      ...['LDI R5, 0', 'again:', 'LDI R6, 1', 'ADD R5, R5, R6', 'LDI32 R4, total', 'ST [R4+0], R5', 'LDI R0, 50'],
      ...['SVC MOD=6, FN=0', 'CMP R5, R6', 'JZ again', 'LDI R0, 9', 'RET', '.data', 'total:', '.word 0'],
    );
    const shown = folder.start('shell', ...(await shell()));
    const text = new Prints(shown.stdout);
    shown.stdin.write('load counts.mvasm\nwatch add total\nbreak add again\nevents sleep_request\nclock start\n');
    await text.sees(/^Task 1 stopped \(breakpoint\) at 0x0004 <main\+4>/m);
    shown.stdin.write('break clear_all\nresume 1\n');
    await text.sees(/^Watch 1 \(total\) of task 1: 00000000 -> 01000000$/m);
    await text.sees(/^#\d+ sleep_request task 1 \{"ms":50,/m);
    await text.sees(/^Watch 1 \(total\) of task 1: 01000000 -> 02000000$/m);
    await text.sees(/^Task 1 has ended: returned \(9\)$/m);
    shown.stdin.write('events off\nquit\n');
    await text.sees(/^No events are shown\.$/m);
  });
});

it.each([
  ['step 0', 'At least one step is taken.'],
  ['break 3', 'No instruction is at 0x0003; code goes from 0x0000 to 0x'],
  ['break 0x99999', 'No instruction is at 0x99999'],
  ['events nonsense', 'There are no events of type "nonsense"'],
  ['val get nothing', '"nothing" is neither a number nor a name that is listed.'],
  ['val set 0x101 x', 'A value is a number'],
  ['trace import none.json', 'none.json cannot be read: there is no such file or folder'],
  ['trace import bad.json', 'bad.json is no JSON: '],
  ['trace import list.json', 'list.json holds no list of records'],
  ['trace config', 'Usage: trace '],
  ['attach 7', 'There is no task with pid 7'],
  ['session current', 'it has no sessions'],
  ['rollback', "ESRCH: task 1 has taken nobody's place"],
])('refuses "%s" in words', async (line, words) => {
  folder.write('bad.json', '{');
  folder.write('list.json', '{"records": 5}');
  const { code, stderr } = await perform([example('fib_frames.mvasm')], [line]);
  expect(stderr).toContain(words);
  expect(code).toBe(1);
});

it('lets time pass as asked for on its own executive only', async () => {
  folder.program('sleeper.mvasm', 'LDI32 R0, 60000', 'SVC 0x600', 'RET');
  const script = folder.write('start.hsx', 'clock start\nps\n');
  const { stdout } = await folder.hsx('shell', '--clock', 'real', 'sleeper.mvasm', '-x', script);
  expect(stdout).toMatch(/sleeping \(60000 ms\)|ready|running/);
  const refused = await folder.hsx('shell', '--clock', 'real', '--connect', ':1');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("'--connect <address>'") });
});
