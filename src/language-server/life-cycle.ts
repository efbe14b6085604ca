/** When a session takes which messages (LSP 3.17, "Server lifecycle"). */

import type { RequestMessage, ResponseMessage } from 'vscode-languageserver';
import { ErrorCodes, LSPErrorCodes, Message } from './protocol';

function refusal({ id }: RequestMessage, code: number, message: string): ResponseMessage {
  return { jsonrpc: '2.0', id, error: { code, message } } as ResponseMessage;
}

/** The answer to a request that is called off before its turn has come. */
export function calledOff(request: RequestMessage): ResponseMessage {
  return refusal(request, LSPErrorCodes.RequestCancelled, `The request ${request.method} was called off.`);
}

export class LifeCycle {
  private state: 'new' | 'serving' | 'shutdown' = 'new';

  /** Whether the server should see the message; requests that it should not are to be answered with what comes back. */
  admit(message: Message): true | ResponseMessage | undefined {
    if (Message.isRequest(message)) return this.admitRequest(message);
    if (!Message.isNotification(message)) return true;
    return this.state !== 'new' || message.method === 'exit' ? true : undefined;
  }

  private admitRequest(request: RequestMessage): true | ResponseMessage {
    const { method } = request;
    if (this.state === 'shutdown')
      return refusal(request, ErrorCodes.InvalidRequest, 'The session has been shut down.');
    if (method === 'initialize') {
      if (this.state === 'serving')
        return refusal(request, ErrorCodes.InvalidRequest, 'The session is initialized already.');
      this.state = 'serving';
      return true;
    }
    if (this.state === 'new') {
      return refusal(request, ErrorCodes.ServerNotInitialized, `${method} came before initialize.`);
    }
    if (method === 'shutdown') this.state = 'shutdown';
    return true;
  }
}
