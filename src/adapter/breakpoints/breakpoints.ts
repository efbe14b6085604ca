/**
 * Breakpoints of all kinds: what the client wants, where that is in the code or data of each task, and what the
 * executive was told. Setting one never stops the program.
 */

import { BreakpointEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { parseExpression } from '../../executive/debug/expressions/parse';
import { printExpression } from '../../executive/debug/expressions/print';
import { resolveExpression } from '../../executive/debug/expressions/resolve';
import { hitCondition } from '../../executive/debug/hit-condition';
import { resolveLogMessage } from '../../executive/debug/log-message';
import type { RuleText } from '../../executive/debug/rule';
import { instructionAddress } from '../addresses';
import type { ClientPort } from '../client-port';
import type { Debuggee } from '../debuggee';
import { namesAt } from '../expression-names';
import { pathKey } from '../paths';
import type { Sources } from '../sources';
import { isUserError } from '../user-error';
import { type DataPlacement, parseDataId, placeData } from './data-places';
import { nowhere, type Placement, Places } from './places';
import { Points, type WantedPoint } from './points';

type Kind = 'source' | 'function' | 'instruction' | 'data';

interface Entry {
  readonly id: number;
  readonly kind: Kind;
  readonly source: DebugProtocol.Source | undefined;
  /** 1-based, as asked for. */
  readonly line: number | undefined;
  /** As the user wrote it. */
  readonly rule: RuleText;
  readonly place: () => Placement | DataPlacement;
  placement: Placement | DataPlacement;
}

type Wish = Omit<Entry, 'id' | 'placement'>;

export interface HitBreakpoints {
  readonly ids: readonly number[];
  /** The kind that all of them are of. */
  readonly kind: Kind | undefined;
}

export class Breakpoints {
  private readonly groups = new Map<string, Entry[]>();
  private readonly points: Points;
  private readonly places: Places;
  private nextId = 1;
  /** Why there are none. */
  private off: string | undefined;

  constructor(
    private readonly debuggee: Debuggee,
    sources: Sources,
    private readonly client: ClientPort,
  ) {
    this.points = new Points(debuggee);
    this.places = new Places(debuggee, sources);
  }

  /** A program that runs without debugging has none. */
  switchOff(off: boolean, why = 'the program was started without debugging'): void {
    this.off = off ? why : undefined;
  }

  async setSource({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments) {
    const group = source.sourceReference ? `listing ${source.sourceReference}` : pathKey(source.path ?? '');
    return this.replace(
      group,
      breakpoints.map(({ line: clientLine, ...options }): Wish => {
        const line = this.client.fromClientLine(clientLine);
        const place = () => this.places.inSource(source, line);
        return { kind: 'source', source, line, rule: ruleOf(options), place };
      }),
    );
  }

  async setFunctions({ breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments) {
    return this.replace(
      'functions',
      breakpoints.map(({ name, ...options }) => {
        const place = () => this.places.atFunction(name);
        return { kind: 'function', source: undefined, line: undefined, rule: ruleOf(options), place };
      }),
    );
  }

  async setInstructions({ breakpoints }: DebugProtocol.SetInstructionBreakpointsArguments) {
    return this.replace(
      'instructions',
      breakpoints.map(({ instructionReference, offset = 0, ...options }) => {
        const place = () => this.places.atAddress(instructionReference, offset);
        return { kind: 'instruction', source: undefined, line: undefined, rule: ruleOf(options), place };
      }),
    );
  }

  async setData({ breakpoints }: DebugProtocol.SetDataBreakpointsArguments) {
    return this.replace(
      'data',
      breakpoints.map(({ dataId, accessType = 'write', ...options }) => {
        const place = () => placeData(this.debuggee, parseDataId(dataId), accessType);
        return { kind: 'data', source: undefined, line: undefined, rule: ruleOf(options), place };
      }),
    );
  }

  locations(args: DebugProtocol.BreakpointLocationsArguments): DebugProtocol.BreakpointLocationsResponse['body'] {
    const first = this.client.fromClientLine(args.line);
    const last = this.client.fromClientLine(args.endLine ?? args.line);
    const lines = this.places.linesWithCode(args.source);
    const inside = [...new Set(lines)].filter((line) => line >= first && line <= last).sort((a, b) => a - b);
    return { breakpoints: inside.map((line) => ({ line: this.client.toClientLine(line) })) };
  }

  /** @param points debug points of the executive that were met */
  hit(points: readonly number[]): HitBreakpoints {
    const ids = new Set(points.flatMap((point) => this.points.breakpointOf(point) ?? []));
    const kinds = new Set(this.entries().flatMap(({ id, kind }) => (ids.has(id) ? [kind] : [])));
    return { ids: [...ids], kind: kinds.size === 1 ? [...kinds][0] : undefined };
  }

  /** In an executive that knows none of them yet. */
  async reapply(): Promise<void> {
    this.points.forget();
    await this.refresh();
  }

  /** The task is gone; another one may come by this pid. */
  forgetTask(pid: number): void {
    this.points.forgetTask(pid);
  }

  /** Leaves none behind in the executive, or in one of its tasks. */
  async withdraw(pid?: number): Promise<void> {
    await this.points.withdraw(pid);
  }

  /** Tasks or symbols have changed: finds all places anew, tells the executive, and the client what is different. */
  async refresh(): Promise<void> {
    for (const entry of this.entries()) {
      const before = JSON.stringify(this.describe(entry));
      entry.placement = this.placed(entry);
      await this.tell(entry);
      const after = this.describe(entry);
      if (JSON.stringify(after) !== before) this.client.send(new BreakpointEvent('changed', after));
    }
  }

  private entries(): Entry[] {
    return [...this.groups.values()].flat();
  }

  /** Replaces the breakpoints of a group; one that was there before keeps its id and, if unchanged, its hit count. */
  private async replace(group: string, wishes: readonly Wish[]): Promise<{ breakpoints: DebugProtocol.Breakpoint[] }> {
    const old = [...(this.groups.get(group) ?? [])];
    const entries = wishes.map((wish): Entry => {
      const placement = this.placed(wish);
      const known = old.findIndex((entry) => identity(entry) === identity({ ...wish, placement }));
      const [{ id } = { id: this.nextId++ }] = known < 0 ? [] : old.splice(known, 1);
      return { ...wish, id, placement };
    });
    for (const { id } of old) await this.points.tell(id, []);
    for (const entry of entries) await this.tell(entry);
    this.groups.set(group, entries);
    return { breakpoints: entries.map((entry) => this.describe(entry)) };
  }

  private async tell(entry: Entry): Promise<void> {
    try {
      const refusal = await this.points.tell(entry.id, this.wanted(entry));
      if (refusal !== undefined) entry.placement = nowhere(refusal);
    } catch (error) {
      if (!isUserError(error)) throw error;
      entry.placement = nowhere(error.message);
      await this.points.tell(entry.id, []);
    }
  }

  /** @throws ExecutiveError for a condition, hit count or message that cannot be understood */
  private wanted({ placement, rule }: Entry): WantedPoint[] {
    if (rule.hit !== undefined) hitCondition(rule.hit);
    if ('address' in placement) {
      const { pid, address, length, access } = placement;
      return [{ pid, request: { kind: 'data', address, length, access, ...this.resolved(rule, pid, undefined) } }];
    }
    return placement.addresses.map(({ pid, pc }) => ({
      pid,
      request: { kind: 'code', address: pc, ...this.resolved(rule, pid, pc) },
    }));
  }

  private resolved({ condition, hit, log }: RuleText, pid: number, pc: number | undefined): RuleText {
    const names = namesAt(this.debuggee, this.debuggee.task(pid), pc);
    return {
      ...(condition !== undefined && {
        condition: printExpression(resolveExpression(parseExpression(condition), names)),
      }),
      ...(hit !== undefined && { hit }),
      ...(log !== undefined && { log: resolveLogMessage(log, names) }),
    };
  }

  private placed({ place }: Pick<Entry, 'place'>): Placement | DataPlacement {
    if (this.off !== undefined) return nowhere(this.off);
    try {
      return place();
    } catch (error) {
      if (isUserError(error)) return nowhere(error.message);
      throw error;
    }
  }

  private describe({ id, kind, source, line: asked, placement }: Entry): DebugProtocol.Breakpoint {
    if ('address' in placement) return { id, verified: true };
    const [first] = placement.addresses;
    const line = placement.line ?? asked;
    return {
      id,
      verified: first !== undefined,
      ...(placement.message !== undefined && { message: placement.message }),
      ...(source && { source }),
      ...(line !== undefined && { line: this.client.toClientLine(line) }),
      ...(first && { instructionReference: instructionAddress(first) }),
      ...(first && kind === 'instruction' && { offset: 0 }),
      ...(!first && { reason: 'failed' as const }),
    };
  }
}

/** By what a breakpoint is known to be the same. */
const identity = ({ kind, line, placement }: Pick<Entry, 'kind' | 'line' | 'placement'>): string =>
  kind === 'source' ? String(line) : JSON.stringify(placement);

/** An empty box is no condition. */
function ruleOf(options: { condition?: string; hitCondition?: string; logMessage?: string }): RuleText {
  const { condition, hitCondition: hit, logMessage: log } = options;
  return {
    ...(condition?.trim() && { condition }),
    ...(hit?.trim() && { hit }),
    ...(log?.trim() && { log }),
  };
}
