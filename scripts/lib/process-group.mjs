// @ts-check
// Ending a program together with everything it started; it must lead its own process group (`detached: true`).
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** @type {readonly (readonly [NodeJS.Signals, number])[]} signal, and how long it may take to work */
const STEPS = [
  ['SIGTERM', 5_000],
  ['SIGKILL', 2_000],
];

/**
 * Asks the group to end, then makes it, and waits until it is gone.
 * @param {number} pid the group's leader
 */
export async function endGroup(pid) {
  for (const [signal, patience] of STEPS) {
    const end = Date.now() + patience;
    signalGroup(pid, signal);
    while (signalGroup(pid, 0) && Date.now() < end) await sleep(20);
  }
}

/**
 * @param {number} pid the group's leader
 * @param {NodeJS.Signals | 0} signal 0 only looks
 * @returns {boolean} whether the group has a process left
 */
export function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
