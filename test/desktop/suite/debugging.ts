import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { exampleUri } from './language';
import { until } from './waiting';

/** Collects what the adapter sends while `action` runs. */
async function recording(action: (events: readonly DebugProtocol.Event[]) => Promise<void>): Promise<void> {
  const events: DebugProtocol.Event[] = [];
  const tracker = vscode.debug.registerDebugAdapterTrackerFactory('hsx', {
    createDebugAdapterTracker: () => ({
      onDidSendMessage: (message: DebugProtocol.ProtocolMessage) => {
        if (message.type === 'event') events.push(message as DebugProtocol.Event);
      },
    }),
  });
  try {
    await action(events);
  } finally {
    tracker.dispose();
    await vscode.debug.stopDebugging();
    await until('the session to end', () => vscode.debug.activeDebugSession === undefined || undefined);
  }
}

const find = (events: readonly DebugProtocol.Event[], ...names: string[]) =>
  until(`the event "${names.join('" or "')}"`, () => events.find(({ event }) => names.includes(event)));

export async function breakpointStopsInFibonacci(): Promise<void> {
  const program = exampleUri('fib_frames.mvasm');
  const document = await vscode.workspace.openTextDocument(program);
  const line = document.positionAt(document.getText().indexOf('PUSH R1 ')).line;
  const breakpoint = new vscode.SourceBreakpoint(new vscode.Location(program, new vscode.Position(line, 0)));
  vscode.debug.addBreakpoints([breakpoint]);
  try {
    await recording(async (events) => {
      const configuration = {
        type: 'hsx',
        request: 'launch',
        name: 'Fibonacci',
        program: [program.fsPath, exampleUri('lib/console.mvasm').fsPath],
        link: true,
      };
      assert.equal(await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], configuration), true);
      const stopped = (await find(events, 'stopped')) as DebugProtocol.StoppedEvent;
      assert.equal(stopped.body.reason, 'breakpoint');
      await checkStop(stopped.body.threadId, line + 1);
    });
  } finally {
    vscode.debug.removeBreakpoints([breakpoint]);
  }
}

async function checkStop(threadId: number | undefined, line: number): Promise<void> {
  const session = vscode.debug.activeDebugSession;
  assert.ok(session, 'a session is active');
  const { stackFrames }: DebugProtocol.StackTraceResponse['body'] = await session.customRequest('stackTrace', {
    threadId,
  });
  assert.deepEqual(
    stackFrames.map(({ name }) => name),
    ['fib', 'fib_main'],
  );
  assert.equal(stackFrames[0]?.line, line);
  const { scopes }: DebugProtocol.ScopesResponse['body'] = await session.customRequest('scopes', {
    frameId: stackFrames[0]?.id,
  });
  const registers = scopes.find(({ name }) => name === 'Registers');
  assert.ok(registers, `there is a scope "Registers" among ${scopes.map(({ name }) => name).join(', ')}`);
  const { variables }: DebugProtocol.VariablesResponse['body'] = await session.customRequest('variables', {
    variablesReference: registers.variablesReference,
  });
  const argument = variables.find(({ name }) => name === 'R1');
  assert.match(argument?.value ?? 'no R1', /^(10\b|0x0*A\b)/i);
}

export async function runsWithoutDebugging(): Promise<void> {
  await recording(async (events) => {
    await vscode.commands.executeCommand('hsx.runFile', exampleUri('blink_counter.mvasm'));
    const exited = (await find(events, 'exited')) as DebugProtocol.ExitedEvent;
    assert.equal(exited.body.exitCode, 6);
    const output = events
      .filter((event): event is DebugProtocol.OutputEvent => event.event === 'output')
      .map(({ body }) => body.output)
      .join('');
    assert.equal(output.match(/lamp on/g)?.length, 3);
  });
}

/** What each configuration of the examples' launch.json comes to first. */
const outcomes: Readonly<Record<string, string>> = {
  'HSX: debug the open file': 'exited',
  'Fibonacci (two units, linked)': 'entry',
  'Mailbox pair (two tasks)': 'entry',
  'Blink counter': 'exited',
  'Half-precision filter': 'entry',
  'Command handler': 'entry',
  'Fault demo (stops where the stack overflows)': 'exception',
};

export async function launchConfigurationsStart(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const configurations = vscode.workspace
    .getConfiguration('launch', folder)
    .get<vscode.DebugConfiguration[]>('configurations', []);
  assert.deepEqual(
    configurations.map(({ name }) => name),
    Object.keys(outcomes),
  );
  await vscode.window.showTextDocument(exampleUri('fib_frames.mvasm'));
  for (const { name } of configurations) {
    await recording(async (events) => {
      assert.equal(await vscode.debug.startDebugging(folder, name), true, name);
      const { event, body } = await find(events, 'stopped', 'exited');
      assert.equal(event === 'stopped' ? body.reason : event, outcomes[name], name);
    });
  }
}
