/** The samples, run by the command line, against what was observed on the reference. */

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { example, Folder } from './hsx';

interface Expected {
  readonly name: string;
  readonly images: readonly {
    readonly units: readonly string[];
    readonly exit_status: number | null;
    readonly steps?: number;
  }[];
  readonly uart: readonly string[];
  readonly stopped_pc?: number;
  readonly r0?: number;
  readonly sp?: number;
  readonly poke?: unknown;
}

const { programs } = JSON.parse(readFileSync(example('expected.json'), 'utf8')) as { programs: Expected[] };
const folder = new Folder();
afterAll(() => folder.remove());

describe('hsx run --json of the samples', () => {
  // A poke needs a debugger: test/adapter does that one.
  it.each(programs.filter(({ poke }) => poke === undefined))('$name', async (expected) => {
    const { images, uart, stopped_pc, r0, sp } = expected;
    const files: string[] = [];
    for (const { units } of images) {
      const image = `${files.length}.hxe`;
      const { code, stderr } = await folder.hsx('build', ...units.map(example), '-o', image);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      files.push(image);
    }
    const { code, stdout } = await folder.hsx('run', '--json', ...files);
    const { tasks, output } = JSON.parse(stdout);
    expect(code).toBe(images.some(({ exit_status }) => exit_status === null) ? 1 : 0);
    expect(output.map(({ text }: { text: string }) => text)).toEqual(uart);
    expect(tasks).toMatchObject(
      images.map(({ exit_status, steps }) => ({ exit_status, ...(steps !== undefined && { steps }) })),
    );
    if (stopped_pc !== undefined) expect(tasks).toMatchObject([{ pc: stopped_pc, sp }]);
    if (r0 !== undefined) expect(tasks[0].regs[0]).toBe(r0);
  });
});
