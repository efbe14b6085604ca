/**
 * Breakpoints: what the client wants, where that is in the code of each task, and what the executive was told. Setting
 * one never stops the program.
 */

import { BreakpointEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'pathe';
import { instructionAddress, parseCodeAddress } from './addresses';
import type { ClientPort } from './client-port';
import type { Debuggee } from './debuggee';
import { pathKey } from './paths';
import { RequestError } from './request-error';
import type { Sources } from './sources';
import type { HitBreakpoints } from './stop';
import { hexAddress } from './values/format';

/** Where one breakpoint stands; several addresses when several tasks, or several places, hold its line. */
interface Placement {
  readonly addresses: readonly { readonly pid: number; readonly pc: number }[];
  /** 1-based line it moved to. */
  readonly line?: number;
  readonly message?: string;
}

interface Entry {
  readonly id: number;
  readonly onInstruction: boolean;
  readonly source: DebugProtocol.Source | undefined;
  /** 1-based, as asked for. */
  readonly line: number | undefined;
  readonly place: () => Placement;
  placement: Placement;
}

/** Under which the instruction breakpoints are kept, beside one group for each source. */
const INSTRUCTIONS = 'instructions';

export class Breakpoints {
  private readonly groups = new Map<string, Entry[]>();
  /** What the executive was told, by pid. */
  private readonly told = new Map<number, Set<number>>();
  private nextId = 1;
  private off = false;

  constructor(
    private readonly debuggee: Debuggee,
    private readonly sources: Sources,
    private readonly client: ClientPort,
  ) {}

  /** A program that runs without debugging has none. */
  switchOff(off: boolean): void {
    this.off = off;
  }

  async setSource({
    source,
    breakpoints = [],
  }: DebugProtocol.SetBreakpointsArguments): Promise<DebugProtocol.SetBreakpointsResponse['body']> {
    const group = source.sourceReference ? `listing ${source.sourceReference}` : pathKey(source.path ?? '');
    const lines = breakpoints.map(({ line }) => this.client.fromClientLine(line));
    const entries = lines.map((line) =>
      this.entry(group, (entry) => entry.line === line, {
        onInstruction: false,
        source,
        line,
        place: () =>
          source.sourceReference ? this.inListing(source.sourceReference, line) : this.inFile(source, line),
      }),
    );
    return this.replace(group, entries);
  }

  async setInstructions({
    breakpoints,
  }: DebugProtocol.SetInstructionBreakpointsArguments): Promise<
    DebugProtocol.SetInstructionBreakpointsResponse['body']
  > {
    const entries = breakpoints.map(({ instructionReference, offset = 0 }) => {
      const place = () => this.atAddress(instructionReference, offset);
      const wanted = JSON.stringify(this.placed({ place }).addresses);
      return this.entry(INSTRUCTIONS, (entry) => JSON.stringify(entry.placement.addresses) === wanted, {
        onInstruction: true,
        source: undefined,
        line: undefined,
        place,
      });
    });
    return this.replace(INSTRUCTIONS, entries);
  }

  locations(args: DebugProtocol.BreakpointLocationsArguments): DebugProtocol.BreakpointLocationsResponse['body'] {
    const first = this.client.fromClientLine(args.line);
    const last = this.client.fromClientLine(args.endLine ?? args.line);
    const { sourceReference, path = '' } = args.source;
    const lines = sourceReference
      ? this.sources.listing(sourceReference).listing.linesWithCode
      : this.debuggee.tasks.flatMap(({ program }) => program.symbols.linesOf(path)?.lines ?? []);
    const inside = [...new Set(lines)].filter((line) => line >= first && line <= last).sort((a, b) => a - b);
    return { breakpoints: inside.map((line) => ({ line: this.client.toClientLine(line) })) };
  }

  hitAt(pid: number, pc: number): HitBreakpoints {
    const hit = this.entries().filter(({ placement }) =>
      placement.addresses.some((at) => at.pid === pid && at.pc === pc),
    );
    return { ids: hit.map(({ id }) => id), onInstruction: hit.length > 0 && hit.every((entry) => entry.onInstruction) };
  }

  /** After a restart: finds all places anew, tells the executive, and the client what changed. */
  async reapply(): Promise<void> {
    this.told.clear();
    for (const entry of this.entries()) {
      const before = JSON.stringify(this.describe(entry));
      entry.placement = this.placed(entry);
      const after = this.describe(entry);
      if (JSON.stringify(after) !== before) this.client.send(new BreakpointEvent('changed', after));
    }
    await this.tell();
  }

  private entries(): Entry[] {
    return [...this.groups.values()].flat();
  }

  /** A breakpoint that was there before keeps its id. */
  private entry(group: string, isSame: (entry: Entry) => boolean, wish: Omit<Entry, 'id' | 'placement'>): Entry {
    const known = this.groups.get(group)?.find(isSame);
    return { ...wish, id: known?.id ?? this.nextId++, placement: this.placed(wish) };
  }

  private async replace(group: string, entries: Entry[]): Promise<{ breakpoints: DebugProtocol.Breakpoint[] }> {
    this.groups.set(group, entries);
    await this.tell();
    return { breakpoints: entries.map((entry) => this.describe(entry)) };
  }

  /** Tells the executive the difference between what it knows and what is wanted. */
  private async tell(): Promise<void> {
    for (const { pid } of this.debuggee.tasks) {
      const addresses = this.entries().flatMap(({ placement }) => placement.addresses);
      const wanted = new Set(addresses.filter((at) => at.pid === pid).map((at) => at.pc));
      const told = this.told.get(pid) ?? new Set<number>();
      this.told.set(pid, wanted);
      for (const addr of told) if (!wanted.has(addr)) await this.debuggee.request('bp', { pid, op: 'clear', addr });
      for (const addr of wanted) if (!told.has(addr)) await this.debuggee.request('bp', { pid, op: 'set', addr });
    }
  }

  // --- places -------------------------------------------------------------------------------------------------------

  private placed({ place }: Pick<Entry, 'place'>): Placement {
    if (this.off) return nowhere('the program was started without debugging');
    try {
      return place();
    } catch (error) {
      if (error instanceof RequestError) return nowhere(error.message);
      throw error;
    }
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
    if (!found) return nowhere(`there is no instruction at or below line ${wanted} of the listing`);
    return { addresses: [{ pid: task.pid, pc: found.pc }], line: found.line };
  }

  private atAddress(reference: string, offset: number): Placement {
    const { pid, pc: base } = parseCodeAddress(reference);
    const pc = base + offset;
    const task = this.debuggee.task(pid);
    if (!task.code.contains(pc)) return nowhere(`${hexAddress(pc)} lies outside the code`);
    if (!task.code.isStart(pc)) return nowhere(`no instruction starts at ${hexAddress(pc)}`);
    return { addresses: [{ pid, pc }] };
  }

  private describe({ id, source, line: asked, onInstruction, placement }: Entry): DebugProtocol.Breakpoint {
    const [first] = placement.addresses;
    const line = placement.line ?? asked;
    return {
      id,
      verified: first !== undefined,
      ...(placement.message !== undefined && { message: placement.message }),
      ...(source && { source }),
      ...(line !== undefined && { line: this.client.toClientLine(line) }),
      ...(first && { instructionReference: instructionAddress(first) }),
      ...(first && onInstruction && { offset: 0 }),
      ...(!first && { reason: 'failed' as const }),
    };
  }
}

const nowhere = (message: string): Placement => ({ addresses: [], message });
