export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface CatalogueEntry {
  /** Severity unless the finding says otherwise. */
  readonly severity: Severity;
  /** A few words, for lists and reference pages. */
  readonly title: string;
  /** What to do about it. */
  readonly help: string;
}

/** A lint: built as it is written, but hardly meant so. */
export interface LintEntry extends CatalogueEntry {
  /** What is found may go; editors fade it. */
  readonly unnecessary?: boolean;
  /** A paragraph for the reference page. */
  readonly details: string;
}

const entry =
  (severity: Severity) =>
  (title: string, help: string): CatalogueEntry => ({ severity, title, help });

export const error = entry('error');
export const warning = entry('warning');
export const information = entry('information');
export const hint = entry('hint');
