/** Scopes and variables of a stack frame, read when they are opened. */

import { Handles } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { readScalar, sizeOf } from '../executive/debug/expressions/data-type';
import { formatScalar, hexAddress, type Radix } from '../executive/debug/expressions/format';
import { parseExpression } from '../executive/debug/expressions/parse';
import { flagNames, flagOf, generalRegisters, registerOf } from '../executive/debug/expressions/registers';
import { dataReference } from './addresses';
import type { Debuggee } from './debuggee';
import { type Evaluation, radixOf } from './evaluation';
import { RequestError } from './request-error';
import type { Frame, Stack } from './stack';
import { isUserError } from './user-error';
import type { ArrayPart, Presented } from './values/present';

type Scope = 'registers' | 'flags' | 'labels';

type Container =
  | { readonly kind: Scope; readonly frameId: number }
  | { readonly kind: 'elements'; readonly array: ArrayPart };

export class Variables {
  private readonly containers = new Handles<Container>();

  constructor(
    private readonly debuggee: Debuggee,
    private readonly stack: Stack,
    private readonly evaluation: Evaluation,
  ) {}

  /** What was handed out for a stop is void once the program runs. */
  forget(): void {
    this.containers.reset();
  }

  async scopes({ frameId }: DebugProtocol.ScopesArguments): Promise<DebugProtocol.ScopesResponse['body']> {
    const { task } = await this.stack.frame(frameId);
    const labels = task.program.symbols.dataLabels.length;
    const scope = (name: string, kind: Scope, namedVariables: number): DebugProtocol.Scope => ({
      name,
      variablesReference: this.containers.create({ kind, frameId }),
      namedVariables,
      expensive: false,
    });
    return {
      scopes: [
        { ...scope('Registers', 'registers', registerNames.length), presentationHint: 'registers' },
        { ...scope('Flags', 'flags', flagNames.length), presentationHint: 'registers' },
        ...(labels > 0 ? [scope('Labels', 'labels', labels)] : []),
      ],
    };
  }

  async list(args: DebugProtocol.VariablesArguments): Promise<DebugProtocol.VariablesResponse['body']> {
    const container = this.container(args.variablesReference);
    const radix = radixOf(args.format);
    if (container.kind === 'elements') {
      return { variables: args.filter === 'named' ? [] : await this.elements(container.array, args, radix) };
    }
    if (args.filter === 'indexed') return { variables: [] };
    const frame = await this.stack.frame(container.frameId);
    const names = this.namesIn(container.kind, frame);
    const start = args.start ?? 0;
    const shown = args.count ? names.slice(start, start + args.count) : names.slice(start);
    const variables = shown.map(async (name) => {
      const evaluateName = nameOfMember(container.kind, name);
      return { name, evaluateName, ...(await this.member(frame, evaluateName, radix)) };
    });
    return { variables: await Promise.all(variables) };
  }

  async set(args: DebugProtocol.SetVariableArguments): Promise<DebugProtocol.SetVariableResponse['body']> {
    const container = this.container(args.variablesReference);
    const [frame, target] =
      container.kind === 'elements'
        ? [await this.stack.innermost(container.array.pid), elementNamed(container.array, args.name)]
        : [await this.stack.frame(container.frameId), nameOfMember(container.kind, args.name)];
    return this.describe(await this.evaluation.set(frame, target, args.value, radixOf(args.format)));
  }

  /** Of one variable, with the frame in which its `evaluateName` means it. */
  async expressionOf(reference: number, name: string): Promise<{ frame: Frame; expression: string }> {
    const container = this.container(reference);
    if (container.kind === 'elements') {
      return {
        frame: await this.stack.innermost(container.array.pid),
        expression: elementNamed(container.array, name),
      };
    }
    return { frame: await this.stack.frame(container.frameId), expression: nameOfMember(container.kind, name) };
  }

  /** As the bodies of `variables`, `evaluate` and the setters have it in common. */
  describe({ value, type, memoryReference, elements }: Presented): Omit<DebugProtocol.Variable, 'name'> {
    return {
      value,
      type,
      variablesReference: elements ? this.containers.create({ kind: 'elements', array: elements }) : 0,
      ...(elements && { indexedVariables: elements.count }),
      ...(memoryReference !== undefined && { memoryReference }),
    };
  }

  /** One label that cannot be shown must not hide the others. */
  private async member(
    frame: Frame,
    evaluateName: string,
    radix: Radix | undefined,
  ): Promise<Omit<DebugProtocol.Variable, 'name'>> {
    try {
      return this.describe(await this.evaluation.show(frame, parseExpression(evaluateName), radix));
    } catch (error) {
      if (!isUserError(error)) throw error;
      return { value: error.message, variablesReference: 0, presentationHint: { attributes: ['failedEvaluation'] } };
    }
  }

  private namesIn(kind: Scope, frame: Frame): readonly string[] {
    if (kind === 'registers') return registerNames;
    return kind === 'flags' ? flagNames : frame.task.program.symbols.dataLabels;
  }

  private async elements(
    array: ArrayPart,
    { start = 0, count }: DebugProtocol.VariablesArguments,
    radix: Radix | undefined,
  ): Promise<DebugProtocol.Variable[]> {
    const { pid, type, address } = array;
    const size = sizeOf(type);
    const end = Math.min(array.count, count ? start + count : array.count);
    const bytes = await this.debuggee.read(pid, address + start * size, Math.max(0, end - start) * size);
    return Array.from({ length: Math.max(0, end - start) }, (_, offset): DebugProtocol.Variable => {
      const index = start + offset;
      const value = readScalar(type, bytes, offset * size) ?? 0;
      const name = `[${index}]`;
      return {
        name,
        evaluateName: elementNamed(array, name),
        ...this.describe({
          value: formatScalar(type, value, radix),
          type,
          memoryReference: dataReference(pid, address + index * size),
        }),
      };
    });
  }

  private container(reference: number): Container {
    const container = this.containers.get(reference) as Container | undefined;
    if (!container) throw new RequestError('these variables are gone: the program has moved on');
    return container;
  }
}

const registerNames: readonly string[] = [...generalRegisters, 'PC', 'SP', 'PSW'];

/** As an expression; a label that is named like a register is reached through its address. */
function nameOfMember(kind: Scope, name: string): string {
  if (kind === 'flags') return `PSW.${name}`;
  return kind === 'labels' && (registerOf(name) || flagOf(name)) ? `[&${name}]` : name;
}

function elementNamed({ type, address, count }: ArrayPart, name: string): string {
  const index = Number(/^\[(\d+)\]$/.exec(name)?.[1] ?? Number.NaN);
  if (!(index < count)) throw new RequestError(`there is no element ${name}`);
  const at = `[${hexAddress(address + index * sizeOf(type))}]`;
  return type === 'word' ? at : `${at},${type}`;
}
