/** Requests of the client that wait or are under way, and what of it the client no longer wants. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { RequestError } from './request-error';

/** A request that the client may cancel. */
export class Call {
  cancelled = false;
  private onCancel: (() => void) | undefined;

  /** @param seq of the request */
  constructor(readonly seq: number) {}

  /** Calls back when it is cancelled; one can listen at a time. */
  listen(onCancel: () => void): void {
    this.onCancel = onCancel;
  }

  cancel(): void {
    this.cancelled = true;
    this.onCancel?.();
  }
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
  private readonly open = new Map<number, Call>();

  begin(seq: number): Call {
    const call = new Call(seq);
    this.open.set(seq, call);
    return call;
  }

  end({ seq }: Call): void {
    this.open.delete(seq);
  }

  /** What has been answered meanwhile is passed over. */
  cancel({ requestId, progressId }: DebugProtocol.CancelArguments): void {
    for (const call of this.open.values()) {
      if (call.seq === requestId || progressIdOf(call) === progressId) call.cancel();
    }
  }
}

/** @throws Cancelled */
export function throwIfCancelled({ cancelled }: Call): void {
  if (cancelled) throw new Cancelled();
}

/** The result, unless the client cancels before it is there: it is dropped then. @throws Cancelled */
export function unlessCancelled<Result>(work: Promise<Result> | Result, call: Call): Promise<Result> {
  return new Promise((resolve, reject) => {
    call.listen(() => reject(new Cancelled()));
    Promise.resolve(work).then(resolve, reject);
  });
}
