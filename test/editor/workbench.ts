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

  static async open(settings: Readonly<Record<string, unknown>> = {}): Promise<Workbench> {
    const log = (line: string) => console.log(line);
    const scratch = await mkdtemp(path.join(os.tmpdir(), 'hsx-editor-'));
    const folder = path.join(scratch, 'examples');
    await cp(path.join(root, 'examples'), folder, { recursive: true });
    const folders = { userDataDir: path.join(scratch, 'user'), extensionsDir: path.join(scratch, 'extensions') };
    await writeSettings(folders.userDataDir, { 'editor.minimap.enabled': false, ...settings });
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

  /** Runs a command by its title in the command palette. */
  async command(title: string): Promise<void> {
    await this.quickInput('F1', title);
  }

  /** Opens a file of the folder by its name, optionally at a line. */
  async openFile(name: string, line?: number): Promise<void> {
    await this.quickInput('Control+P', line === undefined ? name : `${name}:${line}`);
    await this.page.locator('.tab.active', { hasText: path.basename(name) }).waitFor({ timeout: WAIT_MS });
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** The line the arrow of the debugger stands at, from 1, once it shows `expected`. */
  async stoppedAt(expected: string): Promise<void> {
    await this.page
      .locator(
        '.debug-call-stack .monaco-list-row .stack-frame.selected, .debug-call-stack .monaco-list-row.selected',
        { hasText: expected },
      )
      .first()
      .waitFor({ timeout: WAIT_MS });
    await this.page.locator('.debug-top-stack-frame-line').first().waitFor({ timeout: WAIT_MS });
  }

  /** Labels of the Call Stack view, top frame first. */
  async callStack(): Promise<string[]> {
    return this.texts('.debug-call-stack .monaco-list-row .stack-frame');
  }

  variables(): Locator {
    return this.page.locator('.debug-variables .monaco-list-row');
  }

  /** Text of the Debug Console. */
  console(): Locator {
    return this.page.locator('.repl .repl-tree');
  }

  async texts(selector: string): Promise<string[]> {
    const texts = await this.page.locator(selector).allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
  }

  private async quickInput(key: string, text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:not([style*="display: none"]) input[type=text]');
    await this.page.keyboard.press(key);
    await input.waitFor({ timeout: WAIT_MS });
    await input.fill(key === 'F1' ? `>${text}` : text);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor({ timeout: WAIT_MS });
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden', timeout: WAIT_MS });
  }
}
