/** Members that are expressions of a frame: registers, flags, local variables, data. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { parseExpression } from '../../executive/debug/expressions/parse';
import { flagNames, flagOf, generalRegisters, registerOf } from '../../executive/debug/expressions/registers';
import type { Expression } from '../../executive/debug/expressions/syntax-tree';
import type { DataSymbol } from '../data-symbols';
import type { ProgramSymbols, SourcePlace } from '../program-symbols';
import { RequestError } from '../request-error';
import type { Frame } from '../stack';
import { type Container, type Context, type FrameExpression, type Page, pageOf } from './container';
import type { Presented } from './present';

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
    const { stack, evaluation } = this.context;
    const frame = await stack.frame(this.frameId);
    const members = pageOf(this.members(frame), page);
    const values = await evaluation.showEach(frame, members.map(syntaxOf), page.radix);
    return members.map((member, index) => this.row(member, values[index]!));
  }

  async expressionOf(name: string): Promise<FrameExpression> {
    const frame = await this.context.stack.frame(this.frameId);
    const member = this.members(frame).find((candidate) => candidate.name === name);
    if (!member) throw new RequestError(`there is no "${name}" here`);
    return { frame, expression: member.expression };
  }

  /** @param value or why there is none: one member that cannot be shown must not hide the others */
  private row({ name, expression, type, declaration, presentationHint }: Member, value: Presented | Error) {
    const shown = value instanceof Error ? failed(value) : this.context.describe(value);
    const row: DebugProtocol.Variable = Object.assign({ name, evaluateName: expression }, shown);
    if (type) row.type = type;
    if (presentationHint) row.presentationHint = presentationHint;
    if (declaration) row.declarationLocationReference = this.context.references.addLocation(declaration);
    return row;
  }
}

const failed = ({ message }: Error): Omit<DebugProtocol.Variable, 'name'> => ({
  value: message,
  variablesReference: 0,
  presentationHint: { attributes: ['failedEvaluation'] },
});

/** Members are shown again at each stop. */
const parsed = new WeakMap<Member, Expression>();

function syntaxOf(member: Member): Expression {
  const known = parsed.get(member);
  if (known) return known;
  const syntax = parseExpression(member.expression);
  parsed.set(member, syntax);
  return syntax;
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
  ({ task: { program } }: Frame): Member[] =>
    program.symbols.dataOf(scope).map((data) => memberOf(data, program.symbols));

const ofData = new WeakMap<DataSymbol, Member>();

function memberOf(data: DataSymbol, symbols: ProgramSymbols): Member {
  const known = ofData.get(data);
  if (known) return known;
  const { name, type } = data;
  const member = {
    name,
    // What is named like a register is reached through its address.
    expression: registerOf(name) || flagOf(name) ? `[&${name}]` : name,
    type,
    declaration: symbols.declarationOf(name),
  };
  ofData.set(data, member);
  return member;
}
