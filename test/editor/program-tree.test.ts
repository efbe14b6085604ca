/** Programs of hsx.json in a real VS Code: the view, what starts from it, and files that are renamed. */

import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Workbench } from './workbench';

const project = {
  programs: [
    { name: 'fibonacci', units: ['fib_frames.mvasm', 'lib/console.mvasm'] },
    { name: 'broken', units: ['broken.mvasm'] },
  ],
};

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open({ 'explorer.confirmDragAndDrop': false }, async (folder) => {
    await writeFile(path.join(folder, 'hsx.json'), JSON.stringify(project, undefined, 2));
    await writeFile(path.join(folder, 'broken.mvasm'), '.entry main\n.text\nmain:\n    FLY R1\n    RET\n');
  });
});

afterEach(({ task }) => workbench.screenshotOfFailure(task));
afterAll(() => workbench?.close());

const row = (text: string | RegExp) => workbench.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();

it('shows programs with units, exports and problems when the view is opened', async () => {
  await workbench.page.locator('.activitybar .action-label[aria-label="HSX"]').click();
  await row('fibonacci').waitFor({ timeout: 45_000 });
  await row('broken').waitFor();
  expect(await row('broken').textContent()).toContain('1 error');
  await row('console.mvasm').locator('.monaco-tl-twistie').click();
  await row('con_puts').waitFor({ timeout: 45_000 });
  await row('broken.mvasm').locator('.monaco-tl-twistie').click();
  await row('FLY').waitFor({ timeout: 45_000 });
  await workbench.screenshot('program-tree');
});

it('runs a program by its button', async () => {
  await row('fibonacci').hover();
  await row('fibonacci').locator('.action-label[aria-label="Run Program"]').click();
  await workbench.consoleShows('fib(10) = ');
});

it('checks a program by its button, as a task', async () => {
  await row('broken').hover();
  await row('broken').locator('.action-label[aria-label="Check Program"]').click();
  // The text of a terminal is a picture; beside it stands the task, which failed.
  await workbench.page.locator('.panel', { hasText: 'check broken' }).waitFor({ timeout: 45_000 });
  await workbench.page.locator('.panel .codicon-error').first().waitFor({ timeout: 45_000 });
  await workbench.screenshot('program-tree-check');
});

it('builds a program by its button', async () => {
  await row('fibonacci').hover();
  await row('fibonacci').locator('.action-label[aria-label="Build Program"]').click();
  const image = path.join(workbench.folder, 'out', 'fibonacci.hxe');
  await workbench.until(async () => (await stat(image).catch(() => undefined)) !== undefined, image);
});

it('debugs a program by its button', async () => {
  await workbench.toggleBreakpoint('fib_frames.mvasm', 22);
  await workbench.untilSeen(async () => {
    await row('fibonacci').hover();
    await row('fibonacci').locator('.action-label[aria-label="Debug Program"]').click();
  }, workbench.page.locator('.debug-toolbar'));
  await workbench.stoppedAt('fib_main', 22);
  await workbench.screenshot('program-tree-debug');
  await workbench.press('Shift+F5');
  await workbench.debuggingEnded();
});

it('keeps hsx.json right when a unit is renamed', async () => {
  await workbench.openFile('broken.mvasm');
  await workbench.command('File: Reveal Active File in Explorer View');
  const file = workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'broken.mvasm' }).first();
  await file.click();
  await workbench.press('F2');
  const input = workbench.page.locator('.explorer-folders-view input').first();
  await input.fill('mended.mvasm');
  await workbench.press('Enter');
  // VS Code asks before it edits the files that name the renamed one.
  await workbench.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'OK' }).click();
  await workbench.until(
    async () => (await readFile(path.join(workbench.folder, 'hsx.json'), 'utf8')).includes('"mended.mvasm"'),
    'the new name in hsx.json',
  );
  await workbench.screenshot('program-file-renamed');
});
