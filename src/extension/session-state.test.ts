/** The states of the status bar, by the messages that lead to them. */

import { expect, it } from 'vitest';
import { isLasting, type Message, note, starting, textOf } from './session-state';

const event = (name: string, body: Message['body'] = {}): Message => ({ type: 'event', event: name, body });
const connection = (state: string) => event('hsx/connection', { state, address: 'far:9998' });
const started = (threadId: number) => event('thread', { reason: 'started', threadId });

function after(...messages: Message[]) {
  const status = starting();
  for (const message of messages) note(status, message);
  return status;
}

it('is starting until the adapter tells what is debugged', () => {
  expect(textOf([starting()])).toBe('$(loading~spin) HSX: starting');
  expect(textOf([after(event('initialized'))])).toBe('$(loading~spin) HSX: starting');
  expect(textOf([after(event('process'))])).toBe('$(plug) HSX: connected');
});

it('tells the tasks, and whether one is looked at', () => {
  const running = [event('process'), started(1), started(2)];
  expect(textOf([after(...running)])).toBe('$(plug) HSX: connected (pid 1, 2)');
  const stopped = [...running, event('thread', { reason: 'exited', threadId: 2 }), event('stopped', { threadId: 1 })];
  expect(textOf([after(...stopped)])).toBe('$(debug-alt) HSX: debugging (pid 1)');
  expect(textOf([after(...stopped, event('continued', { threadId: 1 }))])).toBe('$(plug) HSX: connected (pid 1)');
});

it('tells of a connection that is lost, comes back, or is lost for good', () => {
  const attached = [event('process'), started(1), connection('connected')];
  expect(textOf([after(...attached)])).toBe('$(plug) HSX: connected far:9998 (pid 1)');
  const reconnecting = [...attached, connection('reconnecting')];
  expect(textOf([after(...reconnecting)])).toBe('$(sync~spin) HSX: reconnecting to far:9998');
  expect(textOf([after(...reconnecting, connection('connected'))])).toBe('$(plug) HSX: connected far:9998 (pid 1)');
  const lost = after(...reconnecting, connection('lost'), event('terminated'));
  expect(textOf([lost])).toBe('$(debug-disconnect) HSX: disconnected from far:9998');
  expect(isLasting(lost)).toBe(true);
});

it('keeps the failure of a launch in view', () => {
  const failed = after({ type: 'response', command: 'launch', success: false });
  expect(textOf([failed])).toBe('$(error) HSX: error');
  expect(isLasting(failed)).toBe(true);
  expect(isLasting(after(event('process')))).toBe(false);
});

it('shows the session that needs somebody most', () => {
  expect(textOf([after(event('process')), after(event('stopped'))])).toBe('$(debug-alt) HSX: debugging');
  expect(textOf([])).toBeUndefined();
});
