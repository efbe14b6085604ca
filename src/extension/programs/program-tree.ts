/** The view of all programs: units, inclusions, exports and problems, as the language server knows them. */

import { basename } from 'pathe';
import * as vscode from 'vscode';
import type { Location } from 'vscode-languageclient';
import type {
  ListedExport,
  ListedProblem,
  ListedProgram,
  ListedUnit,
} from '../../language-server/programs/program-list';
import { ProgramView } from '../contributions/identifiers';

export type ProgramNode =
  | { readonly kind: 'program'; readonly program: ListedProgram }
  | { readonly kind: 'unit'; readonly unit: ListedUnit }
  | { readonly kind: 'include'; readonly path: string; readonly uri: string }
  | { readonly kind: 'export'; readonly symbol: ListedExport }
  | { readonly kind: 'problem'; readonly problem: ListedProblem };

/** Where the programs come from; asked for when the view is shown, and not before. */
export interface ProgramSource {
  list(): Promise<readonly ListedProgram[]>;
  readonly onDidChange: vscode.Event<void>;
}

/** Changes come with every key; the view is drawn anew so often at most. */
const REDRAW_MS = 500;

export class ProgramTree implements vscode.TreeDataProvider<ProgramNode> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<ProgramNode>;
  private readonly subscriptions: vscode.Disposable;
  private isStale = false;
  private redraw: NodeJS.Timeout | undefined;

  constructor(private readonly source: ProgramSource) {
    this.view = vscode.window.createTreeView(ProgramView.id, { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = vscode.Disposable.from(
      this.view,
      this.changed,
      source.onDidChange(() => {
        this.isStale = true;
        this.drawSoon();
      }),
      this.view.onDidChangeVisibility(() => this.drawSoon()),
    );
  }

  dispose(): void {
    clearTimeout(this.redraw);
    this.subscriptions.dispose();
  }

  private drawSoon(): void {
    if (!this.isStale || !this.view.visible) return;
    this.redraw ??= setTimeout(() => {
      this.redraw = undefined;
      this.isStale = false;
      this.changed.fire();
    }, REDRAW_MS);
  }

  async getChildren(node?: ProgramNode): Promise<ProgramNode[]> {
    if (!node) return (await this.source.list()).map((program) => ({ kind: 'program', program }));
    if (node.kind === 'program') return node.program.units.map((unit) => ({ kind: 'unit', unit }));
    if (node.kind !== 'unit') return [];
    const { problems, includes, exports } = node.unit;
    return [
      ...problems.map((problem): ProgramNode => ({ kind: 'problem', problem })),
      ...includes.map((included): ProgramNode => ({ kind: 'include', ...included })),
      ...exports.map((symbol): ProgramNode => ({ kind: 'export', symbol })),
    ];
  }

  getTreeItem(node: ProgramNode): vscode.TreeItem {
    switch (node.kind) {
      case 'program':
        return programItem(node.program);
      case 'unit':
        return unitItem(node.unit);
      case 'include':
        return fileItem(node);
      case 'export':
        return exportItem(node.symbol);
      case 'problem':
        return problemItem(node.problem);
    }
  }
}

const origins = { project: 'hsx.json', launch: 'launch or task', entry: '.entry', unit: '' } as const;
const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

function programItem({ name, origin, units, location }: ListedProgram): vscode.TreeItem {
  const item = new vscode.TreeItem(name, Expanded);
  const problems = units.flatMap((unit) => unit.problems);
  item.description = [origins[origin], summary(problems)].filter(Boolean).join(', ');
  item.iconPath = icon('package', problems);
  item.contextValue = 'program';
  item.tooltip = `Where it is defined: ${vscode.Uri.parse(location.uri).fsPath}`;
  return item;
}

function unitItem({ path, uri, found, problems, includes, exports }: ListedUnit): vscode.TreeItem {
  const hasChildren = problems.length + includes.length + exports.length > 0;
  const item = new vscode.TreeItem(basename(path), hasChildren ? Collapsed : None);
  item.resourceUri = vscode.Uri.parse(uri);
  item.description = [found ? 'found by its exports' : '', summary(problems)].filter(Boolean).join(', ');
  item.iconPath = icon('file-code', problems);
  item.command = open({ uri, range: start });
  return item;
}

function fileItem({ path, uri }: { readonly path: string; readonly uri: string }): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(path), None);
  item.resourceUri = vscode.Uri.parse(uri);
  item.description = 'included';
  item.iconPath = new vscode.ThemeIcon('references');
  item.command = open({ uri, range: start });
  return item;
}

function exportItem({ name, section, location }: ListedExport): vscode.TreeItem {
  const item = new vscode.TreeItem(name, None);
  item.iconPath = new vscode.ThemeIcon(section === 'text' ? 'symbol-function' : 'symbol-variable');
  if (location) item.command = open(location);
  return item;
}

function problemItem({ severity, message, location }: ListedProblem): vscode.TreeItem {
  const item = new vscode.TreeItem(message, None);
  item.description = `${basename(vscode.Uri.parse(location.uri).path)}:${location.range.start.line + 1}`;
  item.iconPath = new vscode.ThemeIcon(severity, new vscode.ThemeColor(`problems${capital(severity)}Icon.foreground`));
  item.command = open(location);
  return item;
}

const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);

function summary(problems: readonly ListedProblem[]): string {
  const count = (severity: ListedProblem['severity']): string => {
    const { length } = problems.filter((problem) => problem.severity === severity);
    return length === 0 ? '' : `${length} ${severity}${length > 1 ? 's' : ''}`;
  };
  return [count('error'), count('warning')].filter(Boolean).join(', ');
}

function icon(name: string, problems: readonly ListedProblem[]): vscode.ThemeIcon {
  const isBroken = problems.some(({ severity }) => severity === 'error');
  return new vscode.ThemeIcon(name, isBroken ? new vscode.ThemeColor('problemsErrorIcon.foreground') : undefined);
}

const start = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function open({ uri, range }: Location): vscode.Command {
  const selection = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
  return { command: 'vscode.open', title: 'Open', arguments: [vscode.Uri.parse(uri), { selection }] };
}
