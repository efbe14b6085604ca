/** Finding one's way in the examples as they are: programs without hsx.json, calls, and the listing that is followed. */

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Workbench } from './workbench';

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open();
});

afterEach(({ task }) => workbench.screenshotOfFailure(task));
afterAll(() => workbench?.close());

const row = (pane: string, text: string | RegExp) =>
  workbench.page.locator(`${pane} .monaco-list-row`, { hasText: text }).first();
const activeLines = () => workbench.texts('.editor-instance .line-numbers.active-line-number');

it('shows every program of the folder, and what each is made of', async () => {
  await workbench.page.locator('.activitybar .action-label[aria-label="HSX"]').click();
  await row('.pane-body', /Fibonacci/).waitFor({ timeout: 45_000 });
  await workbench.screenshot('navigation-programs');
  expect((await workbench.texts('.pane-body .monaco-list-row')).join('\n')).not.toContain('error');
});

it('shows who calls a routine, and goes there', async () => {
  await workbench.openFile('fib_frames.mvasm', 35);
  await workbench.page.locator('.codelens-decoration', { hasText: '3 references' }).waitFor({ timeout: 45_000 });
  await workbench.command('Peek Call Hierarchy');
  await row('.call-hierarchy', /fib_main/).waitFor({ timeout: 45_000 });
  await workbench.screenshot('navigation-calls');
  await row('.call-hierarchy', /fib_main/).dblclick();
  await workbench.until(async () => (await activeLines()).join() === '19', 'the cursor at the caller in line 19');
});

it('moves the cursor of the source with that of the listing', async () => {
  await workbench.openFile('fib_frames.mvasm', 1);
  await workbench.command('HSX: Show Listing');
  const listing = workbench.page.locator('.editor-group-container').nth(1);
  await listing
    .locator('.view-line', { hasText: /CALL\sfib$/ })
    .first()
    .click();
  await workbench.until(
    async () => (await activeLines()).filter((line) => line === '23').length === 2,
    'both cursors in line 23',
  );
  await workbench.screenshot('navigation-listing');
});

it('runs the program above whose entry the lens stands', async () => {
  await workbench.command('View: Close All Editors');
  await workbench.openFile('blink_counter.mvasm', 1);
  await workbench.page.locator('.codelens-decoration a', { hasText: 'Run' }).first().click();
  await workbench.consoleShows('lamp on');
});

it('writes a routine from a snippet', async () => {
  await workbench.openFile('f16_filter.mvasm', 1);
  await workbench.press('Control+End');
  await workbench.press('Enter');
  await workbench.page.keyboard.type('.text');
  await workbench.press('Control+Enter');
  await workbench.page.keyboard.type('routi');
  await row('.suggest-widget', /^routine/).waitFor({ timeout: 45_000 });
  await workbench.screenshot('navigation-snippet');
  await workbench.press('Enter');
  await workbench.page.keyboard.type('fresh');
  const lines = workbench.page.locator('.editor-instance .view-line', { hasText: /^fresh:$/ });
  await lines.waitFor({ timeout: 45_000 });
});

it('has the same snippets under "Insert Snippet", and each once while one types', async () => {
  await workbench.openFile('blink_counter.mvasm', 1);
  await workbench.press('Control+End');
  await workbench.press('Enter');
  await workbench.page.keyboard.type('.text');
  await workbench.press('Control+Enter');
  await workbench.command('Snippets: Insert Snippet');
  await row('.quick-input-widget', 'Counted loop').waitFor({ timeout: 45_000 });
  await workbench.screenshot('insert-snippet');
  await workbench.page.keyboard.type('Counted');
  await workbench.press('Enter');
  await workbench.page
    .locator('.editor-instance .view-line', { hasText: /^\s*loop:$/ })
    .last()
    .waitFor({ timeout: 45_000 });
  await workbench.press('Escape');
  await workbench.press('Control+End');
  await workbench.press('Enter');
  await workbench.page.keyboard.type('while');
  await row('.suggest-widget', /^while/).waitFor({ timeout: 45_000 });
  await workbench.screenshot('snippet-once');
  expect(
    (await workbench.texts('.suggest-widget .monaco-list-row')).filter((text) => text.startsWith('while')),
  ).toHaveLength(1);
});
