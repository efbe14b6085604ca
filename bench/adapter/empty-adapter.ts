/** A debug adapter that does nothing: the floor for any adapter on the same library and pipes. */

import { DebugSession, InitializedEvent, StoppedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';

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
}

EmptySession.run(EmptySession);
