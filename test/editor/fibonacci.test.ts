import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const FILE = 'fib_frames.mvasm';
const source = readFileSync(path.join(import.meta.dirname, '../../examples', FILE), 'utf8').split('\n');
/** Line number, from 1, of the first line that starts with a label or ends with a comment. */
const lineOf = (text: string): number => source.findIndex((line) => line.startsWith(text) || line.endsWith(text)) + 1;

describe('F5 on the Fibonacci sample', () => {
  let workbench: Workbench;
  /** `SUB R1, R1, R2`: reached for every n above 2, in each level of the recursion. */
  const inside = lineOf('fib_recurse:') + 1;

  beforeAll(async () => {
    workbench = await Workbench.open();
  });

  afterEach(({ task }) => workbench.screenshotOfFailure(task));
  afterAll(() => workbench?.close());

  it('stops at a breakpoint inside the recursion', async () => {
    await workbench.toggleBreakpoint(FILE, inside);
    await workbench.press('F5');
    await workbench.stoppedAt('fib', inside);
    await workbench.until(async () => (await workbench.callStack()).length === 2, 'the caller in the call stack');
    const stack = await workbench.callStack();
    expect(stack.map((frame) => frame.split(' ')[0])).toEqual(['fib', 'fib_main']);
    await workbench.screenshot('fibonacci-breakpoint');
  });

  it('shows a deeper call stack at the next hit', async () => {
    await workbench.press('F5');
    await workbench.until(async () => (await workbench.callStack()).length === 3, 'three frames');
    await workbench.press('F5');
    await workbench.until(async () => (await workbench.callStack()).length === 4, 'four frames');
    await workbench.stoppedAt('fib', inside);
    await workbench.screenshot('fibonacci-call-stack');
  });

  it('shows registers', async () => {
    await workbench.variable(/R1\b.*\b8\b/);
    await workbench.screenshot('fibonacci-registers');
  });

  it('steps over a line, over a call, into and out', async () => {
    await workbench.press('F10');
    await workbench.stoppedAt('fib', inside + 1);
    await workbench.toggleBreakpoint(FILE, inside);
    await workbench.press('F10');
    await workbench.stoppedAt('fib', inside + 2);
    const secondCall = lineOf('fib(n-2)');
    for (let line = inside + 3; line <= secondCall; line++) {
      await workbench.press('F10');
      await workbench.stoppedAt('fib', line);
    }
    await workbench.press('F11');
    await workbench.stoppedAt('fib', lineOf('fib:') + 1);
    await workbench.until(async () => (await workbench.callStack()).length === 5, 'five frames');
    await workbench.press('Shift+F11');
    await workbench.stoppedAt('fib', secondCall + 1);
    await workbench.until(async () => (await workbench.callStack()).length === 4, 'four frames');
    await workbench.screenshot('fibonacci-after-step-out');
  });

  it('shows the value of a register the mouse points at', async () => {
    expect(await workbench.hover('LD R1, [R7+-8]', 'R1')).toContain('0x');
    await workbench.screenshot('fibonacci-hover');
  });

  it('evaluates in the Debug Console', async () => {
    await workbench.command('Debug Console: Focus on Debug Console View');
    await workbench.evaluate('R2 + 1', '0x00000007 (7)');
    await workbench.screenshot('fibonacci-evaluate');
  });

  it('runs to the end and shows the output', async () => {
    await workbench.press('F5');
    await workbench.debuggingEnded();
    await workbench.consoleShows('fib(10) =');
    // Behind the text stands where it was written.
    expect(await workbench.consoleLines()).toContainEqual(expect.stringMatching(/^55(?!\d)/));
    await workbench.consoleShows('returned 55');
    await workbench.screenshot('fibonacci-end');
  });

  it('stops when the user says so', async () => {
    await workbench.toggleBreakpoint(FILE, inside);
    await workbench.press('F5');
    await workbench.stoppedAt('fib', inside);
    await workbench.press('Shift+F5');
    await workbench.debuggingEnded();
  });
});
