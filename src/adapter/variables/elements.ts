/** Elements of a list in data memory. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { readScalar, sizeOf } from '../../executive/debug/expressions/data-type';
import { formatScalar, hexAddress } from '../../executive/debug/expressions/format';
import { dataReference } from '../addresses';
import { RequestError } from '../request-error';
import type { Container, Context, FrameExpression, Page } from './container';
import type { ArrayPart } from './present';

export class Elements implements Container {
  readonly kind = 'indexed';

  constructor(
    private readonly context: Context,
    private readonly array: ArrayPart,
  ) {}

  async list({ start, count, radix }: Page): Promise<DebugProtocol.Variable[]> {
    const { pid, type, address, count: length } = this.array;
    const size = sizeOf(type);
    const shown = Math.max(0, Math.min(length, count ? start + count : length) - start);
    const bytes = await this.context.debuggee.read(pid, address + start * size, shown * size);
    return Array.from({ length: shown }, (_, offset): DebugProtocol.Variable => {
      const index = start + offset;
      const value = readScalar(type, bytes, offset * size) ?? 0;
      return {
        name: `[${index}]`,
        evaluateName: this.expressionAt(index),
        ...this.context.describe({
          value: formatScalar(type, value, radix),
          type,
          memoryReference: dataReference(pid, address + index * size),
        }),
      };
    });
  }

  async expressionOf(name: string): Promise<FrameExpression> {
    const { pid, count } = this.array;
    const index = Number(/^\[(\d+)\]$/.exec(name)?.[1] ?? Number.NaN);
    if (!(index < count)) throw new RequestError(`there is no element ${name}`);
    return { frame: await this.context.stack.innermost(pid), expression: this.expressionAt(index) };
  }

  private expressionAt(index: number): string {
    const { type, address } = this.array;
    const at = `[${hexAddress(address + index * sizeOf(type))}]`;
    return type === 'word' ? at : `${at},${type}`;
  }
}
