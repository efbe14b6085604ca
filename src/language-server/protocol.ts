/**
 * What the server needs of the protocol's library while it runs. Types come from the library itself; values come from
 * here, because a bundle copies all names of the library for every module that imports one.
 */

export {
  AbstractMessageWriter,
  CodeActionKind,
  CompletionItem,
  CompletionItemKind,
  createConnection,
  createProtocolConnection,
  DiagnosticSeverity,
  DiagnosticTag,
  DidChangeConfigurationNotification,
  DocumentDiagnosticReportKind,
  DocumentHighlightKind,
  ErrorCodes,
  FoldingRangeKind,
  InlayHintKind,
  InsertTextFormat,
  InsertTextMode,
  LSPErrorCodes,
  Message,
  ProposedFeatures,
  ResponseError,
  SymbolKind,
  TextDocumentSyncKind,
  TextEdit,
} from 'vscode-languageserver';
