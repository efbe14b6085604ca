/** The one catalogue of diagnostics: code to severity, title and help (toolchain spec 16 and 10.7). */

import { assemblyCatalogue } from './assembly';
import type { CatalogueEntry, LintEntry } from './entry';
import { imageCatalogue } from './image';
import { linkCatalogue } from './link';
import { lintCatalogue } from './lint';
import { projectCatalogue } from './project';

export type { CatalogueEntry, Severity } from './entry';

export const catalogue = {
  ...assemblyCatalogue,
  ...linkCatalogue,
  ...projectCatalogue,
  ...imageCatalogue,
  ...lintCatalogue,
};

export type DiagnosticCode = keyof typeof catalogue;

export function entryOf(code: DiagnosticCode): CatalogueEntry & Partial<LintEntry> {
  return catalogue[code];
}
