/** Expressions of watches, hovers and the Debug Console, and everything that is set. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Place } from '../executive/debug/expressions/compile';
import { bitsOf, fits, type ScalarType, scalarBytes, sizeOf } from '../executive/debug/expressions/data-type';
import { evaluate, type Value } from '../executive/debug/expressions/evaluate';
import { hexAddress, type Radix } from '../executive/debug/expressions/format';
import { parseExpression, parseStatement } from '../executive/debug/expressions/parse';
import type { RegisterName } from '../executive/debug/expressions/registers';
import { type Names, resolveExpression } from '../executive/debug/expressions/resolve';
import type { Expression } from '../executive/debug/expressions/syntax-tree';
import { Flag, MEMORY_SIZE } from '../isa/constants';
import type { Debuggee } from './debuggee';
import { namesAt } from './expression-names';
import { FrameViews } from './frame-view';
import type { Memory } from './memory';
import type { NumberFormat } from './number-format';
import { RequestError } from './request-error';
import type { Frame, Stack } from './stack';
import { isUserError } from './user-error';
import { type Presented, present } from './variables/present';

export class Evaluation {
  constructor(
    readonly debuggee: Debuggee,
    readonly stack: Stack,
    private readonly memory: Memory,
    private readonly format: NumberFormat,
    private readonly focusedPid: () => number,
  ) {}

  /** In the Debug Console `target = value` assigns; elsewhere nothing has an effect. A list is copied as a whole. */
  async evaluate({ expression, frameId, context, format }: DebugProtocol.EvaluateArguments): Promise<Presented> {
    const frame = await this.frame(frameId);
    const statement = context === 'repl' ? parseStatement(expression) : parseExpression(expression);
    if ('target' in statement) return this.assign(frame, statement.target, statement.value, this.radixOf(format));
    const most = context === 'clipboard' ? Number.POSITIVE_INFINITY : undefined;
    return this.show(frame, statement, this.radixOf(format), most);
  }

  async setExpression({
    expression,
    value,
    frameId,
    format,
  }: DebugProtocol.SetExpressionArguments): Promise<Presented> {
    const frame = await this.frame(frameId);
    return this.assign(frame, parseExpression(expression), parseExpression(plain(value)), this.radixOf(format));
  }

  /** Sets what `target` names in the given frame, as typed by the user. */
  async set(frame: Frame, target: string, value: string, radix: Radix | undefined): Promise<Presented> {
    return this.assign(frame, parseExpression(target), parseExpression(plain(value)), radix);
  }

  private async show(
    frame: Frame,
    expression: Expression,
    radix: Radix | undefined,
    most?: number,
  ): Promise<Presented> {
    const [shown] = await this.showEach(frame, [expression], radix, most);
    if (shown instanceof Error) throw shown;
    return shown!;
  }

  /**
   * Several expressions of one frame, which share what they read of it; for one that has no value, the reason.
   * @param most elements of a list that its text shows; by default a few
   */
  async showEach(
    frame: Frame,
    expressions: readonly Expression[],
    radix: Radix | undefined,
    most?: number,
  ): Promise<(Presented | Error)[]> {
    const names = this.namesOf(frame);
    return new FrameViews(frame, this).lookAtEach(expressions, (expression, machine) => {
      try {
        const value = evaluate(resolveExpression(expression, names), machine);
        return present(value, frame, machine, expression.radix ?? radix, most);
      } catch (error) {
        if (isUserError(error)) return error;
        throw error;
      }
    });
  }

  private async assign(
    frame: Frame,
    target: Expression,
    source: Expression,
    radix: Radix | undefined,
  ): Promise<Presented> {
    const { type, place } = settable(await this.value(frame, target));
    const value = await this.number(frame, source);
    if (!fits(type, value)) throw new RequestError(`${value} does not fit ${nameOf(type)}`);
    const owner = place.pid === undefined ? frame : await this.stack.innermost(place.pid);
    await this.write(owner, place, type, value);
    return this.show(await this.stack.frame(frame.id), target, radix);
  }

  private async write(frame: Frame, place: Place, type: ScalarType, value: number): Promise<void> {
    switch (place.kind) {
      case 'memory':
        return this.memory.store(frame.pid, place.address, scalarBytes(type, value));
      case 'flag': {
        const others = frame.register('PSW') & ~Flag[place.name];
        return this.writeRegister(frame, 'PSW', value ? others | Flag[place.name] : others);
      }
      case 'register':
        return this.writeRegister(frame, place.name, bitsOf(type, value));
    }
  }

  private async writeRegister(frame: Frame, reg: RegisterName, value: number): Promise<void> {
    if (!frame.isInnermost && (reg === 'PC' || reg === 'SP' || reg === 'R7')) {
      throw new RequestError(`${reg} of a caller cannot be set: select the innermost frame`);
    }
    if (reg === 'PC' && !frame.task.code.isStart(value)) {
      throw new RequestError(`no instruction starts at ${hexAddress(value)}`);
    }
    if (reg === 'SP' && value >= MEMORY_SIZE) throw new RequestError('SP is an address in data memory: 0 to 0xFFFF');
    await this.debuggee.request('vm_reg_set', { pid: frame.pid, reg, value });
    this.memory.invalidate(reg === 'PC' ? ['stacks', 'variables'] : ['variables']);
  }

  async frame(frameId: number | undefined): Promise<Frame> {
    return frameId === undefined ? this.stack.innermost(this.focusedPid()) : this.stack.frame(frameId);
  }

  /** @throws ExpressionError */
  async value(frame: Frame, expression: Expression): Promise<Value> {
    const resolved = resolveExpression(expression, this.namesOf(frame));
    return new FrameViews(frame, this).look((machine) => evaluate(resolved, machine));
  }

  /** @throws ExpressionError, RequestError */
  async number(frame: Frame, expression: Expression): Promise<number> {
    const value = await this.value(frame, expression);
    if (value.kind === 'scalar') return value.value;
    throw new RequestError('the new value must be a single number');
  }

  /** Whether a text is an expression or assignment whose names all mean something here. */
  knows(frame: Frame, text: string): boolean {
    const names = this.namesOf(frame);
    try {
      const statement = parseStatement(text);
      const parts = 'target' in statement ? [statement.target, statement.value] : [statement];
      for (const part of parts) resolveExpression(part, names);
      return true;
    } catch (error) {
      if (isUserError(error)) return false;
      throw error;
    }
  }

  /** Values on display may have changed. */
  invalidate(): void {
    this.memory.invalidate();
  }

  /** In which the client wants numbers; `undefined`: as suits each. */
  radixOf(format: DebugProtocol.ValueFormat | undefined): Radix | undefined {
    return format?.hex ? 'hex' : this.format.radix;
  }

  private namesOf(frame: Frame): Names {
    return namesAt(this.debuggee, frame.task, frame.place);
  }
}

/** A value box starts with what is shown, `0x0000000A (10)`: only its first part is meant. */
export const plain = (text: string): string => /^\s*(\S+) \(.*\)\s*$/.exec(text)?.[1] ?? text;

function settable(value: Value): { type: ScalarType; place: Place } {
  if (value.kind === 'text' || value.kind === 'array') {
    throw new RequestError('this is more than one value: expand it and set its elements');
  }
  if (!value.place) {
    throw new RequestError('only registers, flags and memory can be set');
  }
  return { type: value.type, place: value.place };
}

function nameOf(type: ScalarType): string {
  if (type === 'bit') return 'a flag: it is 0 or 1';
  const bits = 8 * sizeOf(type);
  return `${bits} bits: ${-(2 ** (bits - 1))} to ${2 ** bits - 1}`;
}
