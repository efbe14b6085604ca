import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

const FILE = 'fib_frames.mvasm';
const WRONG = '.entry main\n.text\nmain:\n    LDI R1, 99999\n    RET\n';

const tasks = [
  { type: 'hsx', task: 'build', label: 'build fib', files: [FILE, 'lib/console.mvasm'], output: 'images/fib.hxe' },
  { type: 'hsx', task: 'build', label: 'build fib alone', files: [FILE] },
  { type: 'hsx', task: 'check', label: 'check wrong', files: ['wrong.mvasm'] },
];

const image = { type: 'hsx', request: 'launch', program: `${'$'}{workspaceFolder}/images/fib.hxe`, stopOnEntry: true };
const configurations = [
  { ...image, name: 'Built image', preLaunchTask: 'build fib' },
  { ...image, name: 'Failing build', preLaunchTask: 'build fib alone' },
  { ...image, name: 'Failing check', preLaunchTask: 'check wrong' },
];

describe('tasks', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({}, async (folder) => {
      await mkdir(path.join(folder, '.vscode'), { recursive: true });
      await writeFile(path.join(folder, 'wrong.mvasm'), WRONG);
      await writeFile(path.join(folder, '.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
      await writeFile(
        path.join(folder, '.vscode', 'launch.json'),
        JSON.stringify({ version: '0.2.0', configurations }),
      );
    });
    // Tasks and configurations can be listed once the extension runs.
    await workbench.openFile('wrong.mvasm');
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.command('View: Close All Editors');
  });

  afterEach(({ task }) => workbench.screenshotOfFailure(task));
  afterAll(() => workbench?.close());

  /** Takes a task from the list of `Tasks: Run Build Task`. */
  async function runBuildTask(name: string): Promise<void> {
    const row = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
    await workbench.untilSeen(() => workbench.command('Tasks: Run Build Task'), row);
    await row.click();
  }

  it('are there for every source, and a mistake becomes a problem', async () => {
    await runBuildTask('build wrong.mvasm');
    // The terminal comes up when there is a problem.
    await workbench.page.locator('.terminal-outer-container').waitFor();
    expect(await problems()).toEqual([expect.stringContaining('99999')]);
    await workbench.screenshot('task-problem');
  });

  it('leave mistakes of open files to the language server', async () => {
    await workbench.openFile('wrong.mvasm');
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await failingLaunch('Failing check');
    expect(await problems()).toEqual([expect.stringContaining('99999')]);
  });

  it('build before a launch', async () => {
    await workbench.startConfiguration('Built image');
    const source = readFileSync(path.join(workbench.folder, FILE), 'utf8').split('\n');
    await workbench.stoppedAt('fib_main', source.indexOf('fib_main:') + 2);
    expect(existsSync(path.join(workbench.folder, 'images', 'fib.sym'))).toBe(true);
    await workbench.screenshot('task-before-launch');
    await workbench.press('Shift+F5');
    await workbench.debuggingEnded();
  });

  it('keep a launch back when they fail, and show what linking found in an open file', async () => {
    await workbench.openFile(FILE);
    await failingLaunch('Failing build');
    const missing = (await problems()).filter((problem) => problem.includes('con_put'));
    expect(missing).toHaveLength(2);
    await workbench.screenshot('task-failed-before-launch');
  });

  async function failingLaunch(configuration: string): Promise<void> {
    await workbench.startConfiguration(configuration);
    expect(await workbench.dismissDialog()).toContain('preLaunchTask');
  }

  async function problems(): Promise<string[]> {
    await workbench.command('Problems: Focus on Problems View');
    await workbench.until(async () => (await workbench.problems()).length > 0, 'a problem');
    return workbench.problems();
  }
});
