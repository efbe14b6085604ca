/**
 * Whole sessions as they pass between client and adapter, message by message. `npx vitest run test/adapter/transcripts -u`
 * records them anew; read the difference before you keep it.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Recorder, stabilized } from './recorder';
import { scenarios } from './scenarios';
import { faultsOf, requestNames, typeOf } from './schema';

let recorder: Recorder;
afterEach(() => recorder.stop());

describe('a session as it passes over the wire', () => {
  it.each(Object.entries(scenarios))('%s', async (name, { play }) => {
    recorder = new Recorder();
    await play(recorder);
    await recorder.ended;
    const { messages } = recorder;
    await expect(stabilized(messages)).toMatchFileSnapshot(join(import.meta.dirname, `${name}.transcript`));

    const sent = messages.filter(({ type }) => type !== 'request');
    expect(sent.flatMap(faultsOf)).toEqual([]);
    expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, index) => index + 1));
    const initialized = messages.findIndex(({ event }) => event === 'initialized');
    const answered = messages.findIndex(({ type, command }) => type === 'response' && command === 'initialize');
    if (initialized >= 0) expect(initialized).toBeGreaterThan(answered);
    const terminated = messages.findIndex(({ event }) => event === 'terminated');
    const later = terminated < 0 ? [] : messages.slice(terminated + 1).filter(({ type }) => type === 'event');
    expect(later).toEqual([]);
  });
});

describe('the requests', () => {
  it('are recorded, each that the adapter answers', async () => {
    recorder = new Recorder();
    const answered: string[] = [];
    const last = 'disconnect';
    for (const command of [...requestNames.filter((name) => name !== last), last]) {
      const { message } = await recorder.request(command, {});
      if (message !== `the request "${command}" is not supported`) answered.push(command);
    }
    const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.transcript'));
    const recorded = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('');
    const missing = answered.filter((command) => !recorded.includes(`> {"type":"request","command":"${command}"`));
    expect(answered).toContain('evaluate');
    expect(missing).toEqual([]);
  });
});

describe('the schema', () => {
  it('finds what is wrong', () => {
    recorder = new Recorder();
    const stopped = { type: 'event', seq: 1, event: 'stopped', body: { threadId: 1 } };
    expect(faultsOf(stopped)).toEqual(["StoppedEvent/body must have required property 'reason'"]);
    expect(faultsOf({ type: 'event', seq: 1, event: 'flying' })).toEqual(['the protocol knows no flying']);
    expect(typeOf({ type: 'response', command: 'setBreakpoints', success: true })).toBe('SetBreakpointsResponse');
  });
});
