/** The model of the reference executive that client tests run against, held against recordings of the real one. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeExecutive } from '../../src/protocol/remote/fake-executive.testing';
import type { Fields } from '../../src/protocol/remote/message';
import { ReferenceExecutive } from '../../src/protocol/remote/reference/reference-executive.testing';

/** What the model is for: running, stopping and the ends of tasks. */
const scenarios = [
  '06-pause-resume',
  '07-breakpoints',
  '08-step-one-instruction',
  '11-global-freeze',
  '12-attach-unpauses',
  '36-task-exit-running',
  '37-task-exit-ready',
  '39-svc-exit',
  '40-faults',
  '50-register-write',
  '54-exit-recipes',
];

interface Line {
  readonly send?: Fields;
  readonly recv?: Fields;
}

function scenario(name: string) {
  const file = path.join(__dirname, '..', 'vectors', 'protocol', `${name}.jsonl`);
  const [head, ...lines] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Fields);
  const programs = head!['programs'] as Record<string, { hxe_b64: string }>;
  const images = Object.entries(programs).map(
    ([program, { hxe_b64 }]) => [`<DIR>/${program}.hxe`, new Uint8Array(Buffer.from(hxe_b64, 'base64'))] as const,
  );
  return { images: new Map(images), lines: lines as readonly Line[] };
}

const pick = (fields: Fields | undefined, ...names: string[]): Fields =>
  Object.fromEntries(names.filter((name) => fields && name in fields).map((name) => [name, fields![name]]));

const taskOf = (task: Fields): Fields =>
  pick(task, 'pid', 'state', 'pc', 'accounted_steps', 'exit_status', 'breakpoints');

/** What the model promises of an answer; undefined for commands it has nothing to do with. */
function essence(command: unknown, answer: Fields): unknown {
  if (answer['status'] === 'error') return answer['error'];
  switch (command) {
    case 'step': {
      const result = answer['result'] as Fields;
      const events = (result['events'] as Fields[]).map((event) =>
        pick(event, 'type', 'pid', 'reason', 'pc', 'next_pc'),
      );
      return { ...pick(result, 'executed', 'running', 'paused', 'pc', 'steps'), events };
    }
    case 'pause':
    case 'resume':
    case 'kill':
      return taskOf(answer['task'] as Fields);
    case 'ps':
      return (answer['tasks'] as { tasks: Fields[] }).tasks.map(taskOf);
    case 'info': {
      const { tasks, paused } = answer['info'] as { tasks: Fields[]; paused: boolean };
      // The table of `info` lacks what only the executive knows.
      return { paused, tasks: tasks.map((task) => pick(task, 'pid', 'state', 'pc', 'accounted_steps', 'exit_status')) };
    }
    case 'bp':
      return answer['breakpoints'];
    case 'dumpregs':
      return pick(answer['registers'] as Fields, 'pc', 'regs', 'sp', 'flags', 'steps');
    case 'peek':
      return answer['data'];
    default:
      return undefined;
  }
}

/** Which words stand for an argument error belongs to the server's own tests. */
const isArgumentError = (answer: Fields): boolean =>
  /requires|invalid breakpoint|unknown bp op/.test(String(answer['error']));

describe('the model of the reference answers as it was recorded', () => {
  it.each(scenarios)('%s', async (name) => {
    const { images, lines } = scenario(name);
    const wire = new FakeExecutive();
    const model = new ReferenceExecutive(wire, images);
    expect(model.tasks.size).toBe(0);
    let waiting: ((line: string) => void) | undefined;
    const connection = await wire.connect({ onLine: (line) => waiting?.(line), onClose: () => {} });
    let compared = 0;
    for (const [index, { send }] of lines.entries()) {
      if (!send) continue;
      const { session: _, ...fields } = send;
      const recorded = lines.slice(index).find((line) => line.recv)?.recv;
      const command = fields['cmd'];
      if (!recorded || isArgumentError(recorded) || String(command).startsWith('events.')) continue;
      const answer = await new Promise<Fields>((resolve) => {
        waiting = (line) => resolve(JSON.parse(line) as Fields);
        connection.send(JSON.stringify(fields));
      });
      expect(essence(command, answer), `${name}, line ${index + 2}: ${JSON.stringify(fields)}`).toEqual(
        essence(command, recorded),
      );
      if (essence(command, recorded) !== undefined) compared++;
    }
    expect(compared).toBeGreaterThan(5);
  });
});
