/** What is only told: rows of name and value that cannot be set. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { isUserError } from '../user-error';
import { type Container, type Page, pageOf } from './container';

/** A fact without a value is left out. */
export type Fact = readonly [name: string, value: string | number | null | undefined];

export const factVariables = (facts: readonly Fact[]): DebugProtocol.Variable[] =>
  facts.flatMap(([name, value]) =>
    value === null || value === undefined
      ? []
      : [{ name, value: String(value), variablesReference: 0, presentationHint: { attributes: ['readOnly'] } }],
  );

export class Facts implements Container {
  readonly kind = 'named';

  constructor(private readonly read: () => Promise<readonly Fact[]> | readonly Fact[]) {}

  async list(page: Page): Promise<DebugProtocol.Variable[]> {
    return [...pageOf(factVariables(await this.read()), page)];
  }
}

/** A list made by the executive; where it refuses, or does not know how, the one row says so. */
export class Listing implements Container {
  readonly kind = 'named';

  constructor(private readonly read: (page: Page) => Promise<DebugProtocol.Variable[]>) {}

  async list(page: Page): Promise<DebugProtocol.Variable[]> {
    try {
      return [...pageOf(await this.read(page), page)];
    } catch (error) {
      if (!isUserError(error)) throw error;
      return [
        {
          name: 'not available',
          value: error.message,
          variablesReference: 0,
          presentationHint: { attributes: ['readOnly', 'failedEvaluation'] },
        },
      ];
    }
  }
}
