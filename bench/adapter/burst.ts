/** What a client asks after every stop: threads, stack, scopes, and the variables of the scopes that are open. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DapClient } from './dap-client';

const STOPS = 50;

/** Microseconds from sending `next` to the last answer. */
export async function measureBurst(client: DapClient): Promise<number> {
  const start = performance.now();
  for (let stop = 0; stop < STOPS; stop++) {
    await Promise.all([client.event('stopped'), client.request('next', { threadId: 1 })]);
    await client.request('threads');
    const stack = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
      threadId: 1,
      startFrame: 0,
      levels: 20,
    });
    const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId: stack.stackFrames[0]?.id,
    });
    const open = scopes.filter(({ expensive }) => !expensive);
    await Promise.all(open.map(({ variablesReference }) => client.request('variables', { variablesReference })));
  }
  return ((performance.now() - start) * 1000) / STOPS;
}
