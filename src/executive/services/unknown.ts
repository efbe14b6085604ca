import { FaultCode } from '../../isa/constants';
import { setRegister } from '../guest-memory';
import type { Task } from '../task';

/** The answer to a module or function that does not exist (machine spec 5.1). */
export function noSuchService(task: Task): void {
  setRegister(task, 0, FaultCode.noSuchService);
}
