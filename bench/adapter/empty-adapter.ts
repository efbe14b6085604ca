/** A debug adapter that does nothing: the floor for any adapter on the same library and pipes. */

import { DebugSession, InitializedEvent, Scope, StackFrame, StoppedEvent, Thread } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';

const OPEN_SCOPES = 3;

class EmptySession extends DebugSession {
  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    this.sendResponse(response);
    this.sendEvent(new InitializedEvent());
  }

  protected override launchRequest(response: DebugProtocol.LaunchResponse): void {
    this.sendResponse(response);
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    this.sendResponse(response);
    this.sendEvent(new StoppedEvent('entry', 1));
  }

  protected override nextRequest(response: DebugProtocol.NextResponse): void {
    this.sendResponse(response);
    this.sendEvent(new StoppedEvent('step', 1));
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    response.body = { threads: [new Thread(1, 'empty')] };
    this.sendResponse(response);
  }

  protected override stackTraceRequest(response: DebugProtocol.StackTraceResponse): void {
    response.body = { stackFrames: [new StackFrame(1, 'empty')] };
    this.sendResponse(response);
  }

  /** As many as our adapter has open. */
  protected override scopesRequest(response: DebugProtocol.ScopesResponse): void {
    response.body = { scopes: Array.from({ length: OPEN_SCOPES }, (_, index) => new Scope('empty', index + 1)) };
    this.sendResponse(response);
  }

  protected override variablesRequest(response: DebugProtocol.VariablesResponse): void {
    response.body = { variables: [] };
    this.sendResponse(response);
  }
}

EmptySession.run(EmptySession);
