/** Which operations of an executive are inputs: everything that changes what programs, or the numbers of events, become. */

import type { Executive } from '../executive';
import type { Runner } from '../runner';
import type { Stepper } from '../stepper';
import type { InputDoor } from './door';

export function guardInputs(door: InputDoor, executive: Executive, runner: Runner, stepper: Stepper): void {
  door.guard(executive, '', [
    ...([
      'load',
      'reload',
      'rollback',
      'finishStream',
      'kill',
      'pause',
      'resume',
      'schedule',
      'setAttached',
      'forgetDebugging',
    ] as const),
    ...(['startClock', 'stopClock', 'setClockRate', 'step', 'setDebugState', 'debugRun', 'debugHalt'] as const),
    ...(['setBreakpoint', 'clearBreakpoint', 'clearBreakpoints', 'addPoint', 'removePoint', 'setCatches'] as const),
    'endDebugging' as const,
    ...(['setTrace', 'addWatch', 'removeWatch', 'setRegister', 'writeMemory', 'restartFrame'] as const),
    ...(['send', 'setValue', 'callCommand', 'flush'] as const),
    ...(['receiveUart', 'receiveCan', 'setPin', 'setLoopBack'] as const),
  ]);
  door.guard(executive.mail, 'mail.', ['listen', 'setStreamMode']);
  door.guard(executive.symbols, 'symbols.', ['load', 'remove']);
  door.guard(executive.traces, 'traces.', ['resize', 'tellChanges', 'import']);
  door.guard(executive.provisioning, 'provisioning.', ['begin', 'write', 'verify', 'end', 'abort']);
  door.guardTurns(executive, '', ['streamOutput']);
  door.guardTurns(runner, 'runner.', ['slice', 'pass']);
  door.guardTurns(stepper, 'stepper.', ['turn']);
}
