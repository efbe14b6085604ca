/** The scopes of a stack frame. What costs a request of its own is read when it is opened. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Frame } from '../stack';
import { type Container, type Context, type Page, pageOf } from './container';
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
import { taskContainer } from './task';
import { baseFacts } from './task-facts';

/** @param returned the routine that the last step has left, when its result stands in R0 of this frame */
export function scopesOf(context: Context, frame: Frame, returned: string | undefined): DebugProtocol.Scope[] {
  const { references } = context;
  const { id: frameId } = frame;
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
    presentationHint?: 'locals' | 'arguments' | 'registers',
  ) => {
    const namedVariables = select(frame).length;
    const hint = presentationHint && { presentationHint };
    return namedVariables === 0
      ? []
      : [scope(name, new Members(context, frameId, select), { namedVariables, ...hint })];
  };
  const locals = (at: Frame): Member[] => [...returnedMember(returned), ...localMembers('locals')(at)];
  const stack = stackOf(frame);
  return [
    ...members('Arguments', localMembers('arguments'), 'arguments'),
    ...members('Locals', locals, 'locals'),
    ...members('Registers', () => generalRegisterMembers, 'registers'),
    scope('Control Registers', controlRegisters(context, frame), { namedVariables: 4, presentationHint: 'registers' }),
    ...members('Globals', dataMembers('global')),
    ...members('Labels', dataMembers('unit')),
    scope('Stack', new Elements(context, stack), { indexedVariables: stack.count, lazy: true }),
    scope('Task', taskContainer(context, frame.task), { lazy: true }),
    scope('Mailboxes', mailboxes(context), { lazy: true }),
    scope('Values', new Values(context, frameId), { lazy: true }),
    scope('Commands', commands(context), { lazy: true }),
  ];
}

function returnedMember(routine: string | undefined): Member[] {
  if (routine === undefined) return [];
  return [{ name: `${routine} returned`, expression: 'R0', presentationHint: { kind: 'virtual' } }];
}

/** PC, SP and PSW, and where the registers and the stack lie. */
function controlRegisters(context: Context, { id, pid }: Frame): Container {
  const members = new Members(context, id, () => controlRegisterMembers);
  return {
    kind: 'named',
    list: async (page: Page) => {
      const bases = {
        name: 'Bases',
        value: 'register bank, stack',
        variablesReference: context.references.add(new Facts(() => baseFacts(context.debuggee, pid))),
        namedVariables: 4,
        presentationHint: { kind: 'virtual', attributes: ['readOnly'] },
      };
      const all = { ...page, start: 0, count: undefined };
      return [...pageOf([...(await members.list(all)), bases], page)];
    },
    expressionOf: (name) => members.expressionOf(name),
  };
}

/** The words from SP to the top of the stack. */
function stackOf(frame: Frame): ArrayPart {
  const address = frame.register('SP');
  const count = address <= frame.stackTop ? Math.floor((frame.stackTop - address) / 4) : 0;
  return { pid: frame.pid, type: 'word', address, count };
}
