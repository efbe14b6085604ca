/** The assembler on a large generated source, against merely splitting the same text into words. */

import { assemble } from '../../src/toolchain/assemble';
import type { Row } from '../row';
import { generateSource } from './generate-source';

const LINES = 20_000;
const ROUNDS = 12;

function best(action: () => void): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    action();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}

export function toolchainBench(): Row[] {
  const text = generateSource(LINES);
  const lines = text.split('\n').length;
  const { diagnostics } = assemble('bench.mvasm', () => text);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new Error(`the generated source is wrong: ${error.message}`);
  const perLine = (milliseconds: number): number => (milliseconds * 1e6) / lines;
  const ours = perLine(best(() => assemble('bench.mvasm', () => text)));
  let words = 0;
  const base = perLine(
    best(() => {
      for (const line of text.split('\n')) words += line.split(/[,\s]+/).length;
    }),
  );
  if (words === 0) throw new Error('the generated source is empty');
  return [
    { name: `assembler, ${lines} lines (splitting into words)`, ours, base, unit: 'ns/line', ratio: ours / base },
  ];
}
