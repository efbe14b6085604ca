/** Programs that load programs. */

import { expect, it, onTestFinished } from 'vitest';
import { Client, program } from './client';
import { Execd } from './execd';
import { ImageFolder } from './images';

const counter = program('counter.mvasm');

const boss = `.entry main
.text
main:
    LDI32 R1, path
    SVC MOD=0x17, FN=1      ; load
    RET                     ; the pid
.data
path:
    .asciz "counter.hxe"
`;

/** A project whose program loads an image from the files of programs, which are in the same folder. */
async function project(): Promise<ImageFolder> {
  const folder = await ImageFolder.create();
  onTestFinished(() => folder.remove());
  await folder.image(counter, { symbols: true });
  await folder.file('boss.mvasm', boss);
  const programs = [{ name: 'boss', units: ['boss.mvasm'], wideServices: true }];
  await folder.file('hsx.json', JSON.stringify({ programs }));
  return folder;
}

it('are debugged together with those that they load', async () => {
  const client = await Client.inTest();
  const { path } = await project();
  const launch = { program: `${path}/boss`, root: path };
  const stop = await client.untilStop(() => client.launch(launch, { [counter]: [22] }));
  expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 2, name: 'main', line: 22 });
  const { threads } = (await client.dc.threadsRequest()).body;
  expect(threads).toContainEqual({ id: 2, name: 'counter (pid 2)' });
  expect(await client.evaluate('total,d')).toBe('55');
  const next = await client.untilStop(() => client.dc.nextRequest({ threadId: 2 }));
  expect(next).toMatchObject({ reason: 'step', threadId: 2, line: 23 });
  await client.setBreakpoints(counter);
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 2 }));
  expect(client.output('console')).toContain('boss (pid 1) returned 2\ncounter (pid 2) returned 55\n');
});

it('are debugged together with those that they load, in an executive elsewhere', async () => {
  const { path } = await project();
  const execd = await Execd.start('--root', path, `${path}/boss`);
  onTestFinished(() => execd.kill());
  const client = await Client.inTest();
  await client.untilStop(() => client.attach({ port: execd.port, cwd: path }, { [counter]: [20] }));
  const stop = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 2, name: 'main', line: 20 });
});
