/** What completion offers, before it is put into the form that a client understands. */

import type { CompletionItemKind } from 'vscode-languageserver';

/** Tells `completionItem/resolve` what to explain. */
export type Explained =
  | readonly ['instruction' | 'directive' | 'snippet' | 'service', name: string]
  | readonly ['register', index: number]
  | readonly ['key', directive: string, key: string]
  | readonly ['label', name: string, path: string];

export interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** Lower ones come first. */
  readonly rank: number;
  /** A few words beside the label. */
  readonly detail?: string;
  /** What is written, when it is not the label. */
  readonly text?: string;
  readonly snippet?: boolean;
  /** How many blanks at the start of the line go, because the text starts with what stands at the margin. */
  readonly outdent?: number;
  /** What is typed to find it, when it is not the label. */
  readonly filter?: string;
  readonly explained?: Explained;
  readonly deprecated?: boolean;
}
