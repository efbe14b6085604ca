/** The connection that a session is attached through, and in words why there is none. */

import type { RemoteExecutive } from '../protocol/remote/connect';
import { ConnectionError, RefusedError } from '../protocol/remote/errors';
import type { AttachArguments } from './attach-attributes';
import type { AdapterHost } from './host';
import { RequestError } from './request-error';

/** @throws RequestError with what to do */
export async function connectTo(host: AdapterHost, args: AttachArguments): Promise<RemoteExecutive> {
  const { observer, pids = [], token, heartbeat } = args;
  if (!host.tcp) throw new RequestError('attaching needs a connection over TCP, which there is none of in a browser');
  const address = { host: args.host, port: args.port };
  const { connectExecutive } = await import('../protocol/remote/connect');
  try {
    return await connectExecutive({
      connect: host.tcp(address),
      client: 'hsx-debug-adapter',
      locks: observer ? [] : pids,
      observes: observer,
      token,
      heartbeat,
    });
  } catch (error) {
    if (error instanceof RefusedError) throw new RequestError(refusal(error.message));
    if (!(error instanceof ConnectionError)) throw error;
    const advice = error.failure === 'unreachable' ? '; start an executive there, for example with "hsx execd"' : '';
    throw new RequestError(`no executive can be reached: ${error.message}${advice}`);
  }
}

function refusal(text: string): string {
  const [, pid] = /^pid_locked:(\d+)/.exec(text) ?? [];
  if (pid !== undefined) {
    return `task ${pid} is reserved by another session: end that one, or attach with "observer": true. A debugger that crashed keeps its task for up to 35 seconds`;
  }
  if (text.startsWith('token_required')) return 'the executive asks for a token: set the attribute "token"';
  return `the executive refused the session: ${text}`;
}
