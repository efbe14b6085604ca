/** A program as the features see it: units, linked names and addresses, and what is wrong with it. */

import type { AssembleOptions, Assembly } from '../../toolchain/assemble';
import { type CheckedProgram, checkProgram, type FoundUnit } from '../../toolchain/build';
import { linkCatalogue } from '../../toolchain/catalogue/link';
import { type Diagnostic, groupByFile } from '../../toolchain/diagnostics';
import { takeOverRoutines } from '../../toolchain/flow/linked-code';
import type { PiecedText } from '../../toolchain/incremental/pieced-text';
import type { LinkedProgram, LinkUnit } from '../../toolchain/link';
import type { Stamps, Workspace } from '../workspace/workspace';
import type { ProgramDefinition } from './definition';
import { type Contents, movedDiagnostics } from './moved-diagnostics';

/** Words of code from which on what flows through it takes too long to be worked out for every key. */
const LARGE = 1024;

export class Program {
  /** Every file it is made from: units and what they include. */
  readonly files: ReadonlySet<string>;
  private byFile: Map<string, Diagnostic[]> | undefined;
  private atOnceByFile: Map<string, Diagnostic[]> | undefined;

  /** @param earlierLints of the state before, moved with the text */
  constructor(
    readonly definition: ProgramDefinition,
    private readonly checked: CheckedProgram,
    private readonly earlierLints: readonly Diagnostic[] = [],
  ) {
    this.files = new Set(checked.units.flatMap(({ path, assembly }) => [path, ...(assembly?.files ?? [])]));
  }

  /** Before severities are set and comments are heeded. A unit without a program may import what nobody exports yet. */
  get diagnostics(): readonly Diagnostic[] {
    return [...this.mistakes, ...this.checked.lints];
  }

  /** What assembler and linker find; without the lints, which take longer. */
  private get mistakes(): readonly Diagnostic[] {
    const { diagnostics } = this.checked;
    const isAlone = this.definition.origin === 'unit';
    if (!isAlone) return diagnostics;
    return diagnostics.filter(({ code }) => !(code in linkCatalogue) && code !== 'entry-out-of-range');
  }

  /** The lints, without working out what takes long: then those of an earlier state, as far as their lines are the same. */
  get lintsAtOnce(): readonly Diagnostic[] {
    return this.isSettled ? this.checked.lints : this.earlierLints;
  }

  /** Whether the lints are known, or soon found out. While there are errors, none are: lines are often unfinished. */
  get isSettled(): boolean {
    const { areLintsKnown, isWhole, linked } = this.checked;
    return areLintsKnown || (isWhole && linked.code.length <= LARGE);
  }

  /** Works the lints out in steps. */
  lintWork(): Generator<void> {
    return this.checked.lintWork();
  }

  get name(): string {
    return this.definition.name;
  }

  get units(): readonly LinkUnit[] {
    return this.checked.units;
  }

  /** Names and final addresses; with mistakes in the program, as far as they are known. */
  get linked(): LinkedProgram {
    return this.checked.linked;
  }

  /** Units that were looked for because of what they export. */
  get found(): readonly FoundUnit[] {
    return this.checked.found;
  }

  /** The units that a file belongs to, through inclusion or as itself. */
  unitsOf(path: string): readonly (LinkUnit & { readonly assembly: Assembly })[] {
    return this.units.filter((unit): unit is LinkUnit & { readonly assembly: Assembly } =>
      Boolean(unit.assembly?.files.includes(path)),
    );
  }

  diagnosticsOf(path: string): readonly Diagnostic[] {
    this.byFile ??= groupByFile(this.diagnostics);
    return this.byFile.get(path) ?? [];
  }

  /** The same without working out lints that take long. */
  diagnosticsAtOnce(path: string): readonly Diagnostic[] {
    if (this.isSettled) return this.diagnosticsOf(path);
    this.atOnceByFile ??= groupByFile([...this.mistakes, ...this.earlierLints]);
    return this.atOnceByFile.get(path) ?? [];
  }

  /** Files with mistakes; lints are only of the program's own files. */
  get filesWithDiagnostics(): Iterable<string> {
    return new Set(this.mistakes.map(({ file }) => file));
  }
}

interface Known {
  readonly program: Program;
  readonly stamps: Stamps;
  readonly contents: Contents;
  /** Of the listings, when units were looked for. */
  readonly listing: number | undefined;
}

/** Programs by their definitions, made again when one of their files has changed. */
export class ProgramCache {
  private readonly known = new Map<string, Known>();

  constructor(private readonly workspace: Workspace) {}

  async program(definition: ProgramDefinition): Promise<Program> {
    const key = JSON.stringify(definition);
    const known = this.known.get(key);
    if (known && this.isCurrent(known)) return known.program;
    const { workspace } = this;
    const seen = new Set<string>();
    const checked = await checkProgram(definition.files, new Recorder(workspace, seen), definition.options);
    if (known) takeOverRoutines(checked.linked, known.program.linked);
    const searched = seen.has(SEARCH);
    seen.delete(SEARCH);
    for (const { assembly } of checked.units) {
      for (const file of assembly?.inclusions.keys() ?? []) seen.add(file);
    }
    const stamps = new Map([...seen].map((path) => [path, workspace.stampOf(path)]));
    const contents = this.contentsOf(checked);
    const earlierLints = known ? movedDiagnostics(known.program.lintsAtOnce, known.contents, contents) : [];
    const program = new Program(definition, checked, earlierLints);
    this.known.set(key, { program, stamps, contents, listing: searched ? workspace.listingStamp : undefined });
    return program;
  }

  private contentsOf({ units }: CheckedProgram): Contents {
    const contents = new Map<string, PiecedText>();
    for (const file of units.flatMap(({ assembly }) => assembly?.files ?? [])) {
      const document = this.workspace.loaded(file);
      if (document) contents.set(file, document.content);
    }
    return contents;
  }

  /** Forgets what is defined no more, except sources that are looked at alone. */
  keep(programs: readonly Program[]): void {
    const kept = new Set(programs);
    for (const [key, { program }] of this.known) {
      if (program.definition.origin !== 'unit' && !kept.has(program)) this.known.delete(key);
    }
  }

  private isCurrent({ stamps, listing }: Known): boolean {
    return this.workspace.isCurrent(stamps) && (listing === undefined || listing === this.workspace.listingStamp);
  }
}

/** Stands for the files around a program that were searched. */
const SEARCH = '';

/** Notes which files a check depends on. */
class Recorder {
  constructor(
    private readonly workspace: Workspace,
    private readonly seen: Set<string>,
  ) {}

  bytes(path: string): Promise<Uint8Array | undefined> {
    this.seen.add(path);
    return this.workspace.bytes(path);
  }

  text(path: string): Promise<string | undefined> {
    this.seen.add(path);
    return this.workspace.text(path);
  }

  has(path: string): Promise<boolean> {
    this.seen.add(path);
    return this.workspace.has(path);
  }

  isSource(path: string): boolean {
    return this.workspace.isSource(path);
  }

  failureOf(path: string): string | undefined {
    return this.workspace.failureOf(path);
  }

  assembly(path: string, options: AssembleOptions): Promise<Assembly> {
    this.seen.add(path);
    return this.workspace.assembly(path, options);
  }

  async exportsBelow(root: string): ReturnType<Workspace['exportsBelow']> {
    this.seen.add(SEARCH);
    for (const path of await this.workspace.sourcesBelow(root)) this.seen.add(path);
    return this.workspace.exportsBelow(root);
  }
}
