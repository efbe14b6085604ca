/** Scopes and variables of a stack frame, and what can be expanded, set and located of them. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ClientPort } from '../client-port';
import type { Debuggee } from '../debuggee';
import type { Evaluation } from '../evaluation';
import { RequestError } from '../request-error';
import type { Sources } from '../sources';
import type { Stack } from '../stack';
import type { Context, FrameExpression } from './container';
import { Elements } from './elements';
import { flagMembers, Members } from './members';
import type { Presented } from './present';
import { References } from './references';
import { scopesOf } from './scopes';

interface Parts {
  readonly client: ClientPort;
  readonly debuggee: Debuggee;
  readonly stack: Stack;
  readonly sources: Sources;
  readonly evaluation: Evaluation;
  /** The routine that the last step has left. */
  readonly returned: () => { readonly pid: number; readonly routine: string } | undefined;
}

export class Variables {
  private readonly references = new References();
  private readonly context: Context;

  constructor(private readonly parts: Parts) {
    const { debuggee, stack, evaluation } = parts;
    const { references } = this;
    this.context = {
      ...{ debuggee, stack, evaluation, references },
      commandResults: new Map(),
      describe: (presented) => this.describe(presented),
    };
  }

  /** What was handed out for a stop is void once the program runs. */
  forget(): void {
    this.references.forget();
    this.context.commandResults.clear();
  }

  async scopes({ frameId }: DebugProtocol.ScopesArguments): Promise<DebugProtocol.ScopesResponse['body']> {
    const frame = await this.parts.stack.frame(frameId);
    const returned = this.parts.returned();
    const routine = frame.isInnermost && returned?.pid === frame.pid ? returned.routine : undefined;
    return { scopes: scopesOf(this.context, frame, routine) };
  }

  async list({
    variablesReference,
    filter,
    start = 0,
    count,
    format,
  }: DebugProtocol.VariablesArguments): Promise<DebugProtocol.VariablesResponse['body']> {
    const container = this.references.container(variablesReference);
    if (filter !== undefined && filter !== container.kind) return { variables: [] };
    return { variables: await container.list({ start, count, radix: this.parts.evaluation.radixOf(format) }) };
  }

  async set(args: DebugProtocol.SetVariableArguments): Promise<DebugProtocol.SetVariableResponse['body']> {
    const { variablesReference, name, value, format } = args;
    const { evaluation } = this.parts;
    const container = this.references.container(variablesReference);
    const radix = evaluation.radixOf(format);
    if (container.set) return this.describe(await container.set(name, value, radix));
    if (!container.expressionOf) throw new RequestError('this is only shown and cannot be set');
    const { frame, expression } = await container.expressionOf(name);
    return this.describe(await evaluation.set(frame, expression, value, radix));
  }

  /** Of one variable. @throws RequestError when it is no expression */
  async expressionOf(reference: number, name: string): Promise<FrameExpression> {
    const container = this.references.container(reference);
    if (!container.expressionOf) throw new RequestError('this is no data of the program and cannot be watched');
    return container.expressionOf(name);
  }

  /** Where something is declared, or where the code is that a value points to. @throws RequestError */
  locate({ locationReference }: DebugProtocol.LocationsArguments): DebugProtocol.LocationsResponse['body'] {
    const { sources, client, debuggee } = this.parts;
    const target = this.references.location(locationReference);
    const found = 'path' in target ? sources.ofFile(target) : sources.locate(debuggee.task(target.pid), target.code);
    if (!found) throw new RequestError('there is no code at this address');
    return { source: found.source, line: client.toClientLine(found.line), column: client.toClientColumn(found.column) };
  }

  /** As the bodies of `variables`, `evaluate` and the setters have it in common. */
  describe(presented: Presented): Omit<DebugProtocol.Variable, 'name'> {
    const { value, type, memoryReference, elements, flagsOf, code } = presented;
    const { references } = this;
    const variablesReference = elements
      ? references.add(new Elements(this.context, elements))
      : flagsOf === undefined
        ? 0
        : references.add(new Members(this.context, flagsOf, () => flagMembers));
    const described: Omit<DebugProtocol.Variable, 'name'> = { value, type, variablesReference };
    if (elements) described.indexedVariables = elements.count;
    if (flagsOf !== undefined) described.namedVariables = flagMembers.length;
    if (memoryReference !== undefined) described.memoryReference = memoryReference;
    if (code) described.valueLocationReference = references.addLocation(code);
    return described;
  }
}
