/** The limits that docs/protocol.md tells. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import type { ExecutiveServer } from '../../src/protocol/server/server';
import { Client, type Json, type JsonObject } from './client';
import { startServer } from './server';

let server: ExecutiveServer;
let client: Client;

beforeEach(async () => {
  server = await startServer();
  server.executive.load('spin.hxe', imageBytes('.entry main\n.text\nmain:\n JMP main'));
  client = await Client.open(server.port);
});

afterEach(async () => {
  client.close();
  await server.close();
});

const at = (message: JsonObject, ...path: string[]): Json =>
  path.reduce<Json>((value, name) => (value as JsonObject)[name]!, message);

it('256 sessions are open at most; one that ends makes room', async () => {
  const open = () => client.request({ cmd: 'session.open', client: 'one of many' });
  const first = await open();
  for (let count = 1; count < 256; count++) expect(await open()).toMatchObject({ status: 'ok' });
  expect(await open()).toEqual({ version: 1, status: 'error', error: 'too many sessions: 256 are open' });
  await client.request({ cmd: 'session.close', session: at(first, 'session', 'id') });
  expect(await open()).toMatchObject({ status: 'ok' });
});

describe('when 256 sessions are open, some of which observe', () => {
  const open = (fields: JsonObject = {}) => client.request({ cmd: 'session.open', ...fields });
  const idOf = (opened: JsonObject) => at(opened, 'session', 'id');
  const lives = async (session: Json) => (await client.request({ cmd: 'ping', session }))['status'] === 'ok';
  let observers: Json[];
  let owner: Json;

  beforeEach(async () => {
    owner = idOf(await open({ pid_lock: 1 }));
    observers = [idOf(await open({ role: 'observer' })), idOf(await open({ role: 'observer' }))];
    for (let count = 3; count < 256; count++) await open();
  });

  it('the observer that was silent longest makes room, and its events end', async () => {
    const stream = await Client.open(server.port);
    await stream.request({ cmd: 'events.subscribe', session: observers[1]! });
    await client.request({ cmd: 'session.keepalive', session: observers[0]! });
    expect(await open()).toMatchObject({ status: 'ok' });
    expect(await stream.ends()).toBe(true);
    expect([await lives(observers[0]!), await lives(observers[1]!), await lives(owner)]).toEqual([true, false, true]);
  });

  it('observers make no room for another one, nor for somebody who is refused', async () => {
    expect(await open({ role: 'observer' })).toMatchObject({ error: 'too many sessions: 256 are open' });
    expect(await open({ pid_lock: 1 })).toMatchObject({ error: 'pid_locked:1' });
    expect([await lives(observers[0]!), await lives(observers[1]!)]).toEqual([true, true]);
  });

  it('nobody makes room who is no observer', async () => {
    expect(await open()).toMatchObject({ status: 'ok' });
    expect(await open()).toMatchObject({ status: 'ok' });
    expect(await open()).toMatchObject({ error: 'too many sessions: 256 are open' });
    expect(await lives(owner)).toBe(true);
  });
});

it('256 connections are open at most', async () => {
  const others = await Promise.all(Array.from({ length: 255 }, () => Client.open(server.port)));
  const refused = await Client.open(server.port);
  expect(await refused.answer()).toMatchObject({ error: 'too_many_connections:256' });
  expect(await refused.ends()).toBe(true);
  for (const other of others) other.close();
});

it('512 messages are remembered', async () => {
  for (let count = 0; count < 520; count++) await client.request({ cmd: 'ping' });
  expect(at(await client.request({ cmd: 'dmesg' }), 'logs')).toHaveLength(512);
});

it('a trace keeps 256 records, up to 4096 when asked', async () => {
  const kept = async () => at(await client.request({ cmd: 'trace', pid: 1, op: 'records' }), 'trace', 'returned');
  await client.request({ cmd: 'trace', pid: 1, mode: true });
  await client.request({ cmd: 'step', pid: 1, steps: 5000 });
  expect(await kept()).toBe(256);
  const { trace } = await client.request({ cmd: 'trace', op: 'config', buffer_size: 10_000 });
  expect(trace).toEqual({ buffer_size: 4096 });
  await client.request({ cmd: 'step', pid: 1, steps: 5000 });
  expect(await kept()).toBe(4096);
});

it('an answer to a step lists 4096 events', async () => {
  await client.request({ cmd: 'trace', pid: 1, mode: true });
  const { result } = await client.request({ cmd: 'step', pid: 1, steps: 5000 });
  expect(result).toMatchObject({ executed: 5000 });
  expect(at(result as JsonObject, 'events')).toHaveLength(4096);
});

it('events are remembered as far back as 4096', async () => {
  await client.request({ cmd: 'trace', pid: 1, mode: true });
  await client.request({ cmd: 'step', pid: 1, steps: 5000 });
  const opened = await client.request({ cmd: 'session.open', capabilities: { max_events: 2048 } });
  const session = at(opened, 'session', 'id');
  const since = await client.request({ cmd: 'events.subscribe', session, filters: { since_seq: 0 } });
  expect(at(since, 'events', 'pending')).toBe(4096);
});
