/**
 * The listing beside the source: a virtual document of the same name, made by the server, whose cursor follows that of
 * the source and the other way round.
 */

import { basename } from 'pathe';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Listing } from '../../language-server/listing';
import { LISTING_SCHEME } from '../contributions/identifiers';

/** The source stands in the query, so that the path can be a readable name. */
function listingUri(source: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({
    scheme: LISTING_SCHEME,
    path: `/${basename(source.path)}.lst`,
    query: source.toString(),
  });
}

const sourceOf = (listing: vscode.Uri): vscode.Uri => vscode.Uri.parse(listing.query);

export class ListingView implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** Source lines by lines of the listing. */
  private readonly lines = new Map<string, readonly number[]>();
  /** Listings that are being made; of a large program it takes a while. */
  private readonly requests = new Map<string, vscode.CancellationTokenSource>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly client: LanguageClient) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(LISTING_SCHEME, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.refresh(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.lines.delete(uri.toString())),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        // The side that the user moves in leads; its events come late, and must not be answered by the other.
        if (textEditor === vscode.window.activeTextEditor) this.follow(textEditor);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  async show(source: vscode.Uri): Promise<void> {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === source.toString(),
    );
    const document = await vscode.workspace.openTextDocument(listingUri(source));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
    if (editor) this.follow(editor);
  }

  /** `undefined`, which leaves the text as it is, when a later change has called it off. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string | undefined> {
    const key = uri.toString();
    this.requests.get(key)?.cancel();
    const request = new vscode.CancellationTokenSource();
    this.requests.set(key, request);
    try {
      const source = sourceOf(uri);
      await vscode.workspace.openTextDocument(source);
      const textDocument = { uri: this.client.code2ProtocolConverter.asUri(source) };
      const listing = await this.client.sendRequest<Listing | null>('hsx/listing', { textDocument }, request.token);
      if (request.token.isCancellationRequested) return undefined;
      this.lines.set(key, listing?.lines ?? []);
      return listing?.text ?? '';
    } catch (error) {
      if (request.token.isCancellationRequested) return undefined;
      throw error;
    } finally {
      if (this.requests.get(key) === request) this.requests.delete(key);
      request.dispose();
    }
  }

  /** A change in any source may move the addresses of all. */
  private refresh({ languageId, uri }: vscode.TextDocument): void {
    if (uri.scheme === LISTING_SCHEME || languageId === 'Log') return;
    for (const { document } of vscode.window.visibleTextEditors) {
      if (document.uri.scheme === LISTING_SCHEME) this.changed.fire(document.uri);
    }
  }

  private follow(editor: vscode.TextEditor): void {
    const { uri } = editor.document;
    const isListing = uri.scheme === LISTING_SCHEME;
    const partner = (isListing ? sourceOf(uri) : listingUri(uri)).toString();
    const other = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === partner);
    const lines = this.lines.get(isListing ? uri.toString() : partner);
    const { line } = editor.selection.active;
    const target = isListing ? lines?.[line] : lines?.indexOf(line);
    if (!other || !lines || target === undefined || target < 0) return;
    const there = other.selection.active.line;
    // Within the several lines of one statement the listing keeps its cursor.
    if ((isListing ? there : lines[there]) === (isListing ? target : line)) return;
    const { range } = other.document.lineAt(Math.min(target, other.document.lineCount - 1));
    other.selection = new vscode.Selection(range.start, isListing ? range.start : range.end);
    other.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
