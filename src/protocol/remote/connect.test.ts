import { expect, it } from 'vitest';
import { connectExecutive } from './connect';
import { FakeExecutive } from './fake-executive.testing';
import type { LinkState } from './link';

it('sets breakpoints again in an executive that was restarted, also when it loads its programs later', async () => {
  const executive = new FakeExecutive();
  executive.features = ['debug_run'];
  let tasks: { pid: number }[] = [{ pid: 1 }];
  executive.answer = (command) => (command === 'ps' ? { tasks: { tasks, current_pid: null } } : 'ordinary');
  const { client, isReference, onState } = await connectExecutive({ connect: executive.connect, client: 'test' });
  expect(isReference).toBe(false);
  await client.request('bp', { pid: 1, op: 'set', addr: 8 });
  await client.request('bp', { pid: 1, op: 'set', addr: 12 });
  await client.request('bp', { pid: 1, op: 'clear', addr: 8 });
  const back = new Promise<LinkState>((resolve) => onState((state) => state.kind === 'connected' && resolve(state)));
  tasks = [];
  executive.restart();
  expect(await back).toEqual({ kind: 'connected', restarted: true });
  const set = () => executive.received.filter(({ cmd, op }) => cmd === 'bp' && op === 'set').map(({ addr }) => addr);
  expect(set()).toEqual([8, 12]);
  executive.emit('task_state', { prev_state: null, new_state: 'running', reason: 'loaded' }, 1);
  while (set().length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(set()).toEqual([8, 12, 12]);
  await client.close();
});
