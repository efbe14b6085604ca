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
import { waitOf } from './threads';
import { isUserError } from './user-error';
import type { ArrayPart, Presented } from './values/present';

type Scope = 'locals' | 'registers' | 'flags' | 'labels';

type Container =
  | { readonly kind: Scope; readonly frameId: number }
  | { readonly kind: 'elements'; readonly array: ArrayPart }
  | { readonly kind: 'task'; readonly pid: number };

export class Variables {
  private readonly containers = new Handles<Container>();

  constructor(
    private readonly debuggee: Debuggee,
    private readonly stack: Stack,
    private readonly evaluation: Evaluation,
    /** The routine that the last step has left. */
    private readonly returned: () => { readonly pid: number; readonly routine: string } | undefined,
  ) {}

  /** What was handed out for a stop is void once the program runs. */
  forget(): void {
    this.containers.reset();
  }

  async scopes({ frameId }: DebugProtocol.ScopesArguments): Promise<DebugProtocol.ScopesResponse['body']> {
    const frame = await this.stack.frame(frameId);
    const { task } = frame;
    const locals = task.program.symbols.localsAt(frame.place).length + (this.returnOf(frame) ? 1 : 0);
    const labels = task.program.symbols.dataLabels.length;
    const scope = (name: string, kind: Scope, namedVariables: number): DebugProtocol.Scope => ({
      name,
      variablesReference: this.containers.create({ kind, frameId }),
      namedVariables,
      expensive: false,
    });
    return {
      scopes: [
        ...(locals > 0 ? [{ ...scope('Locals', 'locals', locals), presentationHint: 'locals' as const }] : []),
        { ...scope('Registers', 'registers', registerNames.length), presentationHint: 'registers' },
        { ...scope('Flags', 'flags', flagNames.length), presentationHint: 'registers' },
        ...(labels > 0 ? [scope('Labels', 'labels', labels)] : []),
        await this.stackScope(frame),
        {
          name: 'Task',
          variablesReference: this.containers.create({ kind: 'task', pid: task.pid }),
          expensive: true,
        },
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
    if (container.kind === 'task') return { variables: await this.ofTask(container.pid) };
    const frame = await this.stack.frame(container.frameId);
    const names = this.namesIn(container.kind, frame);
    const start = args.start ?? 0;
    const shown = args.count ? names.slice(start, start + args.count) : names.slice(start);
    const variables = shown.map(async (name) => {
      const evaluateName = nameOfMember(container.kind, name);
      return { name, evaluateName, ...(await this.member(frame, evaluateName, radix)) };
    });
    const returned = container.kind === 'locals' && start === 0 ? this.returnOf(frame) : undefined;
    return {
      variables: [
        ...(returned ? [await this.returnValue(frame, returned, radix)] : []),
        ...(await Promise.all(variables)),
      ],
    };
  }

  async set(args: DebugProtocol.SetVariableArguments): Promise<DebugProtocol.SetVariableResponse['body']> {
    const container = this.container(args.variablesReference);
    if (container.kind === 'task') throw new RequestError('what is shown of a task cannot be set');
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
    if (container.kind === 'task') throw new RequestError('what is shown of a task cannot be watched');
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

  private returnOf(frame: Frame): string | undefined {
    const returned = this.returned();
    return frame.isInnermost && returned?.pid === frame.pid ? returned.routine : undefined;
  }

  private async returnValue(frame: Frame, routine: string, radix: Radix | undefined): Promise<DebugProtocol.Variable> {
    const value = await this.member(frame, 'R0', radix);
    return { name: `${routine} returned`, evaluateName: 'R0', ...value, presentationHint: { kind: 'virtual' } };
  }

  /** The words from SP to the top of the stack. */
  private async stackScope(frame: Frame): Promise<DebugProtocol.Scope> {
    const { registers } = await this.debuggee.request('dumpregs', { pid: frame.pid });
    const address = frame.register('SP');
    const top = registers.stack_base + registers.stack_size;
    const count = address <= top ? Math.floor((top - address) / 4) : 0;
    const array: ArrayPart = { pid: frame.pid, type: 'word', address, count };
    return {
      name: 'Stack',
      variablesReference: this.containers.create({ kind: 'elements', array }),
      indexedVariables: count,
      expensive: true,
    };
  }

  private async ofTask(pid: number): Promise<DebugProtocol.Variable[]> {
    const { tasks } = (await this.debuggee.request('ps', {})).tasks;
    const record = tasks.find((task) => task.pid === pid);
    if (!record) return [];
    const rows: readonly (readonly [string, string | number | null])[] = [
      ['name', record.app_name],
      ['program', record.program],
      ['pid', pid],
      ['state', waitOf(record) ?? record.state],
      ['instructions', record.accounted_steps],
      ['priority', record.priority],
      ['stack', `${hexAddress(record.stack_base)}..${hexAddress(record.stack_base + record.stack_size - 1)}`],
      ['register bank', hexAddress(record.reg_base)],
      ['exit status', record.exit_status],
    ];
    return rows
      .filter(([, value]) => value !== null)
      .map(([name, value]) => ({
        name,
        value: String(value),
        variablesReference: 0,
        presentationHint: { attributes: ['readOnly'] },
      }));
  }

  private namesIn(kind: Scope, frame: Frame): readonly string[] {
    if (kind === 'registers') return registerNames;
    if (kind === 'locals') return frame.task.program.symbols.localsAt(frame.place).map(({ name }) => name);
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
