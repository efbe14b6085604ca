/** Where breakpoints stand in the code of the tasks. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'pathe';
import { hexAddress } from '../../executive/debug/expressions/format';
import { parseCodeAddress } from '../addresses';
import type { Debuggee } from '../debuggee';
import { RequestError } from '../request-error';
import type { Sources } from '../sources';

interface CodePlace {
  readonly pid: number;
  readonly pc: number;
}

/** Several addresses when several tasks, or several places, hold what was asked for. */
export interface Placement {
  readonly addresses: readonly CodePlace[];
  /** 1-based line it moved to. */
  readonly line?: number;
  readonly message?: string;
}

export const nowhere = (message: string): Placement => ({ addresses: [], message });

export class Places {
  constructor(
    private readonly debuggee: Debuggee,
    private readonly sources: Sources,
  ) {}

  inSource(source: DebugProtocol.Source, line: number): Placement {
    return source.sourceReference ? this.inListing(source.sourceReference, line) : this.inFile(source, line);
  }

  /** @param reference an address as clients write it. @throws RequestError */
  atAddress(reference: string, offset: number): Placement {
    const { pid, pc: base } = parseCodeAddress(reference);
    return this.at(this.debuggee.heir(pid).pid, base + offset);
  }

  /** @param name `label`, `file:label` or an address. @throws RequestError */
  atFunction(name: string): Placement {
    const text = name.trim();
    if (/^(0x[\da-f]+|\d+)$/i.test(text)) return this.inAllTasks(Number(text));
    const [, file, label = text] = /^(.+):([^:]+)$/.exec(text) ?? [];
    const addresses = this.debuggee.tasks.flatMap(({ pid, program }) => {
      const { symbols } = program;
      const pc = file === undefined ? symbols.codeNamed(label) : symbols.labelInFile(file, label);
      return pc === undefined ? [] : [{ pid, pc }];
    });
    if (addresses.length > 0) return { addresses };
    const where = file === undefined ? 'the program that runs' : file;
    return nowhere(`no routine or label "${label}" in ${where}; write label, file.mvasm:label or an address`);
  }

  /** 1-based lines that can hold a breakpoint. */
  linesWithCode({ sourceReference, path = '' }: DebugProtocol.Source): readonly number[] {
    if (sourceReference) return this.sources.listing(sourceReference).listing.linesWithCode;
    return this.debuggee.tasks.flatMap(({ program }) => program.symbols.linesOf(path)?.lines ?? []);
  }

  private at(pid: number, pc: number): Placement {
    const task = this.debuggee.task(pid);
    if (!task.code.contains(pc)) return nowhere(`${hexAddress(pc)} lies outside the code`);
    if (!task.code.isStart(pc)) return nowhere(`no instruction starts at ${hexAddress(pc)}`);
    return { addresses: [{ pid, pc }] };
  }

  private inAllTasks(pc: number): Placement {
    const placements = this.debuggee.tasks.map(({ pid }) => this.at(pid, pc));
    const addresses = placements.flatMap((placement) => placement.addresses);
    return addresses.length > 0 ? { addresses } : (placements[0] ?? nowhere('no program is loaded yet'));
  }

  private inFile(source: DebugProtocol.Source, wanted: number): Placement {
    const name = basename(source.path ?? source.name ?? 'this source');
    const holders = this.debuggee.tasks.flatMap((task) => {
      const lines = task.program.symbols.linesOf(source.path ?? '');
      return lines ? [{ pid: task.pid, lines }] : [];
    });
    if (holders.length === 0) return nowhere(`${name} is not part of the program that runs`);
    const candidates = holders.flatMap(({ lines }) => lines.lineWithCode(wanted) ?? []);
    if (candidates.length === 0) return nowhere(`there is no code at or below line ${wanted} of ${name}`);
    const line = Math.min(...candidates);
    return {
      addresses: holders.flatMap(({ pid, lines }) => lines.entriesOf(line).map((pc) => ({ pid, pc }))),
      line,
      ...(line !== wanted && { message: `line ${wanted} has no code; moved to line ${line}` }),
    };
  }

  private inListing(sourceReference: number, wanted: number): Placement {
    const { task, listing } = this.sources.listing(sourceReference);
    const found = listing.instructionAtOrBelow(wanted);
    if (!found) throw new RequestError(`there is no instruction at or below line ${wanted} of the listing`);
    return { addresses: [{ pid: task.pid, pc: found.pc }], line: found.line };
  }
}
