/** How many instructions a routine executes, its callees included: least and most, over all ways through its blocks. */

import type { Block, Step } from './control-flow';
import type { Bounds, Summary } from './summary';

/** Of one block: up to its end, and up to an end of the routine inside of it. */
interface Costs {
  /** Absent when control does not come to its end. */
  readonly through: Bounds | undefined;
  readonly toReturn: Bounds | undefined;
  readonly toExit: Bounds | undefined;
}

const add = (a: Bounds, b: Bounds): Bounds => ({ min: a.min + b.min, max: a.max + b.max });

/** Either of two ways. */
export const either = (a: Bounds | undefined, b: Bounds | undefined): Bounds | undefined =>
  a && b ? { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) } : (a ?? b);

const ONE: Bounds = { min: 1, max: 1 };

function costsOf({ steps }: Block, calleeOf: (step: Step) => Summary): Costs {
  let so: Bounds = { min: 0, max: 0 };
  let toExit: Bounds | undefined;
  for (const step of steps) {
    so = add(so, ONE);
    if (step.kind === 'return') return { through: undefined, toReturn: so, toExit };
    if (step.kind === 'exit') return { through: undefined, toReturn: undefined, toExit: either(toExit, so) };
    if (step.kind === 'illegal') return { through: undefined, toReturn: undefined, toExit };
    if (step.kind !== 'call') continue;
    const { untilReturn, untilExit } = calleeOf(step);
    if (untilExit) toExit = either(toExit, add(so, untilExit));
    if (!untilReturn) return { through: undefined, toReturn: undefined, toExit };
    so = add(so, untilReturn);
  }
  return { through: so, toReturn: undefined, toExit };
}

export interface RoutineBounds {
  readonly untilReturn: Bounds | undefined;
  readonly untilExit: Bounds | undefined;
}

/** Blocks in an order in which all that a block goes on to come before it, loops aside. */
function postOrder(blocks: ReadonlyMap<number, Block>, entry: number, costs: ReadonlyMap<number, Costs>): number[] {
  const order: number[] = [];
  const seen = new Set([entry]);
  const path: { address: number; next: number }[] = [{ address: entry, next: 0 }];
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const successors = costs.get(top.address)?.through ? blocks.get(top.address)!.successors : [];
    const successor = successors[top.next++];
    if (successor === undefined) {
      order.push(top.address);
      path.pop();
    } else if (!seen.has(successor)) {
      seen.add(successor);
      path.push({ address: successor, next: 0 });
    }
  }
  return order;
}

/** The least and the most from each block to an end, from the ends backwards. */
function boundsTo(
  end: (costs: Costs) => Bounds | undefined,
  order: readonly number[],
  blocks: ReadonlyMap<number, Block>,
  costs: ReadonlyMap<number, Costs>,
): ReadonlyMap<number, Bounds> {
  const bounds = new Map<number, Bounds>();
  for (let turn = 0, changed = true; changed; turn++) {
    changed = false;
    for (const address of order) {
      const cost = costs.get(address)!;
      let best = end(cost);
      if (cost.through) {
        for (const successor of blocks.get(address)!.successors) {
          const rest = bounds.get(successor);
          if (rest) best = either(best, add(cost.through, rest));
        }
      }
      if (!best) continue;
      const known = bounds.get(address);
      if (known && known.min <= best.min && known.max >= best.max) continue;
      changed = true;
      const min = Math.min(best.min, known?.min ?? best.min);
      const grows = best.max > (known?.max ?? 0);
      // One turn settles everything without loops: what grows after it goes round in one.
      bounds.set(address, { min, max: !grows ? known!.max : turn > 0 ? Number.POSITIVE_INFINITY : best.max });
    }
  }
  return bounds;
}

export function boundsOf(
  blocks: ReadonlyMap<number, Block>,
  entry: number,
  calleeOf: (step: Step) => Summary,
): RoutineBounds {
  if (!blocks.has(entry)) return { untilReturn: undefined, untilExit: undefined };
  const costs = new Map([...blocks].map(([address, block]) => [address, costsOf(block, calleeOf)]));
  const order = postOrder(blocks, entry, costs);
  return {
    untilReturn: boundsTo(({ toReturn }) => toReturn, order, blocks, costs).get(entry),
    untilExit: boundsTo(({ toExit }) => toExit, order, blocks, costs).get(entry),
  };
}
