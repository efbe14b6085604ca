/** A real VS Code with the packaged extension, driven as a user drives it: by keys, and by what the screen shows. */

import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { browserArguments, provideBrowser } from '../../scripts/lib/browser.mjs';
import { installVsix, startCodeServer, writeSettings } from '../../scripts/lib/code-server.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const screenshots = path.join(root, 'artifacts', 'screenshots');
const WAIT_MS = 45_000;

export class Workbench {
  private constructor(
    readonly page: Page,
    /** The opened folder: a copy of the examples, free to be changed. */
    readonly folder: string,
    private readonly browser: Browser,
    private readonly server: { close: () => Promise<void> },
    private readonly scratch: string,
  ) {}

  /** @param arrange changes the folder before VS Code opens it */
  static async open(
    settings: Readonly<Record<string, unknown>> = {},
    arrange: (folder: string) => Promise<void> = async () => {},
  ): Promise<Workbench> {
    const log = (line: string) => console.log(line);
    const scratch = await mkdtemp(path.join(os.tmpdir(), 'hsx-editor-'));
    const folder = path.join(scratch, 'examples');
    await cp(path.join(root, 'examples'), folder, { recursive: true });
    await arrange(folder);
    const folders = { userDataDir: path.join(scratch, 'user'), extensionsDir: path.join(scratch, 'extensions') };
    await writeSettings(folders.userDataDir, {
      'editor.minimap.enabled': false,
      'debug.openDebug': 'openOnSessionStart',
      ...settings,
    });
    await installVsix({ ...folders, vsix: path.join(root, 'dist', 'hsx-vscode.vsix'), log });
    const server = await startCodeServer({ ...folders, folder, log });
    const browser = await chromium.launch({ executablePath: await provideBrowser({ log }), args: browserArguments });
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(server.url);
    await page.waitForSelector('.monaco-workbench .part.editor', { timeout: WAIT_MS });
    await mkdir(screenshots, { recursive: true });
    return new Workbench(page, folder, browser, server, scratch);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
    await rm(this.scratch, { recursive: true, force: true });
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }

  async screenshotOfFailure({ name, result }: { name: string; result?: { state: string } }): Promise<void> {
    if (result?.state === 'fail') await this.screenshot(`failed ${name}`.replaceAll(/\W+/g, '-'));
  }

  /** Runs a command by its title in the command palette. */
  async command(title: string): Promise<void> {
    await this.quickInput('F1', title);
  }

  /** Opens a file of the folder by its name, optionally at a line, and has the keyboard in it. */
  async openFile(name: string, line?: number): Promise<void> {
    await this.quickInput('Control+P', line === undefined ? name : `${name}:${line}`, path.basename(name));
    await this.page.locator('.tab.active', { hasText: path.basename(name) }).waitFor({ timeout: WAIT_MS });
    // Keys before that go elsewhere, and are lost.
    await this.page.locator('.editor-instance .monaco-editor.focused').waitFor({ timeout: WAIT_MS });
  }

  /** Does something until it shows: VS Code loses clicks and lists while it draws their place anew. */
  async untilSeen(act: () => Promise<void>, result: Locator): Promise<void> {
    for (let left = 2; ; left--) {
      await act();
      const seen = result.waitFor({ timeout: 15_000 });
      if (left === 0) return seen;
      if (
        await seen.then(
          () => true,
          () => false,
        )
      )
        return;
    }
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** The pause button: in a browser F6 belongs to the page. It does nothing until VS Code has asked for the threads. */
  async pause(): Promise<void> {
    const button = this.page.locator('.debug-toolbar .codicon-debug-pause');
    await button.waitFor({ timeout: WAIT_MS });
    await this.untilSeen(async () => {
      if (await button.isVisible()) await button.click();
    }, this.page.locator('.debug-toolbar .codicon-debug-continue'));
  }

  /** F9 on a line of the open file. */
  async toggleBreakpoint(file: string, line: number): Promise<void> {
    await this.openFile(file, line);
    const marks = this.page.locator(
      '.margin-view-overlays .codicon-debug-breakpoint, .glyph-margin-widgets .codicon-debug-breakpoint',
    );
    const before = await marks.count();
    await this.press('F9');
    await this.until(async () => (await marks.count()) !== before, `a breakpoint at line ${line}`);
  }

  /** A breakpoint on a line of a file that counts when an expression is met. */
  async conditionalBreakpoint(file: string, line: number, condition: string): Promise<void> {
    await this.openFile(file, line);
    await this.command('Debug: Add Conditional Breakpoint...');
    await this.page.locator('.breakpoint-widget .monaco-editor.focused').waitFor({ timeout: WAIT_MS });
    await this.page.keyboard.type(condition);
    await this.press('Enter');
    await this.page.locator('.breakpoint-widget').waitFor({ state: 'hidden', timeout: WAIT_MS });
  }

  /** Waits until the debugger stands in a frame that reads like `label` and at this line of the editor. */
  async stoppedAt(label: string, line: number): Promise<void> {
    const expected = `${label} at line ${line}`;
    let seen = '';
    await this.until(async () => {
      const [top = ''] = await this.callStack();
      seen = `${top} at line ${await this.arrowLine()}`;
      return top.startsWith(label) && (await this.arrowLine()) === line;
    }, expected).catch(() => {
      throw new Error(`expected to stop in ${expected}, the editor shows ${seen || 'nothing'}`);
    });
  }

  /** Line number beside the highlighted line of the top frame; undefined while nothing is stopped. */
  private arrowLine(): Promise<number | undefined> {
    // In one go: lenses and inline values may draw the rows anew at any moment.
    return this.page.locator('body').evaluate((body) => {
      for (const editor of body.querySelectorAll('.editor-instance .monaco-editor')) {
        const arrow = editor.querySelector('.view-overlays > div:has(.debug-top-stack-frame-line)');
        if (!arrow) continue;
        const { top } = arrow.getBoundingClientRect();
        for (const number of editor.querySelectorAll('.margin-view-overlays > div')) {
          if (Math.abs(number.getBoundingClientRect().top - top) < 1) return Number(number.textContent?.trim());
        }
      }
      return undefined;
    });
  }

  /** Labels of the Call Stack view, top frame first. */
  callStack(): Promise<string[]> {
    return this.texts('.debug-call-stack .monaco-list-row .stack-frame');
  }

  /** Names of the tasks in the Call Stack view. */
  threads(): Promise<string[]> {
    return this.texts('.debug-call-stack .monaco-list-row .thread');
  }

  async callStackText(): Promise<string> {
    return (await this.texts('.debug-call-stack')).join(' ');
  }

  /** Starts a configuration of launch.json by its name. */
  async startConfiguration(name: string): Promise<void> {
    await this.quickInput('Control+P', `debug ${name}`, name);
  }

  /** Rows of the Variables view, as `name = value`. */
  variables(): Promise<string[]> {
    return this.texts('.debug-variables .monaco-list-row');
  }

  /** A row of the Variables view, which is scrolled until the row is seen: only such rows exist. */
  async variable(text: string | RegExp): Promise<Locator> {
    const view = this.page.locator('.debug-variables');
    const rows = view.locator('.monaco-list-row');
    const row = rows.filter({ hasText: text }).first();
    let last = '';
    await this.until(async () => {
      const beyond = (await row.count()) > 0 ? await hiddenPart(row, view) : undefined;
      if (beyond === 0) return true;
      await view.hover();
      if (beyond !== undefined) {
        await this.page.mouse.wheel(0, beyond);
        return false;
      }
      const seen = (await rows.allInnerTexts()).join();
      // At the end it begins at the top again: rows may have come meanwhile.
      await this.page.mouse.wheel(0, seen === last ? -100_000 : 100);
      last = seen;
      return false;
    }, `the variable ${text}`);
    return row;
  }

  /** Opens a row of the Variables view until it stays open: a click is lost while the rows are drawn anew. */
  async openVariable(text: RegExp): Promise<void> {
    await this.until(async () => {
      const row = await this.variable(text);
      if ((await row.getAttribute('aria-expanded')) === 'true') return true;
      await row.locator('.monaco-tl-twistie').click();
      const opened = this.page.locator('.debug-variables .monaco-list-row[aria-expanded="true"]', { hasText: text });
      await opened.waitFor({ timeout: 3_000 }).catch(() => {});
      return false;
    }, `${text} to be open`);
  }

  /** Presses the key for quick fixes until they are offered: an editor that was just opened may not listen yet. */
  async quickFixes(): Promise<void> {
    const offered = this.page.locator('.action-widget .monaco-list-row').first();
    await this.until(async () => {
      await this.press('Control+.');
      return offered.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    }, 'quick fixes');
  }

  /** Gives a variable a new value, as a user types it into its row. */
  async setVariable(row: RegExp, value: string): Promise<void> {
    const input = this.page.locator('.debug-variables .monaco-inputbox input:visible').first();
    await this.untilSeen(async () => (await this.variable(row)).dblclick(), input);
    await input.fill(value);
    await input.press('Enter');
    await input.waitFor({ state: 'hidden', timeout: WAIT_MS });
  }

  /** Chooses from the context menu of a variable. */
  async chooseForVariable(row: RegExp, title: string): Promise<void> {
    await (await this.variable(row)).click({ button: 'right' });
    const entry = this.page.locator('.monaco-menu .action-label', { hasText: title }).first();
    await entry.waitFor({ timeout: WAIT_MS });
    // VS Code takes no notice of a click right after the menu has come.
    await this.until(async () => {
      if (await entry.isVisible()) await entry.click();
      return entry.waitFor({ state: 'hidden', timeout: 2000 }).then(
        () => true,
        () => false,
      );
    }, `the menu to close behind "${title}"`);
  }

  /** Adds an expression to the Watch view. */
  async watch(expression: string): Promise<void> {
    await this.command('Debug: Focus on Watch View');
    await this.page.locator('.pane-header', { hasText: 'Watch' }).first().hover();
    await this.page.locator('.pane-header .codicon-watch-expressions-add').click();
    const input = this.page.locator('.debug-watch .monaco-inputbox input');
    await input.waitFor({ timeout: WAIT_MS });
    await input.fill(expression);
    await input.press('Enter');
  }

  /** Waits for a row of the Watch view. */
  async watchShows(row: RegExp): Promise<void> {
    const rows = this.page.locator('.debug-watch .monaco-list-row', { hasText: row });
    await rows.first().waitFor({ timeout: WAIT_MS });
  }

  /** Points at a word in a line of the editor; returns what the debugger shows there. */
  async hover(line: string, word: string): Promise<string> {
    const row = this.page.locator('.editor-instance .view-line', { hasText: line }).first();
    await row
      .locator('span', { hasText: new RegExp(`^${word}$`) })
      .first()
      .hover();
    const widget = this.page.locator('.debug-hover-widget');
    await widget.waitFor({ timeout: WAIT_MS });
    return (await widget.textContent()) ?? '';
  }

  /** Waits for a text in the Debug Console. */
  async consoleShows(text: string | RegExp): Promise<void> {
    await this.page.locator('.repl .monaco-list-row', { hasText: text }).first().waitFor({ timeout: WAIT_MS });
  }

  /** What the Debug Console shows, line by line. */
  consoleLines(): Promise<string[]> {
    return this.texts('.repl .monaco-list-row');
  }

  /** Types into the Debug Console and waits for its answer. */
  async evaluate(expression: string, answer: string | RegExp): Promise<void> {
    await this.page.locator('.repl-input-wrapper .monaco-editor').click();
    await this.page.keyboard.type(expression);
    await this.press('Escape');
    await this.press('Enter');
    await this.consoleShows(answer);
  }

  /** Messages of the Problems view. */
  problems(): Promise<string[]> {
    return this.texts('.markers-panel .monaco-list-row .marker-icon + *');
  }

  /** Text of the dialog that VS Code shows when a launch failed; it is closed. */
  async dismissDialog(): Promise<string> {
    const dialog = this.page.locator('.monaco-dialog-box');
    await dialog.waitFor({ timeout: WAIT_MS });
    const text = (await dialog.textContent()) ?? '';
    await this.press('Escape');
    await dialog.waitFor({ state: 'hidden', timeout: WAIT_MS });
    return text;
  }

  /** Waits until no session is left. */
  async debuggingEnded(): Promise<void> {
    await this.page.locator('.debug-toolbar').waitFor({ state: 'hidden', timeout: WAIT_MS });
  }

  async texts(selector: string): Promise<string[]> {
    const texts = await this.page.locator(selector).allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
  }

  async until(condition: () => Promise<boolean>, what: string): Promise<void> {
    const end = Date.now() + WAIT_MS;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`waited ${WAIT_MS / 1000} s for ${what}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** @param wanted part of the row to choose */
  private async quickInput(key: string, text: string, wanted = text): Promise<void> {
    await this.page.keyboard.press(key);
    await this.choose(key === 'F1' ? `>${text}` : text, wanted);
  }

  private async choose(text: string, wanted = text): Promise<void> {
    const input = this.page.locator('.quick-input-widget:not([style*="display: none"]) input[type=text]');
    await input.waitFor({ timeout: WAIT_MS });
    await input.fill(text);
    // Until the list follows the text, Enter would take a leftover of the last search.
    await this.page
      .locator('.quick-input-list .monaco-list-row.focused', { hasText: wanted })
      .waitFor({ timeout: WAIT_MS });
    await this.page.keyboard.press('Enter');
  }
}

/** By how many pixels a row stands out of its view: below it when positive, above it when negative. */
async function hiddenPart(row: Locator, view: Locator): Promise<number> {
  const [inner, outer] = await Promise.all([row.boundingBox(), view.boundingBox()]);
  if (!inner || !outer) return 0;
  const below = inner.y + inner.height - (outer.y + outer.height);
  return below > 0 ? Math.ceil(below) : Math.min(0, Math.floor(inner.y - outer.y));
}
