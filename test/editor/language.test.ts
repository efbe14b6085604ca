/** Writing MVASM in a real VS Code: what the language server shows and writes, seen as a user sees it. */

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Workbench } from './workbench';

const DRAFT = `.entry main
.text
main:
    LDI R1, 5000
    CALL helper
    RET
; Does nothing yet.
helper:
    RET
.data
table:
    .word 7, 8
`;

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open(
    { 'hsx.inlayHints.addresses': true, 'hsx.inlayHints.constants': true },
    async (folder) => {
      await writeFile(path.join(folder, 'draft.mvasm'), DRAFT);
      await writeFile(
        path.join(folder, 'extract.mvasm'),
        '.entry main\nmain:\n    LDI R1, 1\n    LDI R2, 2\n    RET\n',
      );
      await writeFile(path.join(folder, 'typed.mvasm'), '.entry main\n.text\n');
      await writeFile(path.join(folder, 'notes.md'), '# Notes\n\n```mvasm\nmain:\n    LDI R1, 5\n```\n');
    },
  );
});

afterEach(({ task }) => workbench.screenshotOfFailure(task));
afterAll(() => workbench?.close());

const shown = (selector: string, text: string | RegExp) =>
  workbench.page.locator(selector, { hasText: text }).first().waitFor({ timeout: 45_000 });

it('shows a mistake in Problems, and mends it with the quick fix', async () => {
  await workbench.openFile('draft.mvasm', 4);
  await shown('.squiggly-error', '');
  await workbench.command('Problems: Focus on Problems View');
  await workbench.until(async () => (await workbench.problems()).length === 1, 'one problem');
  await workbench.screenshot('language-problems');
  await workbench.page
    .locator('.markers-panel .code-link, .markers-panel a', { hasText: 'immediate-range' })
    .first()
    .click();
  await shown('.tab', 'immediate-range.md');
  await shown('.view-line', /Number\sdoes\snot\sfit/);
  await workbench.screenshot('language-code-page');
  await workbench.openFile('draft.mvasm', 4);
  await workbench.quickFixes();
  await shown('.action-widget .monaco-list-row', 'Load it with LDI32');
  await workbench.screenshot('language-quick-fix');
  await workbench.press('Enter');
  await shown('.view-line', /LDI32\sR1,\s5000/);
  await workbench.until(async () => (await workbench.page.locator('.squiggly-error').count()) === 0, 'no mistake');
});

it('shows lenses, and hints where they are switched on', async () => {
  await shown('.codelens-decoration', '1 reference');
  await shown('.codelens-decoration', 'Debug');
  await shown('.view-line', '4000');
  await workbench.screenshot('language-lens');
});

it('explains what the pointer is on', async () => {
  const row = workbench.page.locator('.view-line', { hasText: 'CALL' }).first();
  const name = row.locator('span', { hasText: /^helper$/ }).first();
  // A lens that is drawn meanwhile moves the line away from below the pointer.
  await workbench.untilSeen(async () => {
    await row.hover({ position: { x: 1, y: 1 } });
    await name.hover();
  }, workbench.page.locator('.monaco-hover', { hasText: 'Does nothing yet.' }).first());
  await workbench.screenshot('language-hover');
  await workbench.press('Escape');
});

it('completes what fits', async () => {
  await workbench.openFile('draft.mvasm', 5);
  // Enter alone would accept a suggestion, if one is open.
  await workbench.press('Control+Enter');
  await workbench.page.keyboard.type('LDI32 R2, ');
  await shown('.suggest-widget .monaco-list-row', 'table');
  await workbench.screenshot('language-completion');
  await workbench.press('Enter');
  await shown('.view-line', /LDI32\sR2,\stable/);
});

it('lets lines be typed one after the other, whatever is suggested, and indents them', async () => {
  await workbench.openFile('typed.mvasm', 3);
  const typed = 'main:\npush r7\nLD R1, [R7+8]\nCALL helper\nPOP R7\nRET\nhelper:\nPUSH R1\n';
  await workbench.page.keyboard.type(typed, { delay: 100 });
  await workbench.page.keyboard.type('frame', { delay: 100 });
  await shown('.suggest-widget .monaco-list-row', 'Routine with locals');
  await workbench.press('Enter');
  await workbench.page.keyboard.type('inner');
  await workbench.press('Control+S');
  const expected =
    '.entry main\n.text\nmain:\n    push r7\n    LD R1, [R7+8]\n    CALL helper\n    POP R7\n    RET\nhelper:\n    PUSH R1\n' +
    'inner:\n    PUSH R7\n';
  let text = '';
  await workbench
    .until(async () => {
      text = await readFile(path.join(workbench.folder, 'typed.mvasm'), 'utf8');
      return text.startsWith(expected);
    }, 'the lines as typed')
    .catch(() => expect(text).toBe(expected));
  await workbench.press('Escape');
});

it('asks for the name of a routine that it takes out', async () => {
  await workbench.openFile('extract.mvasm', 3);
  await shown('.codelens-decoration', 'Debug');
  await workbench.press('Shift+ArrowDown');
  await workbench.press('Shift+ArrowDown');
  await workbench.quickFixes();
  await shown('.action-widget .monaco-list-row', 'Extract to the routine');
  await workbench.press('Enter');
  await shown('.rename-box input:focus', '');
  await workbench.page.keyboard.type('load_both');
  await workbench.screenshot('language-extract');
  await workbench.press('Enter');
  await shown('.view-line', /CALL\sload_both/);
  await shown('.view-line', /^load_both:/);
});

it('shows the listing beside the source, and follows the cursor', async () => {
  await workbench.openFile('draft.mvasm', 9);
  await workbench.command('HSX: Show Listing');
  await shown('.tab', 'draft.mvasm.lst');
  await shown('.view-line', /60200000\s+60\s2\s0\s0\s000/);
  const source = workbench.page.locator('.editor-group-container').first();
  await source.locator('.view-line', { hasText: /CALL\shelper/ }).click();
  const lineOfListing = () => workbench.texts('.editor-instance .line-numbers.active-line-number');
  await workbench.until(
    // The literal of the LDI32 in front has a line of its own in the listing.
    async () => (await lineOfListing()).sort().join() === '5,6',
    'the cursors in line 5 of the source and 6 of the listing',
  );
  await workbench.screenshot('language-listing');
  await workbench.page.keyboard.press('End');
  await workbench.page.keyboard.type(' ; as it is typed');
  const listing = workbench.page.locator('.editor-group-container').nth(1);
  await listing.locator('.view-line', { hasText: /24000\w+.*CALL\shelper\s;\sas\sit\sis\styped/ }).waitFor();
});

it('draws the memory map', async () => {
  await workbench.command('View: Focus First Editor Group');
  await workbench.command('HSX: Show Memory Map');
  await shown('.tab', 'Memory Map: draft.mvasm');
  const page = workbench.page.frameLocator('iframe.webview').frameLocator('iframe');
  await page.locator('h1', { hasText: 'draft.mvasm' }).waitFor({ timeout: 45_000 });
  await page.locator('td', { hasText: 'table' }).first().waitFor();
  await workbench.screenshot('language-memory-map');
});

it('colours MVASM in Markdown', async () => {
  await workbench.openFile('notes.md');
  const colourOf = (text: RegExp): Promise<string> =>
    workbench.page
      .locator('.view-line span span', { hasText: text })
      .first()
      .evaluate((span) => {
        const window = globalThis as unknown as { getComputedStyle(element: unknown): { color: string } };
        return window.getComputedStyle(span).color;
      });
  await workbench.until(async () => (await colourOf(/^LDI$/)) !== (await colourOf(/Notes/)), 'colours');
  await workbench.screenshot('language-markdown');
  expect(await colourOf(/^R1$/)).not.toBe(await colourOf(/^LDI$/));
});
