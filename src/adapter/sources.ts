/** Source files of the programs, and a generated listing of each program for code that has none. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'pathe';
import type { Debuggee, Task } from './debuggee';
import { Listing } from './listing';
import type { SourcePlace } from './program-symbols';
import { RequestError } from './request-error';

interface Location {
  readonly source: DebugProtocol.Source;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export class Sources {
  private readonly listings = new WeakMap<Task, Listing>();

  constructor(private readonly debuggee: Debuggee) {}

  /** The source line of an instruction, or its line in the listing; `undefined` outside the code. */
  locate(task: Task, pc: number): Location | undefined {
    const inFile = this.inFile(task, pc);
    if (inFile) return inFile;
    const line = task.code.contains(pc) ? this.listingOf(task).lineAt(task.code.startOf(pc)) : undefined;
    return line === undefined ? undefined : { source: listingSource(task), line, column: 1 };
  }

  inFile(task: Task, pc: number): Location | undefined {
    const location = task.code.contains(pc) ? task.program.symbols.locationOf(task.code.startOf(pc)) : undefined;
    return location && { source: fileSource(location.path), line: location.line, column: location.column };
  }

  ofFile({ path, line }: SourcePlace): Location {
    return { source: fileSource(path), line, column: 1 };
  }

  /**
   * The place to show for output: the innermost one in the program's own file, else that of the service call.
   * @param pcs innermost first
   */
  outputPlace(task: Task, pcs: readonly number[]): Location | undefined {
    const places = pcs.flatMap((pc) => this.inFile(task, pc) ?? []);
    return places.find(({ source }) => source.path === task.program.path) ?? places[0];
  }

  /** All source files, each once, and the listings. */
  all(): DebugProtocol.Source[] {
    const paths = new Set(this.debuggee.tasks.flatMap((task) => task.program.symbols.paths));
    return [...[...paths].map(fileSource), ...this.debuggee.tasks.map(listingSource)];
  }

  /** @throws RequestError when there is no such listing */
  listing(sourceReference: number): { readonly task: Task; readonly listing: Listing } {
    const task = this.debuggee.tasks.find(({ pid }) => pid === sourceReference);
    if (!task) throw new RequestError('this listing is gone: the program was started anew');
    return { task, listing: this.listingOf(task) };
  }

  content(args: DebugProtocol.SourceArguments): DebugProtocol.SourceResponse['body'] {
    const reference = args.source?.sourceReference ?? args.sourceReference;
    if (!reference) throw new RequestError(`${args.source?.path ?? 'this source'} is a file: open it from the disk`);
    return { content: this.listing(reference).listing.text, mimeType: 'text/x-mvasm' };
  }

  private listingOf(task: Task): Listing {
    let listing = this.listings.get(task);
    if (!listing) {
      listing = new Listing(task);
      this.listings.set(task, listing);
    }
    return listing;
  }
}

const fileSource = (path: string): DebugProtocol.Source => ({ name: basename(path), path });

const listingSource = ({ name, pid }: Task): DebugProtocol.Source => ({
  name: `${name} (pid ${pid}) listing`,
  sourceReference: pid,
  presentationHint: 'deemphasize',
  origin: 'disassembly',
});
