/** Configurations that ask for the program, or run it in a terminal that is read from; breakpoints on instructions. */

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const echo = path.join(import.meta.dirname, '../adapter/programs/echo.mvasm');
const pickProgram = `${'$'}{command:hsx.pickProgram}`;
const launch = { type: 'hsx', request: 'launch' };
const inFolder = (name: string) => `${'$'}{workspaceFolder}/${name}`;
const configurations = [
  { ...launch, name: 'Pick', program: pickProgram, stopOnEntry: true },
  { ...launch, name: 'Fib', program: inFolder('fib_frames.mvasm'), stopOnEntry: true },
  { ...launch, name: 'Echo', program: inFolder('echo.mvasm'), console: 'integratedTerminal' },
];

describe('launches', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    // Only so the text of a terminal is text.
    workbench = await Workbench.open({ 'terminal.integrated.gpuAcceleration': 'off' }, async (folder) => {
      await mkdir(path.join(folder, '.vscode'), { recursive: true });
      await copyFile(echo, path.join(folder, 'echo.mvasm'));
      const text = JSON.stringify({ version: '0.2.0', configurations });
      await writeFile(path.join(folder, '.vscode', 'launch.json'), text);
    });
    await workbench.openFile('fib_frames.mvasm');
  });

  afterEach(({ task }) => workbench.screenshotOfFailure(task));
  afterAll(() => workbench?.close());

  it('ask for the program', async () => {
    await workbench.startConfiguration('Pick');
    const row = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'fib_frames' }).first();
    await row.waitFor();
    await workbench.screenshot('launch-pick-program');
    await row.click();
    await workbench.stoppedAt('fib_main', 20);
    await workbench.press('Shift+F5');
    await workbench.debuggingEnded();
  });

  it('read from the terminal', async () => {
    const { page } = workbench;
    await workbench.startConfiguration('Echo');
    const terminal = page.locator('.terminal-wrapper .xterm-rows').last();
    // The shell has got its command; what is typed now is kept for the program.
    await workbench.until(async () => /terminal\.js/.test(await terminal.innerText().catch(() => '')), 'the program');
    await page.locator('.terminal-wrapper .xterm').last().click();
    await page.keyboard.type('hello');
    await workbench.press('Enter');
    await workbench.until(async () => (await terminal.innerText()).match(/^hello/gm)?.length === 2, 'the echo');
    await workbench.screenshot('launch-terminal');
    await workbench.press('Shift+F5');
    await workbench.debuggingEnded();
    expect(await page.locator('.monaco-dialog-box').count()).toBe(0);
  });

  // Its breakpoint outlives the session.
  it('stop at an instruction that was chosen in the disassembly', async () => {
    const { page } = workbench;
    await workbench.startConfiguration('Fib');
    await workbench.stoppedAt('fib_main', 20);
    await workbench.command('Open Disassembly View');
    const row = page.locator('.disassembly-view .monaco-list-row', { hasText: 'LDI R1, 10' }).first();
    await row.waitFor();
    await row.hover();
    await row.locator('.monaco-table-td').first().click();
    await page.locator('.disassembly-view .codicon-debug-breakpoint').first().waitFor();
    await workbench.screenshot('launch-disassembly');
    await workbench.press('F5');
    await page.getByText('Paused on instruction breakpoint').first().waitFor();
    await workbench.until(async () => (await workbench.callStack())[0]?.includes('22:5') === true, 'the frame at 22:5');
    await workbench.screenshot('launch-instruction-breakpoint');
    await workbench.press('Shift+F5');
    await workbench.debuggingEnded();
  });
});
