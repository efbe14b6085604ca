/**
 * Where our server answers differently from the recorded reference, and why: quirks are mended as recommended
 * (executive-protocol spec 14); what follows from a mended one differs too.
 */

import type { Json } from '../protocol/client';
import type { Difference } from './protocol-player';

export interface Deviation {
  readonly why: string;
  /** Scenarios by number; absent: all. */
  readonly scenarios?: readonly string[];
  /** First line; everything from there on may follow from it. */
  readonly from?: number;
  readonly path?: RegExp;
  /** The type of an event that is missing or unexpected. */
  readonly event?: RegExp;
  readonly when?: (difference: Difference) => boolean;
}

const isAbsent = ({ expected }: Difference): boolean => expected === undefined;

/** What the reference's language says of a wrong argument; ours are in words of our own (spec 2.2). */
const foreignTexts =
  /^(invalid literal|int\(\) argument|could not convert|'int' object|Expecting property|invalid stdio pid|val_set requires)/;

/** Texts of the machine process; no client depends on them (spec 2.3). */
const machineTexts =
  /^(\.hxe file|Unsupported HSXE|CRC mismatch|message too large|descriptor pool|invalid handle|Failed to register)/;

const begins =
  (texts: RegExp) =>
  ({ expected }: Difference): boolean =>
    typeof expected === 'string' && texts.test(expected);

/** Scenarios in which the clock runs. */
const withClock = ['09', '51', '62'];

const follows = (scenarios: readonly string[], from: number, why: string): Deviation => ({ scenarios, from, why });

export const deviations: readonly Deviation[] = [
  {
    why: 'services quirk 23: a handler runs and answers with its R0',
    scenarios: ['33'],
    path: /\.(command|data)\.result$/,
  },
  { why: 'services quirk 23: a handler takes instructions', scenarios: ['33'], from: 39, path: /\.(pc|steps|cycles)$/ },
  {
    why: 'services quirk 23: with its handler a task has had its turn',
    scenarios: ['33'],
    from: 42,
    path: /^(missing|unexpected)$/,
    event: /^task_state$/,
  },
  // --- everywhere ---------------------------------------------------------------------------------------------------
  {
    why: 'answers may carry more than recorded',
    path: /\.(total_steps|now|depth|fault|watch_id|watches|regions|instructions|stack_size|fd_table|debug_state|single_step|trace|wait_reason|breakpoints)$/,
    when: isAbsent,
  },
  { why: 'contexts tell the same of all tasks, with the state of ps', path: /\.context\.(regs|pc|sp|psw|state)$/ },
  { why: 'running tells whether the task can go on', path: /registers\.running$/ },
  { why: 'wrong arguments are told in words', path: /\.error$/, when: begins(foreignTexts) },
  { why: 'the executive has texts of its own', path: /\.error$/, when: begins(machineTexts) },
  { why: 'numbers of events depend on what else there was (Q12)', path: /\.events\[\d+\]\.seq$|\.events\.cursor$/ },
  { why: 'Q12: no trace_step without a trace', path: /^missing$/, event: /^trace_step$/ },
  { why: 'Q14: sp is an absolute address', path: /\.sp_effective$|\.stack\.(frames\[0\]\.sp|initial_sp|errors)$/ },
  { why: 'Q16: labels are no symbol', path: /symbols\.count$/ },
  { why: 'Q21: only what could not be delivered is pending', path: /\.events\.(pending|high_water)$/ },
  { why: 'Q26: statistics are filled', path: /^\.stats\.\w+$/, when: isAbsent },
  { why: 'services quirk 17: open handles are counted', path: /\.subscriber_count$/ },
  { why: 'Q29: output is told with its text', path: /^unexpected$/, event: /^std(out|err)$/ },

  // --- transport and arguments --------------------------------------------------------------------------------------
  { why: 'Q24: nonsense is answered', scenarios: ['01'], path: /^closed$/ },
  { why: 'Q32: hex addresses and pids are accepted everywhere', scenarios: ['20', '47', '60'], when: accepts },
  { why: 'Q35: watch_id names a watch as well', scenarios: ['16', '61'], from: 100, when: accepts },
  { why: 'Q27: registers can be read and written', scenarios: ['46'], path: /\.error$/ },
  {
    why: 'section 15: memory can be read and dumped',
    scenarios: ['20', '46', '61'],
    path: /\.(error|status|data|dump)$/,
  },

  // --- running and stopping -----------------------------------------------------------------------------------------
  follows(['06', '13'], 23, 'Q01: a paused task is stepped and stays paused'),
  {
    why: 'Q04: a step that only stops at a breakpoint has executed nothing',
    scenarios: ['08'],
    path: /\.(executed|manual_total_steps)$/,
  },
  follows(['07'], 35, 'Q02, Q03: a step and a resume leave a breakpoint; the turn stays with the task that stopped'),
  {
    why: 'a slice of the clock tells what it came to, not the states between',
    scenarios: withClock,
    path: /^missing$/,
    event: /^task_state$/,
  },
  {
    why: 'a slice of the clock tells what it came to: its end stands where the first state between was',
    scenarios: withClock,
    path: /^\.data\.(new_state|reason|details)$/,
    when: ({ expected }) => expected === 'ready' || expected === undefined,
  },
  {
    why: 'Q03: every stop at a breakpoint is told with debug_stop, too',
    scenarios: withClock,
    path: /^unexpected$/,
    event: /^debug_stop$/,
  },
  {
    why: 'Q03: each resume leaves the breakpoint, so that more was executed',
    scenarios: ['09'],
    from: 22,
    path: /\.(steps|cycles|accounted_steps|accounted_cycles|regs\[1\])$/,
  },
  {
    why: 'how far the other task came, and in which order of turns, is up to the clock',
    scenarios: ['51'],
    path: /^\.info\.(pc|active_context\.(regs\[1\]|pc)|tasks\[0\]\.pc|scheduler\.(trace\[\d+\]\.pc|counters\.\d\.(step|rotate)))$/,
  },
  follows(['62'], 103, 'Q02, Q03: a step leaves a breakpoint'),
  follows(['11'], 13, 'Q05, Q11: a stop concerns one task; BRK is told as debug_break'),
  follows(['12'], 24, 'Q06: looking at breakpoints leaves a task paused'),
  follows(['15'], 11, 'Q11: BRK is told as debug_break'),
  follows(['42'], 27, 'Q05, Q11: a stop concerns one task; BRK is told as debug_break'),
  { why: 'a step over many instructions counts as one', scenarios: ['14'], path: /\.manual_steps$/ },
  { why: 'Q41: a clock without tasks goes on', scenarios: ['05'], from: 30, path: /\.clock\.(state|running)$/ },
  follows(['35'], 30, 'Q28, Q20: kill leaves the clock and others alone, and takes values along'),
  follows(['36'], 11, 'Q07: a task that has returned refuses to be paused or resumed'),
  follows(['37'], 20, 'Q07: a task may return from any state'),
  follows(['38'], 13, 'Q07, Q41: a task may return from any state, and the clock goes on'),
  follows(['54'], 40, 'Q07: a task may return from any state'),
  follows(['39'], 13, 'Q10: exit is a return with a status, an illegal opcode a stop'),
  follows(['40'], 11, 'Q09: a fault ends the task and is told'),
  follows(['41'], 25, 'Q08: a sleeper wakes by itself'),
  follows(['50'], 17, 'Q47: a paused task keeps the registers that are poked'),
  { why: 'Q47: registers are memory', scenarios: ['20'], path: /\.registers\.regs/ },

  // --- inspection ---------------------------------------------------------------------------------------------------
  { why: 'Q15: the entry routine ends the stack', scenarios: ['17', '61', '62'], path: /\.stack\.truncated$/ },
  { why: 'Q16: labels are no symbol', scenarios: ['18', '60'], path: /\.symbols\.(symbols|offset)/ },
  { why: 'Q18: the target of a CALL is where it goes', scenarios: ['19', '60', '61'], path: /\.target(_symbol)?\b/ },
  { why: 'Q17: address 0 is an address', scenarios: ['19', '62'], from: 10, path: /^\.disasm\./ },
  {
    why: 'the layout of a task outlives a restart of the tools',
    scenarios: ['49'],
    path: /\.memory\.(regions|layout)/,
  },
  { why: 'Q12: the ring has traced instructions only', scenarios: ['34'], path: /\.trace\.|\.changed_regs$/ },

  // --- services -----------------------------------------------------------------------------------------------------
  { why: 'Q34: events of a command come at once', scenarios: ['22', '32', '33', '52'], path: /\.result\.events$/ },
  { why: 'Q45: the stored value is told', scenarios: ['32'], path: /\.new_value$/ },
  { why: 'Q30: events of a task tell its pid', scenarios: ['41', '52', '53'], path: /\.pid$/ },
  follows(['29'], 68, 'Q34: a receiver wakes when its message is sent, not with its next step'),
  follows(['22'], 136, 'a resume gives the turn, also to a task that could run'),
  {
    why: 'fewer messages of the executive itself',
    scenarios: ['44', '60'],
    path: /\.cleared$|\.logs\[\d+\]\.seq$/,
  },

  // --- events and administration ------------------------------------------------------------------------------------
  follows(['25'], 28, 'Q12: numbers begin elsewhere when nothing is told without a trace'),
  {
    why: 'Q21: whoever reads is neither warned nor cut off, and may acknowledge',
    scenarios: ['27'],
    from: 23,
    path: /^(missing|closed|\.status|\.error|\.events)$/,
  },
  { why: 'the queue of whoever reads does not overflow', scenarios: ['28'], path: /^missing$/, event: /^warning$/ },
  { why: 'Q33: shutdown closes connections', scenarios: ['48'], path: /^missing$/ },
];

/** Refused by the reference, accepted by us, with all that the answer then has. */
function accepts({ path, expected }: Difference): boolean {
  return path === '.status' || path === '.error' || (/^\.\w+$/.test(path) && expected === undefined);
}

const typeOf = (event: Json | undefined): string =>
  typeof event === 'object' && event !== null && !Array.isArray(event) ? String(event['type']) : '';

export function explains(deviation: Deviation, scenario: string, difference: Difference): boolean {
  const { scenarios, from = 0, path, event, when } = deviation;
  if (scenarios && !scenarios.includes(scenario.slice(0, 2))) return false;
  if (difference.line < from) return false;
  if (path && !path.test(difference.path)) return false;
  if (event && !event.test(typeOf(difference.expected ?? difference.came))) return false;
  return when?.(difference) ?? true;
}
