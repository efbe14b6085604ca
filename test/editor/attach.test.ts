/** Attaching from VS Code to an executive in another process, which is killed and comes back. */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Execd } from '../adapter/execd';
import { Workbench } from './workbench';

let workbench: Workbench;
let execd: Execd;

beforeAll(async () => {
  let source = '';
  workbench = await Workbench.open({}, async (folder) => {
    source = path.join(folder, 'pulse.mvasm');
    await writeFile(source, PULSE);
    execd = await Execd.start(source);
    await mkdir(path.join(folder, '.vscode'), { recursive: true });
    const attach = { type: 'hsx', request: 'attach', name: 'Attach', port: execd.port, pid: pickTask };
    await writeFile(path.join(folder, '.vscode', 'launch.json'), JSON.stringify({ configurations: [attach] }));
  });
  await execd.ask('clock', { op: 'start' });
});
afterEach(({ task }) => workbench.screenshotOfFailure(task));
afterAll(async () => {
  await workbench?.close();
  await execd?.kill();
});

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json
const pickTask = '${command:hsx.pickTask}';
const PULSE = `.entry main
.text
main:
    LDI R6, 1
again:
    ADD R1, R1, R6
    CALL beat
    JMP again
beat:
    LDI R3, 5
    RET
`;

it('attaches to a task of its choice, steps, outlives a restart of the executive, and leaves the task running', async () => {
  await workbench.toggleBreakpoint('pulse.mvasm', 10);
  await workbench.startConfiguration('Attach');
  await workbench.page.locator('.quick-input-list', { hasText: 'pulse' }).waitFor();
  await workbench.screenshot('attach-pick-task');
  await workbench.press('Enter');
  await workbench.stoppedAt('beat', 10);
  await workbench.press('F10');
  await workbench.stoppedAt('beat', 11);
  await workbench.page.locator('.statusbar', { hasText: /debugging 127.0.0.1:\d+ \(pid 1\)/ }).waitFor();
  await workbench.screenshot('attach-stopped');
  await workbench.press('F5');
  await workbench.stoppedAt('beat', 10);
  await execd.kill();
  await workbench.page.locator('.statusbar', { hasText: 'reconnecting to' }).waitFor();
  await workbench.screenshot('attach-reconnecting');
  await execd.restart();
  await workbench.consoleShows('the executive was restarted');
  await workbench.stoppedAt('main', 4);
  await workbench.press('F5');
  await workbench.stoppedAt('beat', 10);
  await workbench.screenshot('attach-again');
  await workbench.press('Shift+F5');
  await workbench.debuggingEnded();
  expect(await execd.clockRuns()).toBe(true);
  expect(await execd.sessions()).toEqual([]);
});
