/** What the server shows and writes: each request of the protocol with the function that answers it. */

import type {
  CancellationToken,
  ClientCapabilities,
  Connection,
  InitializeParams,
  SemanticTokens,
  SemanticTokensDelta,
  ServerCapabilities,
  TextDocumentIdentifier,
} from 'vscode-languageserver';
import { inSlices } from '../platform/event-loop';
import { inclusionPaths } from '../toolchain/assemble';
import type { RuleSeverities } from '../toolchain/lint/selection';
import { codeActionKinds, codeActions, codeActionWork } from './code-action';
import { codeLenses, type LensCommands, resolveCodeLens } from './code-lens';
import { completion, completionTriggers, resolveCompletion } from './completion';
import type { DocumentContext } from './context';
import { DocumentTokens } from './document-tokens';
import { foldingRanges } from './folding-range';
import { formatting } from './formatting';
import { hover, hoverWork } from './hover';
import { inlayHints, inlayHintWork, resolveInlayHint } from './inlay-hint';
import { inlineValues } from './inline-value';
import { type Listing, listing } from './listing';
import { memoryMap } from './memory-map';
import { onTypeFormatting, onTypeTriggers } from './on-type-formatting';
import type { Encoding } from './position-encoding/columns';
import { InsertTextMode } from './protocol';
import { selectionRanges } from './selection-range';
import { tokensInRange, tokensLegend } from './semantic-tokens';
import { defaultSettings, type Settings, settingsFrom } from './settings';
import { signatureHelp, signatureTriggers } from './signature-help';

/** Where the features get what they work on. */
export interface FeatureHost {
  /** `undefined` for a document that is not open. */
  contextOf(uri: string): Promise<DocumentContext | undefined>;
  contextOfPath(path: string): Promise<DocumentContext | undefined>;
  textOf(uri: string): string | undefined;
  /** Names in a folder, folders with a slash behind them. */
  list(folder: string): Promise<readonly string[]>;
}

/** What the features offer, of that which the client knows. */
export function featureCapabilities({ capabilities: { textDocument } }: InitializeParams): ServerCapabilities {
  return {
    hoverProvider: true,
    foldingRangeProvider: true,
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: {
      firstTriggerCharacter: onTypeTriggers.first,
      moreTriggerCharacter: [...onTypeTriggers.more],
    },
    completionProvider: { triggerCharacters: [...completionTriggers], resolveProvider: true },
    signatureHelpProvider: { triggerCharacters: [...signatureTriggers] },
    selectionRangeProvider: true,
    codeLensProvider: { resolveProvider: true },
    ...(textDocument?.codeAction?.codeActionLiteralSupport && {
      codeActionProvider: { codeActionKinds: [...codeActionKinds] },
    }),
    ...(textDocument?.semanticTokens && {
      semanticTokensProvider: { legend: tokensLegend, full: { delta: true }, range: true },
    }),
    ...(textDocument?.inlayHint && { inlayHintProvider: { resolveProvider: true } }),
    ...(textDocument?.inlineValue && { inlineValueProvider: true }),
  };
}

interface ClientCommands extends LensCommands {
  /** Starts to rename what stands at a URI and a position. */
  readonly rename?: string | undefined;
}

/** Commands that the client says it has (docs/language-server.md). */
function commandsOf({ initializationOptions }: InitializeParams): ClientCommands {
  const commands: unknown = (initializationOptions as { commands?: unknown } | null | undefined)?.commands;
  const named = (name: string): string | undefined => {
    const command: unknown = (commands as Record<string, unknown> | null | undefined)?.[name];
    return typeof command === 'string' ? command : undefined;
  };
  return {
    showReferences: named('showReferences'),
    runFile: named('runFile'),
    debugFile: named('debugFile'),
    rename: named('rename'),
  };
}

/** The tokens that a client got last, per document, for the next delta. */
class TokenResults {
  private readonly results = new Map<string, { readonly id: string; readonly tokens: DocumentTokens }>();
  private count = 0;

  remember(uri: string, tokens: DocumentTokens): string {
    const id = String(++this.count);
    this.results.set(uri, { id, tokens });
    return id;
  }

  of(uri: string, id: string): DocumentTokens | undefined {
    const known = this.results.get(uri);
    return known?.id === id ? known.tokens : undefined;
  }

  forget(uri: string): void {
    this.results.delete(uri);
  }
}

/** Answers the requests of the features. */
export class Features {
  private capabilities: ClientCapabilities = {};
  private commands: ClientCommands = {};
  private settings: Settings = defaultSettings;
  private encoding: Encoding = 'utf-16';
  private readonly tokens = new TokenResults();

  constructor(
    private readonly connection: Connection,
    private readonly host: FeatureHost,
  ) {
    this.register();
  }

  initialize(params: InitializeParams, encoding: Encoding): ServerCapabilities {
    this.encoding = encoding;
    this.capabilities = params.capabilities;
    this.commands = commandsOf(params);
    return featureCapabilities(params);
  }

  get lintSeverities(): RuleSeverities {
    return this.settings.lint;
  }

  get excluded(): readonly string[] {
    return this.settings.excluded;
  }

  /** Asks the client for its settings, and has it ask again for what depends on them. */
  async configure(): Promise<void> {
    const { workspace } = this.capabilities;
    if (!workspace?.configuration) return;
    const [own, filesExclude]: unknown[] = await this.connection.workspace.getConfiguration([
      { section: 'hsx' },
      { section: 'files.exclude' },
    ]);
    this.settings = settingsFrom(own, filesExclude);
    if (workspace.inlayHint?.refreshSupport) void this.connection.languages.inlayHint.refresh();
    if (workspace.codeLens?.refreshSupport) void this.connection.sendRequest('workspace/codeLens/refresh');
  }

  documentClosed(uri: string): void {
    this.tokens.forget(uri);
  }

  private async with<Result>(
    { uri }: TextDocumentIdentifier,
    answer: (context: DocumentContext) => Result | Promise<Result>,
    otherwise: Result,
  ): Promise<Result> {
    const context = await this.host.contextOf(uri);
    return context ? answer(context) : otherwise;
  }

  /** The same after work that takes long, which is done in slices; whoever calls the request off, ends it. */
  private withWork<Result>(
    document: TextDocumentIdentifier,
    token: CancellationToken,
    work: (context: DocumentContext) => Iterator<void>,
    answer: (context: DocumentContext) => Result,
    otherwise: Result,
  ): Promise<Result> {
    const worked = async (context: DocumentContext): Promise<Result> =>
      (await inSlices(work(context), () => token.isCancellationRequested)) ? answer(context) : otherwise;
    return this.with(document, worked, otherwise);
  }

  private register(): void {
    const { connection } = this;
    connection.onHover(({ textDocument, position }, token) =>
      this.withWork(
        textDocument,
        token,
        (context) => hoverWork(context, position),
        (context) => hover(context, position, this.capabilities.textDocument?.hover?.contentFormat),
        null,
      ),
    );
    connection.onFoldingRanges(({ textDocument }) => this.with(textDocument, foldingRanges, []));
    connection.onSignatureHelp(({ textDocument, position }) => {
      const supported = this.capabilities.textDocument?.signatureHelp?.signatureInformation;
      return this.with(textDocument, (context) => signatureHelp(context, position, supported), null);
    });
    connection.onSelectionRanges(({ textDocument, positions }) =>
      this.with(textDocument, (context) => selectionRanges(context, positions), []),
    );
    this.registerFormatting();
    this.registerCompletion();
    this.registerTokens();
    this.registerHints();
    this.registerLenses();
    this.registerActions();
    this.registerViews();
  }

  private registerFormatting(): void {
    const { connection, host } = this;
    connection.onDocumentFormatting(({ textDocument }) => {
      const text = host.textOf(textDocument.uri);
      return text === undefined ? [] : formatting(text);
    });
    connection.onDocumentRangeFormatting(({ textDocument, range }) => {
      const text = host.textOf(textDocument.uri);
      return text === undefined ? [] : formatting(text, range);
    });
    connection.onDocumentOnTypeFormatting(({ textDocument, position, ch }) => {
      const text = host.textOf(textDocument.uri);
      return text === undefined ? [] : onTypeFormatting(text, position, ch);
    });
  }

  private registerCompletion(): void {
    const { connection, host } = this;
    connection.onCompletion(({ textDocument, position, context: cause }) => {
      const { completion: supported } = this.capabilities.textDocument ?? {};
      const answer = (context: DocumentContext) =>
        completion(context, position, {
          snippets: supported?.completionItem?.snippetSupport ?? false,
          labelDetails: supported?.completionItem?.labelDetailsSupport ?? false,
          keepsIndents:
            supported?.completionItem?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) ?? false,
          defaultRange: supported?.completionList?.itemDefaults?.includes('editRange') ?? false,
          trigger: cause?.triggerCharacter,
          list: (folder) => this.includable(context, folder),
        });
      return this.with(textDocument, answer, { isIncomplete: false, items: [] });
    });
    connection.onCompletionResolve((item, token) =>
      resolveCompletion(
        item,
        (path) => host.contextOfPath(path),
        this.capabilities.textDocument?.completion?.completionItem?.documentationFormat,
        () => token.isCancellationRequested,
      ),
    );
  }

  /** What an inclusion may name in a folder: beside the document, and in the include folders of its program. */
  private async includable({ path, includeFolders }: DocumentContext, folder: string): Promise<readonly string[]> {
    const folders = inclusionPaths(path, folder.replace(/(?<=.)\/$/, ''), includeFolders);
    return [...new Set((await Promise.all(folders.map((each) => this.host.list(each)))).flat())];
  }

  private registerTokens(): void {
    const { semanticTokens: tokens } = this.connection.languages;
    const full = (uri: string) => (context: DocumentContext) => {
      const after = DocumentTokens.of(context, this.encoding);
      return { resultId: this.tokens.remember(uri, after), data: after.data };
    };
    tokens.on(({ textDocument }) => this.with<SemanticTokens>(textDocument, full(textDocument.uri), { data: [] }));
    tokens.onDelta(({ textDocument: { uri }, previousResultId }) => {
      const delta = (context: DocumentContext): SemanticTokens | SemanticTokensDelta => {
        const before = this.tokens.of(uri, previousResultId);
        if (!before) return full(uri)(context);
        const after = DocumentTokens.of(context, this.encoding);
        return { resultId: this.tokens.remember(uri, after), edits: after.editsFrom(before) };
      };
      return this.with<SemanticTokens | SemanticTokensDelta>({ uri }, delta, { data: [] });
    });
    tokens.onRange(({ textDocument, range }) =>
      this.with(textDocument, (context) => ({ data: tokensInRange(context, this.encoding, range) }), { data: [] }),
    );
  }

  private registerHints(): void {
    const { inlayHint, inlineValue } = this.connection.languages;
    inlayHint.on(({ textDocument, range }, token) =>
      this.withWork(
        textDocument,
        token,
        (context) => inlayHintWork(context, range, this.settings.inlayHints),
        (context) => inlayHints(context, range, this.settings.inlayHints),
        [],
      ),
    );
    inlayHint.resolve((hint, token) =>
      resolveInlayHint(
        hint,
        (path) => this.host.contextOfPath(path),
        () => token.isCancellationRequested,
      ),
    );
    inlineValue.on(({ textDocument, range, context: stop }) =>
      this.with(textDocument, (context) => inlineValues(context, range, stop), []),
    );
  }

  private registerLenses(): void {
    const { connection, host } = this;
    connection.onCodeLens(({ textDocument }) =>
      this.with(textDocument, (context) => codeLenses(context, this.settings.codeLens, this.commands), []),
    );
    connection.onCodeLensResolve((lens, token) =>
      resolveCodeLens(
        lens,
        (uri) => host.contextOf(uri),
        this.commands,
        () => token.isCancellationRequested,
      ),
    );
  }

  private registerActions(): void {
    this.connection.onCodeAction(({ textDocument, range, context: { diagnostics, only } }, token) =>
      this.withWork(
        textDocument,
        token,
        (context) => codeActionWork(context, range.start.line),
        (context) => codeActions(context, { range, diagnostics, only, renameCommand: this.commands.rename }),
        [],
      ),
    );
  }

  private registerViews(): void {
    type Params = { readonly textDocument: TextDocumentIdentifier };
    this.connection.onRequest('hsx/listing', ({ textDocument }: Params, token) => {
      let made: Listing | null = null;
      const work = function* (context: DocumentContext): Generator<void> {
        made = yield* listing(context);
      };
      return this.withWork(textDocument, token, work, () => made, null);
    });
    this.connection.onRequest('hsx/memoryMap', ({ textDocument }: Params) =>
      this.with(textDocument, (context) => memoryMap(context), null),
    );
  }
}
