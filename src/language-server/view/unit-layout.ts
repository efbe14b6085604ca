/** Which bytes of a unit each of its source lines makes. */

import { atOnce } from '../../platform/event-loop';
import { type Assembly, includedFile } from '../../toolchain/assemble';
import type { DirectiveLine, Line } from '../../toolchain/syntax/tree';
import { type Section, type SourceLines, sectionSelected } from './source-lines';

/** A stretch of the unit's code or data that one line makes. */
export interface LineExtent {
  readonly section: Section;
  /** Bytes from the start of the unit's section. */
  readonly offset: number;
  /** In bytes; a label alone has none. */
  readonly size: number;
}

/** Lines of a source that are looked at in one step of long work. */
export const LINES_PER_STEP = 64;

const itemSizes: Readonly<Record<string, number>> = { '.byte': 1, '.half': 2, '.hword': 2, '.word': 4 };

/** Bytes of data that a directive emits at an offset (toolchain spec 4). */
function dataSize({ directive, operands }: DirectiveLine, offset: number): number {
  const name = directive?.name ?? '';
  const itemSize = itemSizes[name];
  if (itemSize !== undefined) {
    return operands.reduce((size, operand) => {
      if (operand.kind === 'invalid' && operand.reported) return size;
      return size + (operand.kind === 'string' && itemSize === 1 ? operand.value.length : itemSize);
    }, 0);
  }
  const [operand] = operands;
  if (name === '.ascii' || name === '.asciz' || name === '.string') {
    if (operand?.kind !== 'string') return 0;
    return operand.value.length + (name === '.ascii' ? 0 : 1);
  }
  const value = operand?.kind === 'number' ? operand.value : 0;
  if (name === '.zero') return Math.max(value, 0);
  if (name === '.align' && value > 0) return (value - (offset % value)) % value;
  return 0;
}

/** Walks the lines of a unit as the assembler does, through its inclusions. */
class Walker {
  readonly extents = new Map<string, Map<number, LineExtent[]>>();
  private section: Section = 'text';
  private codeOffset = 0;
  private dataOffset = 0;

  constructor(
    private readonly assembly: Assembly,
    private readonly linesOf: (path: string) => SourceLines | undefined,
  ) {}

  *walk(path: string, chain: readonly string[]): Generator<void> {
    const lines = this.linesOf(path);
    if (!lines) return;
    const ofFile = this.extents.get(path) ?? new Map<number, LineExtent[]>();
    this.extents.set(path, ofFile);
    for (let index = 0; index < lines.lineCount; index++) {
      if (index % LINES_PER_STEP === LINES_PER_STEP - 1) yield;
      const line = lines.lineAt(index)!;
      if (line.kind === 'empty' || line.kind === 'payload') continue;
      if (line.kind === 'directive' && line.directive?.form === 'file') yield* this.include(path, line, chain);
      else this.measure(path, index, line, ofFile);
    }
  }

  private *include(from: string, { operands }: DirectiveLine, chain: readonly string[]): Generator<void> {
    const [operand] = operands;
    if (operand?.kind !== 'string' || operand.value === '') return;
    const path = includedFile(this.assembly, from, operand.value);
    if (!chain.includes(path)) yield* this.walk(path, [...chain, path]);
  }

  private measure(path: string, index: number, line: Line, ofFile: Map<number, LineExtent[]>): void {
    const section = sectionSelected(line);
    if (section) {
      this.section = section;
      return;
    }
    const extent = this.section === 'text' ? this.codeExtent(path, index) : this.dataExtent(line);
    const labelled = 'label' in line && line.label !== undefined;
    if (extent.size === 0 && !labelled) return;
    const known = ofFile.get(index);
    if (known) known.push(extent);
    else ofFile.set(index, [extent]);
  }

  /** The words that the assembler made from this line, which come next. */
  private codeExtent(path: string, index: number): LineExtent {
    const { locations } = this.assembly;
    const offset = this.codeOffset;
    const isOwn = (location: (typeof locations)[number] | undefined): boolean =>
      location?.line === index + 1 && location.file === path;
    while (isOwn(locations[this.codeOffset / 4])) this.codeOffset += 4;
    return { section: 'text', offset, size: this.codeOffset - offset };
  }

  private dataExtent(line: Line): LineExtent {
    const offset = this.dataOffset;
    if (line.kind === 'directive') this.dataOffset += dataSize(line, offset);
    return { section: 'data', offset, size: this.dataOffset - offset };
  }
}

export type UnitLayout = ReadonlyMap<string, ReadonlyMap<number, readonly LineExtent[]>>;

type LinesOf = (path: string) => SourceLines | undefined;

/** By file and line (from 0): a line that is included several times has several extents. */
export const layoutOf = (assembly: Assembly, linesOf: LinesOf): UnitLayout => atOnce(layoutWork(assembly, linesOf));

/** The same in steps. */
export function* layoutWork(assembly: Assembly, linesOf: LinesOf): Generator<void, UnitLayout> {
  const walker = new Walker(assembly, linesOf);
  yield* walker.walk(assembly.path, [assembly.path]);
  return walker.extents;
}
