/** Exception breakpoints: faults by class, BRK, the end of a task, lost mailbox messages. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Catch, CatchName } from '../../executive/debug/catches';
import { parseExpression } from '../../executive/debug/expressions/parse';
import { printExpression } from '../../executive/debug/expressions/print';
import { resolveExpression } from '../../executive/debug/expressions/resolve';
import type { FaultName } from '../../executive/events';
import type { Debuggee } from '../debuggee';
import { namesAt } from '../expression-names';
import { faultWords } from '../fault-words';
import { isUserError } from '../user-error';

const others: readonly (readonly [CatchName, label: string, description: string, isDefault: boolean])[] = [
  ['brk', 'BRK', 'The program comes to a BRK instruction.', true],
  ['exit', 'End of a task', 'A task returns or exits; its registers and memory can still be looked at.', false],
  ['mailbox_overrun', 'Mailbox overrun', 'A message is lost because a mailbox is full.', false],
];

const conditionDescription = 'Expression, for example R1 > 5; only then does it stop';

export const exceptionFilters: DebugProtocol.ExceptionBreakpointsFilter[] = [
  ...(Object.keys(faultWords) as FaultName[]).map((filter) => ({
    filter,
    label: `Fault: ${faultWords[filter].title}`,
    description: faultWords[filter].cause,
    default: true,
    supportsCondition: true,
    conditionDescription,
  })),
  ...others.map(([filter, label, description, isDefault]) => ({
    filter,
    label,
    description,
    default: isDefault,
    supportsCondition: true,
    conditionDescription,
  })),
];

const names: ReadonlySet<string> = new Set(exceptionFilters.map(({ filter }) => filter));
const isCatchName = (name: string): name is CatchName => names.has(name);

const usual: readonly Wish[] = exceptionFilters
  .filter((filter) => filter.default)
  .map(({ filter }) => ({ name: filter }));

interface Wish {
  readonly name: string;
  readonly condition?: string | undefined;
}

export class ExceptionFilters {
  /** `undefined`: the client has not said; the usual ones stop. */
  private wishes: readonly Wish[] | undefined;
  private off = false;
  private others: readonly Catch[] = [];

  constructor(private readonly debuggee: Debuggee) {}

  /** A program that runs without debugging stops nowhere. */
  switchOff(off: boolean): void {
    this.off = off;
  }

  /** What stops a task besides, for the adapter's own sake. */
  alsoCatch(catches: readonly Catch[]): void {
    this.others = catches;
  }

  async set({ filters, filterOptions = [] }: DebugProtocol.SetExceptionBreakpointsArguments) {
    this.wishes = [
      ...filters.map((name) => ({ name })),
      ...filterOptions.map(({ filterId: name, condition }) => ({ name, condition: condition?.trim() || undefined })),
    ];
    const breakpoints = this.wishes.map((wish) => this.check(wish));
    await this.apply();
    return { breakpoints };
  }

  /** Tells the executive, anew after a restart. */
  async apply(): Promise<void> {
    if (!this.debuggee.isLoaded) return;
    if (!this.off && !this.wishes && this.others.length === 0) return;
    const wishes = this.off ? [] : (this.wishes ?? usual);
    const catches = [...wishes.flatMap((wish) => this.catchesOf(wish)), ...this.others];
    await this.debuggee.request('debug.catch', { catches });
  }

  private check(wish: Wish): DebugProtocol.Breakpoint {
    if (!isCatchName(wish.name)) return { verified: false, message: `there is no exception filter "${wish.name}"` };
    try {
      this.debuggee.tasks.map(({ pid }) => this.conditionFor(wish, pid));
      return { verified: true };
    } catch (error) {
      if (isUserError(error)) return { verified: false, message: error.message };
      throw error;
    }
  }

  /** A condition means something else in each program. */
  private catchesOf(wish: Wish): Catch[] {
    const { name } = wish;
    if (!isCatchName(name)) return [];
    if (wish.condition === undefined) return [{ name }];
    return this.debuggee.tasks.flatMap(({ pid }): Catch[] => {
      try {
        return [{ name, pid, condition: this.conditionFor(wish, pid) }];
      } catch (error) {
        if (isUserError(error)) return [];
        throw error;
      }
    });
  }

  private conditionFor({ condition }: Wish, pid: number): string | undefined {
    if (condition === undefined) return undefined;
    const scope = namesAt(this.debuggee, this.debuggee.task(pid), undefined);
    return printExpression(resolveExpression(parseExpression(condition), scope));
  }
}
