/** The scopes of a stack frame. What costs a request of its own is read when it is opened. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Debuggee } from '../debuggee';
import type { Frame } from '../stack';
import type { Container, Context, Page } from './container';
import { Elements } from './elements';
import { Facts } from './facts';
import { mailboxes } from './mailboxes';
import {
  controlRegisterMembers,
  dataMembers,
  generalRegisterMembers,
  localMembers,
  type Member,
  Members,
} from './members';
import type { ArrayPart } from './present';
import { commands, Values } from './registry';
import { baseFacts, taskFacts } from './task-facts';

/** @param returned the routine that the last step has left, when its result stands in R0 of this frame */
export async function scopesOf(
  context: Context,
  frame: Frame,
  returned: string | undefined,
): Promise<DebugProtocol.Scope[]> {
  const { references, debuggee } = context;
  const { id: frameId, pid } = frame;
  const scope = (
    name: string,
    container: Container,
    more: Pick<DebugProtocol.Scope, 'namedVariables' | 'indexedVariables' | 'presentationHint'> & { lazy?: true } = {},
  ): DebugProtocol.Scope => {
    const { lazy = false, ...rest } = more;
    return { name, variablesReference: references.add(container), expensive: lazy, ...rest };
  };
  /** Left out when there is nothing in it. */
  const members = (
    name: string,
    select: (at: Frame) => readonly Member[],
    presentationHint?: 'locals' | 'arguments',
  ) => {
    const namedVariables = select(frame).length;
    const hint = presentationHint && { presentationHint };
    return namedVariables === 0
      ? []
      : [scope(name, new Members(context, frameId, select), { namedVariables, ...hint })];
  };
  const locals = (at: Frame): Member[] => [...returnedMember(returned), ...localMembers('locals')(at)];
  const stack = await stackOf(debuggee, frame);
  return [
    ...members('Arguments', localMembers('arguments'), 'arguments'),
    ...members('Locals', locals, 'locals'),
    scope('Registers', registerGroups(context, frame), { namedVariables: 3, presentationHint: 'registers' }),
    ...members('Globals', dataMembers('global')),
    ...members('Labels', dataMembers('unit')),
    scope('Stack', new Elements(context, stack), { indexedVariables: stack.count, lazy: true }),
    scope('Task', new Facts(() => taskFacts(debuggee, pid)), { lazy: true }),
    scope('Mailboxes', mailboxes(context), { lazy: true }),
    scope('Values', new Values(context, frameId), { lazy: true }),
    scope('Commands', commands(context), { lazy: true }),
  ];
}

function returnedMember(routine: string | undefined): Member[] {
  if (routine === undefined) return [];
  return [{ name: `${routine} returned`, expression: 'R0', presentationHint: { kind: 'virtual' } }];
}

function registerGroups(context: Context, { id, pid }: Frame): Container {
  const group = (name: string, value: string, container: Container, namedVariables: number) => ({
    name,
    value,
    variablesReference: context.references.add(container),
    namedVariables,
    presentationHint: { kind: 'virtual', attributes: ['readOnly'] },
  });
  const members = (list: readonly Member[]) => new Members(context, id, () => list);
  return {
    kind: 'named',
    list: async ({ start, count }: Page) =>
      [
        group('General', 'R0 to R15', members(generalRegisterMembers), generalRegisterMembers.length),
        group('Control', 'PC, SP, PSW', members(controlRegisterMembers), controlRegisterMembers.length),
        group('Bases', 'register bank, stack', new Facts(() => baseFacts(context.debuggee, pid)), 4),
      ].slice(start, count ? start + count : undefined),
  };
}

/** The words from SP to the top of the stack. */
async function stackOf(debuggee: Debuggee, frame: Frame): Promise<ArrayPart> {
  const { registers } = await debuggee.request('dumpregs', { pid: frame.pid });
  const address = frame.register('SP');
  const top = registers.stack_base + registers.stack_size;
  const count = address <= top ? Math.floor((top - address) / 4) : 0;
  return { pid: frame.pid, type: 'word', address, count };
}
