/** The symbol files of images that were built, as they lie on the disk. */

import { dirname, join, parse } from 'pathe';
import type { ProgramDefinition } from '../programs/definition';
import { BuiltSymbols } from '../view/built-symbols';
import type { Workspace } from './workspace';

interface Known {
  readonly symbols: BuiltSymbols | undefined;
  /** Of the listings, when it was read. */
  readonly listing: number;
}

export class SymbolFiles {
  private readonly known = new Map<string, Known>();

  constructor(private readonly workspace: Workspace) {}

  /** Of the image that the program builds; `undefined` when there is none. */
  async of({ files, options }: ProgramDefinition): Promise<BuiltSymbols | undefined> {
    const image = options.output ?? files[0];
    const path = join(dirname(image), `${parse(image).name}.sym`);
    const listing = this.workspace.listingStamp;
    const known = this.known.get(path);
    if (known?.listing === listing) return known.symbols;
    const bytes = await this.workspace.bytes(path);
    const symbols = bytes && new BuiltSymbols(path, new TextDecoder().decode(bytes));
    this.known.set(path, { symbols, listing });
    return symbols;
  }
}
