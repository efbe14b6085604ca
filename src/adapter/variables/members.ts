/** Members that are expressions of a frame: registers, flags, local variables, data. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { parseExpression } from '../../executive/debug/expressions/parse';
import { flagNames, flagOf, generalRegisters, registerOf } from '../../executive/debug/expressions/registers';
import type { SourcePlace } from '../program-symbols';
import { RequestError } from '../request-error';
import type { Frame } from '../stack';
import { isUserError } from '../user-error';
import { type Container, type Context, type FrameExpression, type Page, pageOf } from './container';

export interface Member {
  readonly name: string;
  readonly expression: string;
  /** As the source says it; else the debugger's own name of the type is shown. */
  readonly type?: string | null | undefined;
  readonly declaration?: SourcePlace | undefined;
  readonly presentationHint?: DebugProtocol.VariablePresentationHint;
}

export class Members implements Container {
  readonly kind = 'named';

  constructor(
    private readonly context: Context,
    private readonly frameId: number,
    private readonly members: (frame: Frame) => readonly Member[],
  ) {}

  async list(page: Page): Promise<DebugProtocol.Variable[]> {
    const { stack, evaluation, references } = this.context;
    const frame = await stack.frame(this.frameId);
    const view = evaluation.viewOf(frame);
    const variables: DebugProtocol.Variable[] = [];
    for (const { name, expression, type, declaration, presentationHint } of pageOf(this.members(frame), page)) {
      const shown = await this.show(async () => view.show(parseExpression(expression), page.radix));
      variables.push({
        name,
        evaluateName: expression,
        ...shown,
        ...(type && { type }),
        ...(presentationHint && { presentationHint }),
        ...(declaration && { declarationLocationReference: references.addLocation(declaration) }),
      });
    }
    return variables;
  }

  async expressionOf(name: string): Promise<FrameExpression> {
    const frame = await this.context.stack.frame(this.frameId);
    const member = this.members(frame).find((candidate) => candidate.name === name);
    if (!member) throw new RequestError(`there is no "${name}" here`);
    return { frame, expression: member.expression };
  }

  /** One member that cannot be shown must not hide the others. */
  private async show(work: () => Promise<Parameters<Context['describe']>[0]>) {
    try {
      return this.context.describe(await work());
    } catch (error) {
      if (!isUserError(error)) throw error;
      const presentationHint: DebugProtocol.VariablePresentationHint = { attributes: ['failedEvaluation'] };
      return { value: error.message, variablesReference: 0, presentationHint };
    }
  }
}

const plainMembers = (names: readonly string[]) => names.map((name): Member => ({ name, expression: name }));

export const generalRegisterMembers = plainMembers(generalRegisters);
export const controlRegisterMembers = plainMembers(['PC', 'SP', 'PSW']);
export const flagMembers = flagNames.map((name): Member => ({ name, expression: `PSW.${name}` }));

/** Local variables, or the arguments of the routine. */
export const localMembers =
  (wanted: 'locals' | 'arguments') =>
  ({ task, place }: Frame): Member[] =>
    task.program.symbols
      .localsAt(place)
      .filter(({ isArgument }) => isArgument === (wanted === 'arguments'))
      .map(({ name, type, declaration }) => ({ name, expression: name, type, declaration }));

/** Data that all units know, or only one of them. */
export const dataMembers =
  (scope: 'global' | 'unit') =>
  ({ task }: Frame): Member[] =>
    task.program.symbols.dataOf(scope).map(({ name, type }) => ({
      name,
      // What is named like a register is reached through its address.
      expression: registerOf(name) || flagOf(name) ? `[&${name}]` : name,
      type,
      declaration: task.program.symbols.declarationOf(name),
    }));
