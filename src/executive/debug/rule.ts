/** What has to be so for a breakpoint that was met to count, and what it does then. */

import { compile } from './expressions/compile';
import { ExpressionError } from './expressions/expression-error';
import { parseExpression } from './expressions/parse';
import { noNames, resolveExpression } from './expressions/resolve';
import { hitCondition } from './hit-condition';
import { compileLogMessage } from './log-message';
import type { MachineView } from './machine-view';

export interface RuleText {
  /** Met when it is not 0; names resolved. */
  readonly condition?: string | undefined;
  /** See {@link hitCondition}; only what meets the condition counts. */
  readonly hit?: string | undefined;
  /** Tells this instead of stopping; names resolved, see {@link compileLogMessage}. */
  readonly log?: string | undefined;
}

export type Verdict =
  | { readonly kind: 'pass' }
  /** `problem`: the condition could not be evaluated. */
  | { readonly kind: 'stop'; readonly problem?: string }
  | { readonly kind: 'log'; readonly text: string };

const pass: Verdict = { kind: 'pass' };
const stop: Verdict = { kind: 'stop' };

/** @throws ExpressionError */
function compileCondition(text: string): (machine: MachineView) => number {
  return compile(resolveExpression(parseExpression(text), noNames).node).value;
}

export class Rule {
  private readonly condition: ((machine: MachineView) => number) | undefined;
  private readonly enough: ((hits: number) => boolean) | undefined;
  private readonly message: ((machine: MachineView) => string) | undefined;
  private hits = 0;

  /** @throws ExecutiveError for a text that cannot be understood */
  constructor({ condition, hit, log }: RuleText) {
    this.condition = condition === undefined ? undefined : compileCondition(condition);
    this.enough = hit === undefined ? undefined : hitCondition(hit);
    this.message = log === undefined ? undefined : compileLogMessage(log);
  }

  judge(machine: MachineView): Verdict {
    try {
      if (this.condition && this.condition(machine) === 0) return pass;
    } catch (error) {
      if (error instanceof ExpressionError) return { kind: 'stop', problem: `the condition failed: ${error.reason}` };
      throw error;
    }
    this.hits++;
    if (this.enough && !this.enough(this.hits)) return pass;
    return this.message ? { kind: 'log', text: this.message(machine) } : stop;
  }
}
