/** Requests of the client that wait or are under way, and what of it the client no longer wants. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { RequestError } from './request-error';

export interface Call {
  /** Of the request. */
  readonly seq: number;
  /** Aborted when the client cancels it. */
  readonly signal: AbortSignal;
}

/** The answer to a request that the client has cancelled; the protocol prescribes its text. */
export class Cancelled extends RequestError {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

export const progressIdOf = ({ seq }: Call): string => `request-${seq}`;

export class Calls {
  private readonly open = new Map<number, AbortController>();

  begin(seq: number): Call {
    const controller = new AbortController();
    this.open.set(seq, controller);
    return { seq, signal: controller.signal };
  }

  end({ seq }: Call): void {
    this.open.delete(seq);
  }

  /** What has been answered meanwhile is passed over. */
  cancel({ requestId, progressId }: DebugProtocol.CancelArguments): void {
    for (const [seq, controller] of this.open) {
      const call = { seq, signal: controller.signal };
      if (seq === requestId || progressIdOf(call) === progressId) controller.abort();
    }
  }
}

/** @throws Cancelled */
export function throwIfCancelled({ signal }: Call): void {
  if (signal.aborted) throw new Cancelled();
}

/** The result, unless the client cancels before it is there: it is dropped then. @throws Cancelled */
export function unlessCancelled<Result>(work: Promise<Result> | Result, { signal }: Call): Promise<Result> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new Cancelled());
    signal.addEventListener('abort', cancel);
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', cancel));
  });
}
