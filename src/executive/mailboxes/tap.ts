/** Taps: handles that get copies of what a mailbox accepted and hold nothing up (services spec 3.3). */

import { MessageFlag } from './constants';
import { cost, type Handle, type Message, type Tap } from './mailbox';

const WINDOW_MS = 1000;

export function setTap(handle: Handle, on: boolean): void {
  const { taps } = handle.mailbox;
  const index = taps.indexOf(handle);
  if (index >= 0) taps.splice(index, 1);
  handle.tap = on ? { buffer: [], bytesUsed: 0, overrun: false, windowStart: null, copies: 0 } : null;
  if (on) taps.push(handle);
}

/**
 * Copies a message to every tap of its mailbox; the oldest copies give way to it.
 * @param rate copies per second and tap, 0 = unlimited
 * @param skipped told of each tap whose rate was exceeded
 */
export function copyToTaps(
  taps: readonly Handle[],
  message: Message,
  rate: number,
  now: number,
  skipped: (handle: Handle) => void,
): void {
  for (const handle of taps) {
    const tap = handle.tap!;
    if (rate > 0 && !withinRate(tap, rate, now)) {
      tap.overrun = true;
      skipped(handle);
      continue;
    }
    tap.buffer.push(message);
    tap.bytesUsed += cost(message.payload.length);
    while (tap.bytesUsed > handle.mailbox.capacity) {
      tap.bytesUsed -= cost(tap.buffer.shift()!.payload.length);
      tap.overrun = true;
    }
  }
}

function withinRate(tap: Tap, rate: number, now: number): boolean {
  if (tap.windowStart === null || now - tap.windowStart >= WINDOW_MS) {
    tap.windowStart = now;
    tap.copies = 0;
  }
  if (tap.copies >= rate) return false;
  tap.copies++;
  return true;
}

export function receiveFromTap(tap: Tap): Message | undefined {
  const message = tap.buffer.shift();
  if (!message) return undefined;
  tap.bytesUsed -= cost(message.payload.length);
  if (!tap.overrun) return message;
  tap.overrun = false;
  return { ...message, flags: message.flags | MessageFlag.overrun };
}
