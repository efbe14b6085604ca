/** What programs write: shown as it comes, or kept for the JSON object. */

import type { ExecutiveClient } from '../../protocol/client';
import { Failure } from '../failure';

/** Characters kept at most, with some for each piece; a program that writes more hardly ends by itself. */
const MAX_KEPT = 16 * 1024 * 1024;
const PIECE = 64;

interface Output {
  readonly pid: number;
  readonly stream: 'uart' | 'stdout' | 'stderr';
  readonly text: string;
}

interface ShownOutput {
  /** In order; empty when the output was shown. */
  readonly kept: readonly Output[];
  /** @throws Failure when there was more than can be kept, which stops the tasks */
  check(): void;
}

export function showOutput(client: ExecutiveClient, keep: boolean): ShownOutput {
  const kept: Output[] = [];
  let size = 0;
  client.onEvent(({ type, pid, data }) => {
    if (type !== 'uart' && type !== 'stdout' && type !== 'stderr') return;
    const { text } = data;
    if (!keep) show(type, text);
    else if (size <= MAX_KEPT) {
      size += text.length + PIECE;
      kept.push({ pid: pid ?? 0, stream: type, text });
      if (size > MAX_KEPT) void client.request('clock', { op: 'stop' });
    }
  });
  return {
    kept,
    check: () => {
      if (size > MAX_KEPT) throw new Failure(['error: the program writes more than --json can keep; use --max-steps']);
    },
  };
}

function show(stream: Output['stream'], text: string): void {
  if (stream === 'stderr') process.stderr.write(text);
  // The reference shows each UART write as a line of its own.
  else process.stdout.write(stream === 'uart' && !text.endsWith('\n') ? `${text}\n` : text);
}
