export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface CatalogueEntry {
  /** Severity unless the finding says otherwise. */
  readonly severity: Severity;
  /** A few words, for lists and reference pages. */
  readonly title: string;
  /** What to do about it. */
  readonly help: string;
}

const entry =
  (severity: Severity) =>
  (title: string, help: string): CatalogueEntry => ({ severity, title, help });

export const error = entry('error');
export const warning = entry('warning');
export const information = entry('information');
export const hint = entry('hint');
