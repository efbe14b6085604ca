/** Where the regions of a memory are drawn in a bar: to scale, except that none is too small to be seen. */

export interface Region {
  /** First byte, and last byte + 1. */
  readonly start: number;
  readonly end: number;
}

export interface Span {
  readonly x: number;
  readonly width: number;
}

interface Segment {
  readonly size: number;
  readonly region: boolean;
}

/** Narrowest width of a region, unless there are so many that half of the bar would go to such. */
const MIN_WIDTH = 4;

/**
 * One span for each region, in their order; what small ones get is taken from all others.
 * @param regions in order of addresses, without overlaps
 * @param from the address at the left end
 * @param limit bytes that the whole width stands for
 */
export function barLayout(regions: readonly Region[], from: number, limit: number, width: number): Span[] {
  const segments = segmentsOf(regions, from, from + limit);
  const smallest = Math.min(MIN_WIDTH, width / (2 * Math.max(regions.length, 1)));
  const unit = unitWidth(segments, smallest, width);
  let x = 0;
  return segments.flatMap(({ size, region }) => {
    const span = { x, width: region ? Math.max(size * unit, smallest) : size * unit };
    x += span.width;
    return region ? [span] : [];
  });
}

/** The regions and what lies between them. */
function segmentsOf(regions: readonly Region[], from: number, to: number): Segment[] {
  const segments: Segment[] = [];
  let at = from;
  const addGap = (end: number): void => {
    if (end > at) segments.push({ size: end - at, region: false });
  };
  for (const { start, end } of regions) {
    addGap(start);
    segments.push({ size: end - start, region: true });
    at = end;
  }
  addGap(to);
  return segments;
}

/** The width of a byte that is left when small regions have their width; more of them become small by it. */
function unitWidth(segments: readonly Segment[], smallest: number, width: number): number {
  const small = new Set<Segment>();
  for (;;) {
    const others = segments.filter((segment) => !small.has(segment));
    const size = others.reduce((sum, segment) => sum + segment.size, 0);
    const unit = size === 0 ? 0 : (width - small.size * smallest) / size;
    // What is small stays so: rounding must not make it large again.
    const added = others.filter((segment) => segment.region && segment.size * unit < smallest);
    if (added.length === 0) return unit;
    for (const segment of added) small.add(segment);
  }
}
