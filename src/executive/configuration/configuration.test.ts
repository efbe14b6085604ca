import { describe, expect, it } from 'vitest';
import { Executive } from '../executive';
import { imageBytes } from '../program.testing';
import { executiveOptions } from './build';
import { parseConfiguration } from './configuration';

const loop = imageBytes('.entry main\n.text\nmain:\n JMP main');
const build = (input: object): Executive => new Executive(executiveOptions(parseConfiguration(input)));

describe('configuration', () => {
  it('has a default for everything', () => {
    expect(parseConfiguration()).toEqual({
      variant: 'reference',
      profile: 'desktop',
      files: { kind: 'memory' },
      persistence: { kind: 'memory' },
      hal: 'simulated',
      clock: 'virtual',
      priorities: false,
      math: false,
      strictRanges: false,
      strictAccess: false,
      toolLevel: 0,
    });
  });

  it('tells everything that is wrong, with its place', () => {
    const wrong = {
      variant: 'tiny',
      colour: 1,
      files: { kind: 'folder' },
      toolLevel: 9,
    };
    const parse = () => parseConfiguration(wrong);
    expect(parse).toThrow('variant: use minimal, development, full or reference');
    expect(parse).toThrow('colour: there is no such setting');
    expect(parse).toThrow("files: use { kind: 'memory' } or { kind: 'folder', path }");
    expect(parse).toThrow('toolLevel: use a whole number from 0 to 3');
  });

  it('tells what is wrong inside a profile of its own', () => {
    expect(() => parseConfiguration({ profile: { tasks: 99 } })).toThrow('tasks: use a whole number from 1 to 14');
    expect(() => parseConfiguration({ profile: 'huge' })).toThrow('profile: use desktop or embedded, or an object');
  });

  it.each(['virtual', 'real', 0.5, 1000])('knows the clock %s', (clock) => {
    expect(parseConfiguration({ clock }).clock).toBe(clock);
  });

  it.each(['fast', 0, -1, Number.NaN, Number.POSITIVE_INFINITY, null])('refuses the clock %s', (clock) => {
    expect(() => parseConfiguration({ clock })).toThrow(
      "clock: use 'virtual', 'real', or how many times as fast as real time, a number above 0",
    );
  });

  it.each([
    [{ files: { kind: 'folder', path: 'x' } }, 'files: there are no folders here'],
    [{ persistence: { kind: 'json', path: 'x' } }, 'persistence: there are no files here'],
  ])('refuses a back end that the host lacks: %j', (input, text) => {
    expect(() => build(input)).toThrow(text);
  });
});

describe('profiles', () => {
  it('embedded holds four tasks and says which item is missing', () => {
    const executive = build({ profile: 'embedded' });
    for (let count = 0; count < 4; count++) executive.load('loop.hxe', loop);
    expect(() => executive.load('loop.hxe', loop)).toThrow('ENOSPC: 5 tasks are needed, the profile allows 4');
    expect(executive.resources()).toMatchObject({
      tasks: { used: 4, limit: 4, usage_pct: 100 },
      mailboxes: { used: 16, limit: 16 },
    });
  });

  it('a refused load takes nothing', () => {
    const executive = build({ profile: { base: 'embedded', codeBytes: 8 } });
    const before = executive.resources();
    const long = imageBytes(`.entry main\n.text\nmain:\n${' LDI R1, 1\n'.repeat(3)} RET`);
    expect(() => executive.load('long.hxe', long)).toThrow('ENOSPC: 16 bytes of code are needed, the profile allows 8');
    expect(executive.resources()).toEqual(before);
  });
});

describe('variants', () => {
  it('decide the trace ring and the features', () => {
    expect(build({ variant: 'reference' }).traces.capacity).toBe(256);
    const minimal = build({ variant: 'minimal' });
    expect(minimal.traces.capacity).toBe(0);
    expect(() => minimal.demand('watch')).toThrow('unsupported_feature:watch');
    expect(() => build({ variant: 'development' }).demand('stack')).not.toThrow();
  });
});
