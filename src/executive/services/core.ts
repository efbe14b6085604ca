/** Modules 0, 1, 2 and 6: step count, exit, console, CAN, sleep (machine spec 5.2 to 5.4, 5.8). */

import { byteRegister, decodeText, halfRegister, readBytes, register, setRegister } from '../guest-memory';
import type { Can } from '../hal/can';
import { hexText } from '../hex-text';
import type { ServiceHost, ServiceModule } from '../service-host';
import { noSuchService } from './unknown';

export const createCoreService = (): ServiceModule => (task, fn) => {
  if (fn === 0) setRegister(task, 0, task.processor.steps);
  else noSuchService(task);
};

export const createTaskService =
  (host: ServiceHost): ServiceModule =>
  (task, fn) => {
    if (fn === 0) {
      host.exit(task, register(task, 0));
    } else if (fn === 1) {
      const length = halfRegister(task, 2);
      host.emit('uart', task.pid, { text: decodeText(readBytes(task, halfRegister(task, 1), length)) });
      setRegister(task, 0, length);
    } else {
      noSuchService(task);
    }
  };

/** @param bus the bus of module 0x11, which hears these frames as well */
export const createCanService =
  (host: ServiceHost, bus?: Can): ServiceModule =>
  (task, fn) => {
    if (fn !== 0) return noSuchService(task);
    const bytes = readBytes(task, halfRegister(task, 2), byteRegister(task, 3));
    const id = register(task, 1) & 0x7ff;
    // The length is not limited to that of a frame here; what is no frame stays off the bus.
    if (bus && bytes.length <= 8) bus.transmit(task.pid, { id, data: bytes, flags: 0 });
    else host.emit('can', task.pid, { id, data: hexText(bytes) });
    setRegister(task, 0, 0);
  };

export const createSleepService =
  (host: ServiceHost): ServiceModule =>
  (task, fn) => {
    if (fn !== 0) return noSuchService(task);
    const ms = register(task, 0);
    setRegister(task, 0, 0);
    if (ms > 0) host.sleep(task, ms);
  };
