/** Without hsx.json: a program that a launch configuration links, and what is done to all of its units. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Workbench } from './workbench';

const files = {
  'app.mvasm': '.entry app\n.import aid\n.text\napp:\n    CALL aid\n    RET\n',
  'part.mvasm': '.export aid\n.text\naid:\n    LDI R0, 7\n    RET\n',
};
const both = {
  type: 'hsx',
  request: 'launch',
  name: 'Both',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of VS Code
  program: ['${workspaceFolder}/app.mvasm', '${workspaceFolder}/part.mvasm'],
  link: true,
};

const tasked = {
  'first.mvasm': '.entry first\n.import second\n.text\nfirst:\n    CALL second\n    RET\n',
  'second.mvasm': '.export second\n.import nowhere\n.text\nsecond:\n    CALL nowhere\n    RET\n',
};
const task = { label: 'Linked', type: 'hsx', task: 'build', files: ['second.mvasm', 'first.mvasm'] };

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open({ 'hsx.codeLens.runRoutines': true }, async (folder) => {
    await mkdir(path.join(folder, '.vscode'), { recursive: true });
    await writeFile(path.join(folder, '.vscode', 'launch.json'), JSON.stringify({ configurations: [both] }));
    await writeFile(path.join(folder, '.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [task] }));
    for (const [name, text] of Object.entries({ ...files, ...tasked })) await writeFile(path.join(folder, name), text);
  });
});

afterEach(({ task }) => workbench.screenshotOfFailure(task));
afterAll(() => workbench?.close());

const row = (text: string) => workbench.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
const saved = (name: string): Promise<string> => readFile(path.join(workbench.folder, name), 'utf8');

it('shows the program that a launch configuration names', async () => {
  await workbench.page.locator('.activitybar .action-label[aria-label="HSX"]').click();
  await row('Both').waitFor({ timeout: 45_000 });
  await row('part.mvasm').waitFor({ timeout: 45_000 });
  await workbench.screenshot('program-of-launch');
});

it('shows the program that a task names, and what is wrong with all of its units', async () => {
  await row('Linked').waitFor({ timeout: 45_000 });
  await workbench.openFile('first.mvasm');
  await workbench.command('Problems: Focus on Problems View');
  const problem = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'import-unresolved' });
  await problem.first().waitFor({ timeout: 45_000 });
  expect(await workbench.texts('.markers-panel .monaco-list-row')).toContainEqual(
    expect.stringContaining('second.mvasm'),
  );
  await workbench.screenshot('program-of-task');
});

it('renames a symbol in all of its units', async () => {
  await workbench.openFile('app.mvasm', 5);
  // A click first: the editor may not have the focus yet.
  await workbench.page.locator('.view-line', { hasText: /CALL\said/ }).click();
  await workbench.press('End');
  await workbench.press('F2');
  await workbench.page.locator('.rename-box input').fill('helper');
  await workbench.screenshot('rename-symbol');
  await workbench.press('Enter');
  await workbench.page.locator('.view-line', { hasText: /CALL\shelper/ }).waitFor({ timeout: 45_000 });
  await workbench.command('File: Save All Files');
  await workbench.until(async () => (await saved('part.mvasm')).includes('\nhelper:'), 'the new name in part.mvasm');
  expect(await saved('app.mvasm')).toBe(files['app.mvasm'].replaceAll('aid', 'helper'));
  expect(await saved('part.mvasm')).toBe(files['part.mvasm'].replaceAll('aid', 'helper'));
});

it('runs a routine from the lens above it', async () => {
  await workbench.openFile('part.mvasm');
  await workbench.page.locator('.codelens-decoration a', { hasText: 'Run' }).first().click();
  await workbench.consoleShows('returned 7');
  await workbench.screenshot('run-routine');
});
