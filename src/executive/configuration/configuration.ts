/**
 * How an executive is built: one object for the command line, launch configurations and programs that embed one. It
 * comes from people, so everything wrong in it is told at once, with its place.
 */

import * as v from 'valibot';
import { ExecutiveError } from '../errors';
import { profiles } from './limits';
import { variants } from './variants';

const names = <Name extends string>(table: Readonly<Record<Name, unknown>>) => Object.keys(table) as [Name, ...Name[]];

const oneOf = <Name extends string>(options: readonly Name[]) => v.picklist(options, `use ${listed(options)}`);

const listed = (options: readonly string[]): string =>
  `${options.slice(0, -1).join(', ')}${options.length > 1 ? ' or ' : ''}${options.at(-1)}`;

const natural = (least: number, most: number) => {
  const text = `use a whole number from ${least} to ${most}`;
  return v.pipe(v.number(text), v.integer(text), v.minValue(least, text), v.maxValue(most, text));
};

const path = v.pipe(v.string('use the path of a file or folder'), v.minLength(1, 'the path is empty'));

const clockHelp = "use 'virtual', 'real', or how many times as fast as real time, a number above 0";
const positive = v.pipe(
  v.number(),
  v.check((factor) => factor > 0 && Number.isFinite(factor), clockHelp),
);

const truth = v.boolean('use true or false');

/** Of the back ends that are chosen by name alone. */
export const backEndNames = { hal: ['simulated', 'none'] } as const;

const customLimits = v.strictObject({
  base: v.optional(oneOf(names(profiles)), 'desktop'),
  descriptors: v.optional(natural(4, 0xffff)),
  handlesPerPid: v.optional(v.nullable(natural(3, 0xffff))),
  defaultCapacity: v.optional(natural(9, 0xffff)),
  tapRate: v.optional(natural(0, 1_000_000)),
  tasks: v.optional(natural(1, 14)),
  codeBytes: v.optional(natural(4, 0x10000)),
  stackBytes: v.optional(
    v.pipe(natural(64, 4096), v.multipleOf(4, 'use a multiple of 4: the stack consists of words')),
  ),
  values: v.optional(natural(0, 0x10000)),
  commands: v.optional(natural(0, 0x10000)),
  stringBytes: v.optional(natural(0, 0xffff)),
  persistKeys: v.optional(natural(0, 0xfffe)),
  framBytes: v.optional(natural(0, 0x10000)),
  files: v.optional(natural(0, 1_000_000)),
  fileBytes: v.optional(natural(0, 0x40000000)),
});

const schema = v.strictObject({
  variant: v.optional(oneOf(names(variants)), 'reference'),
  profile: v.optional(v.union([oneOf(names(profiles)), customLimits], profileHelp), 'desktop'),
  /** Memory, or a folder of the host that programs see as theirs. */
  files: v.optional(
    v.union(
      [
        v.strictObject({ kind: v.literal('memory') }),
        v.strictObject({ kind: v.literal('folder'), path, readOnly: v.optional(truth, false) }),
      ],
      "use { kind: 'memory' } or { kind: 'folder', path }",
    ),
    { kind: 'memory' },
  ),
  /** Where persistent values live: the JSON layout of the reference, or a binary FRAM image. */
  persistence: v.optional(
    v.union(
      [v.strictObject({ kind: v.literal('memory') }), v.strictObject({ kind: v.picklist(['json', 'fram']), path })],
      "use { kind: 'memory' }, { kind: 'json', path } or { kind: 'fram', path }",
    ),
    { kind: 'memory' },
  ),
  /** Devices behind the service modules 0x10 to 0x17. */
  hal: v.optional(oneOf(backEndNames.hal), 'simulated'),
  /** How fast time passes: with the instructions alone, with the host's, or so many times as fast as that. */
  clock: v.optional(v.union([v.picklist(['virtual', 'real']), positive], clockHelp), 'virtual'),
  /** Tasks of higher priority first, and quanta among equals (services spec 2.10). */
  priorities: v.optional(truth, false),
  /** The soft mathematics of module 14. */
  math: v.optional(truth, false),
  /** Refuses values outside their declared range. */
  strictRanges: v.optional(truth, false),
  /** Enforces the access bits of mailboxes. */
  strictAccess: v.optional(truth, false),
  /** Level with which tools act on values and commands: PUBLIC 0 to FACTORY 3. */
  toolLevel: v.optional(natural(0, 3), 0),
  /** Text that opens commands with the PIN flag; without it they cannot be called. */
  pin: v.optional(v.pipe(v.string('use text'), v.minLength(1, 'the pin is empty'))),
});

function profileHelp(issue: { input: unknown }): string {
  if (typeof issue.input !== 'object' || issue.input === null) return `use ${listed(names(profiles))}, or an object`;
  const result = v.safeParse(customLimits, issue.input);
  return result.success ? 'use a profile' : result.issues.map((inner) => describe(inner)).join('; ');
}

export type ExecutiveConfiguration = v.InferOutput<typeof schema>;
export type CustomLimits = v.InferOutput<typeof customLimits>;
/** Completes what people wrote with the defaults. @throws ExecutiveError that lists everything wrong, each with its place */
export function parseConfiguration(input: unknown = {}): ExecutiveConfiguration {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw new ExecutiveError(`invalid configuration: ${result.issues.map(describe).join('; ')}`);
}

function describe(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue) ?? '';
  const text = issue.expected === 'never' ? 'there is no such setting' : issue.message;
  return place === '' ? text : `${place}: ${text}`;
}
