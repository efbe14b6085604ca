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

it('sets watches again in an executive that was restarted, under the numbers they had', async () => {
  const executive = new FakeExecutive();
  executive.features = ['debug_run'];
  let made = 4;
  executive.answer = (command, { op, watch }) => {
    if (command === 'ps') return { tasks: { tasks: [{ pid: 1 }], current_pid: null } };
    if (command !== 'watch') return 'ordinary';
    if (op === 'add') made++;
    const id = op === 'add' ? made : watch;
    return { watch: { id, watch_id: id } };
  };
  const { client, onState } = await connectExecutive({ connect: executive.connect, client: 'test' });
  const seen: unknown[] = [];
  client.onEvent(({ data }) => seen.push(data));
  for (const expr of ['0x100', '0x200', '0x300']) await client.request('watch', { pid: 1, op: 'add', expr });
  await client.request('watch', { pid: 1, op: 'remove', watch: 6 });
  const back = new Promise<LinkState>((resolve) => onState((state) => state.kind === 'connected' && resolve(state)));
  made = 0;
  executive.restart();
  await back;
  const sent = (op: string) => executive.received.filter((fields) => fields['cmd'] === 'watch' && fields['op'] === op);
  expect(sent('add').map(({ expr }) => expr)).toEqual(['0x100', '0x200', '0x300', '0x100', '0x300']);
  executive.emit('watch_update', { watch_id: 2, new: '01' });
  while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(seen).toEqual([{ watch_id: 7, new: '01' }]);
  expect(await client.request('watch', { pid: 1, op: 'remove', watch: 7 })).toMatchObject({ watch: { watch_id: 7 } });
  expect(sent('remove').map(({ watch }) => watch)).toEqual([6, 2]);
  // A broken connection alone leaves watches where they are.
  const again = new Promise<LinkState>((resolve) => onState((state) => state.kind === 'connected' && resolve(state)));
  executive.breakAll();
  await again;
  expect(sent('add')).toHaveLength(5);
  await client.close();
});
