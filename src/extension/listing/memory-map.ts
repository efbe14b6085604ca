/** The memory map of a program in a panel, drawn again when a source changes. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { MemoryMap } from '../../language-server/memory-map';
import { memoryMapPage } from './memory-map-page';

const VIEW_TYPE = 'hsx.memoryMap';
/** Rest between keys before the picture is drawn again. */
const REDRAW_MS = 200;

export class MemoryMapView {
  private panel: vscode.WebviewPanel | undefined;
  /** Draws the program that is shown. */
  private redraw: () => Promise<void> = async () => {};
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly client: LanguageClient) {
    this.subscription = vscode.workspace.onDidChangeTextDocument(({ contentChanges }) => {
      if (!this.panel || contentChanges.length === 0) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.redraw(), REDRAW_MS);
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.panel?.dispose();
  }

  async show(source: vscode.Uri): Promise<void> {
    this.panel ??= this.open();
    this.panel.reveal(vscode.ViewColumn.Beside, true);
    this.redraw = () => this.draw(source);
    await this.redraw();
  }

  private open(): vscode.WebviewPanel {
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, 'Memory Map', place, {
      enableScripts: true,
      enableCommandUris: false,
      localResourceRoots: [],
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage((message: unknown) => reveal(message));
    return panel;
  }

  private async draw(source: vscode.Uri): Promise<void> {
    const textDocument = { uri: this.client.code2ProtocolConverter.asUri(source) };
    const map = await this.client.sendRequest<MemoryMap | null>('hsx/memoryMap', { textDocument });
    const { panel } = this;
    if (!map || !panel) return;
    panel.title = `Memory Map: ${map.program}`;
    panel.webview.html = memoryMapPage(map);
  }
}

/** A click on a region goes to its label. */
async function reveal(message: unknown): Promise<void> {
  const { uri, line } = (message ?? {}) as { uri?: unknown; line?: unknown };
  if (typeof uri !== 'string' || typeof line !== 'number') return;
  const at = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: at, viewColumn: vscode.ViewColumn.One });
}
