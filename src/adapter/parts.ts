/** The parts of a debug session, and how they are joined. */

import { ContinuedEvent } from '@vscode/debugadapter';
import { Breakpoints } from './breakpoints/breakpoints';
import { ExceptionFilters } from './breakpoints/exception-filters';
import { Places } from './breakpoints/places';
import type { ClientPort } from './client-port';
import { DebugConsole } from './debug-console/debug-console';
import { Debuggee } from './debuggee';
import { Disassembly } from './disassembly';
import { Evaluation } from './evaluation';
import { Targets } from './goto-targets';
import type { AdapterHost } from './host';
import { Inventory } from './inventory';
import { LabelStop } from './label-stop';
import { loadFile } from './load-file';
import { Memory } from './memory';
import { NumberFormat } from './number-format';
import { OutputPump } from './output-pump';
import { RunControl } from './run-control';
import { Sources } from './sources';
import { Stack } from './stack';
import { StandardInput } from './standard-input';
import { ProgramTerminal } from './terminal';
import { Threads } from './threads';
import { Variables } from './variables/variables';

export type Parts = ReturnType<typeof joinParts>;

interface Surroundings {
  /** The user has closed the program's terminal. */
  readonly terminalClosed: () => void;
  /** Resolves when a task that was just loaded has its breakpoints. */
  readonly settled: (pid: number) => Promise<void>;
}

export function joinParts(host: AdapterHost, client: ClientPort, { terminalClosed, settled }: Surroundings) {
  const output = new OutputPump((category, text, place) => {
    if (category !== 'console' && terminal.isOpen) {
      terminal.write(text);
      return;
    }
    const task = debuggee.tasks.find(({ pid }) => pid === place?.pid);
    client.printFrom(category, text, task && place && sources.outputPlace(task, place.pcs), place?.pid);
  });
  const debuggee = new Debuggee();
  const sources = new Sources(debuggee);
  const stack = new Stack(debuggee, sources, client, () => control.state.stands);
  const breakpoints = new Breakpoints(debuggee, sources, client);
  const exceptions = new ExceptionFilters(debuggee);
  const targets = new Targets(debuggee, sources, client);
  const threads = new Threads(debuggee);
  const inventory = new Inventory(debuggee, sources, client);
  const focusedPid = (): number => control.state.focusedPid;
  const memory = new Memory(debuggee, client, focusedPid);
  const format = new NumberFormat();
  const evaluation = new Evaluation(debuggee, stack, memory, format, focusedPid);
  const variables = new Variables({
    client,
    debuggee,
    stack,
    sources,
    evaluation,
    returned: () => control.state.returned,
  });
  const disassembly = new Disassembly(debuggee, sources, client);
  const labelStop = new LabelStop(debuggee, new Places(debuggee, sources));
  const input = new StandardInput(debuggee);
  const control: RunControl = new RunControl({
    debuggee,
    client,
    output,
    breakpoints,
    threads,
    inventory,
    stack,
    labelStop,
    input,
    forgetStop: () => variables.forget(),
    told: () => memory.announceMoved(),
    ended: () => terminal.close(),
  });
  const debugConsole = new DebugConsole({
    ...{ debuggee, evaluation, memory, format },
    control,
    load: async (executive, path) => {
      const pid = await loadFile(host, executive, path);
      await settled(pid);
      return pid;
    },
    continued: (pid) => client.send(new ContinuedEvent(pid, control.state.continuesAll({ threadId: pid }))),
  });
  const terminal: ProgramTerminal = new ProgramTerminal(host, client, {
    onInput: (text) => client.background(input.type(text)),
    onClose: terminalClosed,
  });
  return {
    client,
    output,
    debuggee,
    sources,
    stack,
    breakpoints,
    exceptions,
    targets,
    threads,
    inventory,
    memory,
    format,
    evaluation,
    variables,
    disassembly,
    labelStop,
    input,
    control,
    debugConsole,
    terminal,
  };
}
