/** The shell on an executive in another process, which also dies and comes back. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { type RunningExecd, startExecd } from './execd';
import { bundle, example, Folder } from './hsx';
import { Prints } from './prints';

const folder = new Folder();
const children: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function execd(port: number, ...args: string[]): Promise<RunningExecd> {
  const running = await startExecd(args, { port, cwd: folder.path });
  children.push(running.child);
  return running;
}

it('debugs what runs there, and leaves it as it is', async () => {
  const { port } = await execd(0, example('fib_frames.mvasm'));
  folder.write('debug.hsx', 'break add fib\nc\nbt\nbreak clear_all\nc\nval\nmbox 1\ntrace 1 on\n');
  const { code, stdout, stderr } = await folder.hsx('shell', '--connect', `127.0.0.1:${port}`, '-x', 'debug.hsx');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Task 1 stopped (breakpoint) at 0x0034 <fib>');
  expect(stdout).toContain('fib(10) = 55\nNo task can go on.\nTask 1 (fib_frames): returned (55)');
  const again = await folder.shell(`printf 'ps\\n' | hsx shell --connect :${port}`);
  expect(again.stdout).toContain('returned (55)');
});

it('comes back when the executive does, with its breakpoints', async () => {
  const first = await execd(0, example('fib_frames.mvasm'));
  const shell = folder.start('shell', '--connect', `:${first.port}`);
  children.push(shell);
  const [answers, errors] = [new Prints(shell.stdout), new Prints(shell.stderr)];
  shell.stdin.write('break add fib\n');
  await answers.sees(/0x0034 <fib>.* on\n/);
  const gone = once(first.child, 'close');
  first.child.kill('SIGKILL');
  await gone;
  await errors.sees(/Connection lost/);
  await execd(first.port, example('fib_frames.mvasm'));
  await errors.sees(/Connected again; the executive was restarted\./);
  shell.stdin.write('c\nquit\n');
  await answers.sees(/Task 1 stopped \(breakpoint\) at 0x0034 <fib>/);
  expect(await once(shell, 'close')).toEqual([0, null]);
});

it('needs the token of an executive that has one', async () => {
  const { port } = await execd(0, '--token', 'secret');
  const without = await folder.hsx('shell', '--connect', `:${port}`);
  expect(without).toMatchObject({ code: 1, stderr: expect.stringContaining('hsx shell: ') });
  const wrong = await folder.hsx('shell', '--connect', `:${port}`, '--token', 'guess');
  expect(wrong.code).toBe(1);
  const right = await folder.shell(`printf 'ping\\n' | hsx shell --connect :${port} --token secret`);
  expect(right).toMatchObject({ code: 0, stdout: 'pong\n' });
});

it('lets the machine go when the terminal is gone', async () => {
  const { port } = await execd(0);
  const shell = spawn('sh', ['-c', `exec "${process.execPath}" "$0" shell --connect :${port}`, bundle]);
  children.push(shell);
  shell.stdin.end();
  expect(await once(shell, 'close')).toEqual([0, null]);
});
