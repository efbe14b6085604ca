/** One configuration that starts two sessions, and frames that begin anew. */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Workbench } from './workbench';

const inFolder = (name: string) => `${'$'}{workspaceFolder}/${name}`;
const both = {
  ...{ type: 'hsx', request: 'launch', name: 'Both', program: inFolder('fib_frames.mvasm') },
  also: [{ name: 'beside it', program: inFolder('command_handler.mvasm'), stopOnEntry: true }],
};

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open({}, async (folder) => {
    await mkdir(path.join(folder, '.vscode'), { recursive: true });
    const text = JSON.stringify({ version: '0.2.0', configurations: [both] });
    await writeFile(path.join(folder, '.vscode', 'launch.json'), text);
  });
});
afterAll(() => workbench?.close());
afterEach(({ task }) => workbench.screenshotOfFailure(task));

it('begins a frame anew', async () => {
  await workbench.toggleBreakpoint('fib_frames.mvasm', 53);
  await workbench.startConfiguration('Both');
  await workbench.stoppedAt('fib', 53);
  await workbench.page.locator('.statusbar', { hasText: 'HSX: debugging (pid 1)' }).waitFor();
  // Only what is seen exists; the callers of the innermost frame stand behind their call.
  const callers = workbench.page.locator('.debug-call-stack .monaco-list-row .stack-frame', { hasText: '52:5' });
  await callers.nth(1).click({ button: 'right' });
  await workbench.page.locator('.monaco-menu .action-label', { hasText: 'Restart Frame' }).first().click();
  await workbench.stoppedAt('fib', 35);
  await workbench.until(async () => (await workbench.callStack())[1]?.includes('52:5') === true, 'the caller at 52:5');
  await workbench.screenshot('sessions-frame-restarted');
});

it('ends each session by itself', async () => {
  const { page } = workbench;
  const both = page.locator('.debug-call-stack .monaco-list-row .session', { hasText: 'Both' });
  await both.first().waitFor();
  await workbench.press('Shift+F5');
  await both.first().waitFor({ state: 'hidden' });
  await workbench.until(async () => /cmd_main/.test(await workbench.callStackText()), 'the other session');
  await workbench.screenshot('sessions-one-left');
  await page.locator('.debug-call-stack .monaco-list-row .stack-frame').first().click();
  await workbench.press('Shift+F5');
  await workbench.debuggingEnded();
  expect(await page.locator('.statusbar', { hasText: 'HSX:' }).count()).toBe(0);
});

it('clears its breakpoints by one command', async () => {
  const rows = workbench.page.locator('.debug-breakpoints .monaco-list-row', { hasText: 'fib_frames.mvasm' });
  await rows.first().waitFor();
  await workbench.command('HSX: Clear All HSX Breakpoints');
  await rows.first().waitFor({ state: 'hidden' });
});
