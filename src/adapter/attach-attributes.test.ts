import { expect, it } from 'vitest';
import { checkAttachArguments } from './attach-attributes';
import { meansAttach } from './means-attach';

it('fills in what is missing', () => {
  expect(checkAttachArguments({ type: 'hsx', request: 'attach', name: 'x' })).toEqual({
    host: '127.0.0.1',
    port: 9998,
    pids: undefined,
    token: undefined,
    observer: false,
    stopOnEntry: false,
    symbols: [],
    sourceMap: [],
    heartbeat: undefined,
    cwd: undefined,
    noDebug: false,
    nonStop: false,
    ignored: [],
  });
});

it('takes numbers as an editor substitutes them', () => {
  expect(checkAttachArguments({ pid: '3', port: '1234' })).toMatchObject({ pids: [3], port: 1234 });
  expect(checkAttachArguments({ pid: [2, '2', 1] })).toMatchObject({ pids: [2, 1] });
});

it('takes a configuration of the predecessor', () => {
  const predecessor = {
    pid: 1,
    host: 'target',
    port: 9998,
    symPath: 'a.sym',
    logLevel: 'DEBUG',
    pythonPath: 'python3',
    adapterArgs: [],
    env: {},
    observerMode: true,
    keepaliveInterval: 10,
    sessionHeartbeat: 60,
    program: 'a.hxe',
  };
  expect(checkAttachArguments(predecessor)).toMatchObject({
    host: 'target',
    pids: [1],
    symbols: ['a.sym'],
    observer: true,
    heartbeat: 60,
    ignored: ['keepaliveInterval', 'logLevel', 'pythonPath', 'adapterArgs', 'env'],
  });
});

it.each([
  [{ port: 0 }, 'attach attribute "port" must lie between 1 and 65535'],
  [{ port: 'x' }, 'attach attribute "port" must be a number'],
  [{ pid: -1 }, 'attach attribute "pid" must be a number or a list of numbers'],
  [{ heartbeat: 4 }, 'attach attribute "heartbeat" must lie between 5 and 300'],
  [{ sourceMap: { a: 1 } }, 'attach attribute "sourceMap" must be an object with texts'],
  [{ pids: 1 }, 'unknown attach attribute "pids"; known are host, port, pid,'],
])('refuses %j', (raw, message) => expect(() => checkAttachArguments(raw)).toThrow(message));

it.each([
  [{ pid: 1 }, true],
  [{ pid: 1, program: 'a.hxe' }, true],
  [{ port: 9998 }, true],
  [{ program: 'a.mvasm' }, false],
  [{}, false],
])('sees whether the launch %j attaches', (raw, expected) => expect(meansAttach(raw)).toBe(expected));
