import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DapServer, serveDap } from '../../src/adapter/server';
import { Client, example, program } from './client';

let server: DapServer;

beforeEach(async () => {
  server = await serveDap({ port: 0 });
});
afterEach(() => server.close());

it('serves a session per connection', async () => {
  const one = await Client.start(server.port);
  const two = await Client.start(server.port);
  const fib = example('fib_frames.mvasm');
  await one.untilStop(() => one.launch({ program: fib }, { [fib]: [42] }));
  await two.untilEnd(() => two.launch({ program: example('blink_counter.mvasm') }));
  expect(await one.evaluate('R1,d')).toBe('2');
  await one.untilEnd(async () => {
    await one.setBreakpoints(fib);
    await one.dc.continueRequest({ threadId: 1 });
  });
  expect(one.output('console')).toContain('returned 55');
  await one.dc.disconnectRequest();
  await two.dc.disconnectRequest();
});

it('survives clients that vanish or talk nonsense', async () => {
  const rude = connect(server.port, '127.0.0.1');
  rude.write('Content-Length: 5\r\n\r\n{"x":');
  rude.write('Content-Length: 38\r\n\r\n{"type":"request","command":"threads"}\n');
  const gone = await Client.start(server.port);
  await gone.launch({ program: program('forever.mvasm') });
  rude.destroy();
  const next = await Client.start(server.port);
  await next.untilEnd(() => next.launch({ program: example('fib_frames.mvasm') }));
  await next.dc.disconnectRequest();
});

it('says that a port is taken', async () => {
  await expect(serveDap({ port: server.port })).rejects.toThrow('EADDRINUSE');
});
