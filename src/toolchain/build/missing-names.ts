/** What a program still needs while its units are collected. */

import type { ObjectFile } from '../object';

/** Names that the units so far import and do not export. */
export class MissingNames {
  readonly names = new Set<string>();
  private readonly exported = new Set<string>();

  link({ symbols, imports }: ObjectFile): void {
    for (const name of symbols.keys()) {
      this.exported.add(name);
      this.names.delete(name);
    }
    for (const name of imports) if (!this.exported.has(name)) this.names.add(name);
  }
}
