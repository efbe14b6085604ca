import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

describe('F5 without a launch.json', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({}, async (folder) => {
      await rm(path.join(folder, '.vscode'), { recursive: true });
      await writeFile(path.join(folder, 'endless.mvasm'), '.entry main\nmain:\n    LDI R1, 1\nspin:\n    JMP spin\n');
      await writeFile(path.join(folder, 'wrong.mvasm'), '.entry main\nmain:\n    LDI R1, 99999\n    JMP nowhere\n');
      await writeFile(path.join(folder, 'flood.mvasm'), FLOOD);
      await writeFile(path.join(folder, 'broken.hxe'), 'HSXE this is no image at all, only text of some length');
    });
  });

  afterEach(({ task }) => workbench.screenshotOfFailure(task));
  afterAll(() => workbench?.close());

  it('debugs the open file', async () => {
    await workbench.toggleBreakpoint('blink_counter.mvasm', 28);
    await workbench.press('F5');
    await workbench.stoppedAt('blink_main', 28);
    await workbench.screenshot('blink-breakpoint');
    await workbench.toggleBreakpoint('blink_counter.mvasm', 28);
    await workbench.press('F5');
    await workbench.debuggingEnded();
    await workbench.consoleShows('returned 6');
    expect((await workbench.consoleLines()).filter((line) => line.startsWith('lamp'))).toHaveLength(6);
  });

  it('shows the errors of a source at their lines, and as the reason why the launch stopped', async () => {
    await workbench.openFile('wrong.mvasm');
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.press('F5');
    const message = await workbench.dismissDialog();
    expect(message).toContain('wrong.mvasm:3:');
    expect(message).toContain('99999');
    await workbench.page.locator('.statusbar', { hasText: 'HSX: error' }).waitFor();
    await workbench.command('Problems: Focus on Problems View');
    await workbench.until(async () => (await workbench.problems()).length === 2, 'two problems');
    await workbench.screenshot('errors-in-problems');
  });

  it('stops at a fault and says what happened', async () => {
    await workbench.openFile('fault_demo.mvasm');
    await workbench.press('F5');
    await workbench.stoppedAt('fault_dive', 35);
    await workbench.page.locator('.exception-widget', { hasText: /stack overflow/i }).waitFor();
    await workbench.screenshot('fault');
    await workbench.press('F5');
    await workbench.debuggingEnded();
  });

  it('pauses a program that runs for ever', async () => {
    await workbench.openFile('endless.mvasm');
    await workbench.press('F5');
    await workbench.pause();
    await workbench.stoppedAt('main', 5);
    await workbench.screenshot('paused');
    await workbench.press('Shift+F5');
    await workbench.debuggingEnded();
  });

  it('stays usable while a program floods its output', async () => {
    await workbench.openFile('flood.mvasm');
    await workbench.press('F5');
    await workbench.command('Debug Console: Focus on Debug Console View');
    await workbench.consoleShows(/left out/);
    await workbench.pause();
    await workbench.until(async () => (await workbench.callStack())[0]?.startsWith('main') ?? false, 'a stop in main');
    await workbench.screenshot('flood');
    await workbench.press('Shift+F5');
    await workbench.debuggingEnded();
  });

  it('disassembles', async () => {
    await workbench.toggleBreakpoint('fib_frames.mvasm', 51);
    await workbench.press('F5');
    await workbench.stoppedAt('fib', 51);
    await workbench.command('Open Disassembly View');
    await workbench.page.locator('.disassembly-view .monaco-list-row', { hasText: 'SUB' }).first().waitFor();
    await workbench.screenshot('disassembly');
    await workbench.press('Shift+F5');
    await workbench.debuggingEnded();
  });
});

/** Writes "flood" to the UART for ever. */
const FLOOD = `.entry main
.text
main:
    LDI32 R1, text
    LDI R2, 5
    SVC MOD=0x1, FN=0x1
    JMP main
.data
text:
    .ascii "flood"
`;

describe('a launch.json with two tasks, debugged inside the extension host', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'hsx.debugger.inExtensionHost': true });
  });

  afterEach(({ task }) => workbench.screenshotOfFailure(task));
  afterAll(() => workbench?.close());

  it('shows each task as a thread', async () => {
    await workbench.toggleBreakpoint('mailbox_consumer.mvasm', 44);
    await workbench.startConfiguration('Mailbox pair (two tasks)');
    await workbench.until(async () => (await workbench.threads()).length === 2, 'two threads');
    expect((await workbench.threads()).join()).toMatch(/mailbox_consumer.*mailbox_producer/);
    await workbench.press('F5');
    await workbench.until(async () => (await workbench.callStackText()).includes('44:5'), 'the consumer to stop');
    await workbench.screenshot('two-tasks');
    await workbench.press('Shift+F5');
    await workbench.debuggingEnded();
  });
});
