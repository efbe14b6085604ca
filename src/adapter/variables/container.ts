/** What can be expanded in a client: scopes, groups, lists, objects of the executive. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Radix } from '../../executive/debug/expressions/format';
import type { Debuggee } from '../debuggee';
import type { Evaluation } from '../evaluation';
import type { Frame, Stack } from '../stack';
import type { Presented } from './present';
import type { References } from './references';

/** The part a client asks for: `count` members from `start`, or all that follow. */
export interface Page {
  readonly start: number;
  readonly count: number | undefined;
  readonly radix: Radix | undefined;
}

/** An expression, in the frame in which it means what is shown. */
export interface FrameExpression {
  readonly frame: Frame;
  readonly expression: string;
}

export interface Container {
  /** Whether its members are counted by name or by index. */
  readonly kind: 'named' | 'indexed';
  list(page: Page): Promise<DebugProtocol.Variable[]>;
  /** For members that are no expressions. @throws RequestError when the member cannot be set so */
  set?(name: string, value: string, radix: Radix | undefined): Promise<Presented>;
  /** For members that are expressions. @throws RequestError when there is no such member */
  expressionOf?(name: string): Promise<FrameExpression>;
}

/** What containers are made with. */
export interface Context {
  readonly debuggee: Debuggee;
  readonly stack: Stack;
  readonly evaluation: Evaluation;
  readonly references: References;
  /** What commands came to that were called at this stop, by object id. */
  readonly commandResults: Map<number, string>;
  /** As the bodies of `variables`, `evaluate` and the setters have it in common. */
  describe(presented: Presented): Omit<DebugProtocol.Variable, 'name'>;
}

export const pageOf = <Item>(items: readonly Item[], { start, count }: Page): readonly Item[] =>
  items.slice(start, count ? start + count : undefined);
