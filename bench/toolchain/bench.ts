/** The assembler on a large generated source, against merely splitting the same text into words. */

import { assemble } from '../../src/toolchain/assemble';
import type { Row } from '../row';
import { generateSource } from './generate-source';

const LINES = 20_000;
/** Lines and rounds of the larger sources, each against the one before. */
const LARGER = [
  [200_000, 6],
  [1_000_000, 3],
] as const;
const ROUNDS = 60;
/** More lines may cost this much more per line: tables of names outgrow the processor's caches. */
const LINEARITY_GOAL = 2;
/** Assembling takes about as long as merely splitting the text into words. */
const SPLITTING_GOAL = 1.4;

function best(rounds: number, action: () => void): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    action();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}

/** The shortest time to assemble a generated source. */
function assembleTime(size: number, rounds: number) {
  const text = generateSource(size);
  const lines = text.split('\n').length;
  const { diagnostics } = assemble('bench.mvasm', () => text);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new Error(`the generated source is wrong: ${error.message}`);
  const perLine = (milliseconds: number): number => (milliseconds * 1e6) / lines;
  return { text, lines, perLine, ours: perLine(best(rounds, () => assemble('bench.mvasm', () => text))) };
}

export function toolchainBench(): Row[] {
  const { text, lines, perLine, ours } = assembleTime(LINES, ROUNDS);
  let words = 0;
  const base = perLine(
    best(ROUNDS, () => {
      for (const line of text.split('\n')) words += line.split(/[,\s]+/).length;
    }),
  );
  if (words === 0) throw new Error('the generated source is empty');
  const rows: Row[] = [
    {
      name: `assembler, ${lines} lines (splitting into words)`,
      ours,
      base,
      unit: 'ns/line',
      ratio: ours / base,
      goal: SPLITTING_GOAL,
    },
  ];
  let smaller = { lines, ours };
  for (const [size, rounds] of LARGER) {
    const larger = assembleTime(size, rounds);
    rows.push({
      name: `assembler, ${larger.lines} lines (${smaller.lines} lines)`,
      ours: larger.ours,
      base: smaller.ours,
      unit: 'ns/line',
      ratio: larger.ours / smaller.ours,
      goal: LINEARITY_GOAL,
    });
    smaller = larger;
  }
  return rows;
}
