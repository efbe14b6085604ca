/** From files to a program: reading, assembling, finding imported units, linking (toolchain spec 9, 12.4). */

import { dirname, join, normalize, parse as parsePath } from 'pathe';
import { atOnce } from '../platform/event-loop';
import type { FileReader } from '../platform/files';
import type { AssembleOptions, Assembly } from './assemble';
import { CertainFindings } from './build/certain-findings';
import type { LinePlace } from './build/erroneous-lines';
import { MissingNames } from './build/missing-names';
import { SourceCache } from './build/source-cache';
import type { UnitSource } from './build/unit-source';
import {
  type Diagnostic,
  type DiagnosticCode,
  diagnosticAt,
  distinct,
  hasErrors,
  type Place,
  startOf,
  ToolchainError,
} from './diagnostics';
import { ImageError, readImage } from './image';
import {
  type DebugInput,
  type LinkedProgram,
  type LinkOptions,
  type LinkResult,
  type LinkUnit,
  link,
  linkUnits,
  type NamedEntry,
} from './link';
import { lintWork } from './lint/lint';
import { readObject } from './object';
import { readSymbols, type SymbolFile, type SymbolTable, symbolTableOf } from './symbols';

export interface BuildOptions extends AssembleOptions {
  /** Path of the image, for its application name and the symbol file; by default beside the first input. */
  readonly output?: string | undefined;
  readonly appName?: string | undefined;
  /** Where the program starts, whatever its units say. */
  readonly entry?: NamedEntry | undefined;
  /** Where files and folders are named: there it is said what is wrong with a whole file. By path. */
  readonly namedAt?: Readonly<Record<string, Place>> | undefined;
  /** Several instances may run side by side; true unless said otherwise. */
  readonly allowMultiple?: boolean | undefined;
  /** Looks for units that export missing names among the files around the first unit. */
  readonly findImports?: boolean | undefined;
  /** 16 bits. */
  readonly requiredCapabilities?: number | undefined;
  /** Goes into the image as it is: JSON or TOML. */
  readonly manifest?: Uint8Array | undefined;
  /** Paths of `.dbg` files. */
  readonly debugInputs?: readonly string[] | undefined;
}

export interface FoundUnit {
  readonly unit: string;
  /** The imported names that it exports. */
  readonly symbols: readonly string[];
}

export interface Build {
  /** There unless a diagnostic is an error. */
  readonly image?: Uint8Array;
  readonly symbols?: SymbolTable;
  /** Only of a program that was linked. */
  readonly symbolFile?: SymbolFile;
  readonly diagnostics: readonly Diagnostic[];
  /** All units in link order, found ones last. */
  readonly units: readonly string[];
  readonly found: readonly FoundUnit[];
  /** All sources read: units and what they include. */
  readonly sources: readonly string[];
}

const suffixOf = (path: string): string => parsePath(path).ext.toLowerCase();
const withSuffix = (path: string, suffix: string): string => join(dirname(path), `${parsePath(path).name}${suffix}`);

/** A build in progress: units so far and what was found wrong. */
class Builder {
  readonly diagnostics: Diagnostic[] = [];
  readonly units: LinkUnit[] = [];
  readonly found: FoundUnit[] = [];
  /** Missing names that several files export. */
  candidates: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(
    readonly source: UnitSource,
    readonly options: BuildOptions,
  ) {}

  report(code: DiagnosticCode, message: string, path: string): void {
    this.diagnostics.push(diagnosticAt(this.options.namedAt?.[path] ?? startOf(path), code, message));
  }

  /** One by one: there may be more than a call takes arguments. */
  take(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.diagnostics.push(diagnostic);
  }

  private reportUnread(path: string): void {
    const failure = this.source.failureOf(path);
    if (failure === undefined) this.report('file-missing', `"${path}" does not exist; check the path.`, path);
    else this.report('file-unreadable', `"${path}" cannot be read: ${failure}`, path);
  }

  async bytes(path: string): Promise<Uint8Array | undefined> {
    const bytes = await this.source.bytes(path);
    if (!bytes) this.reportUnread(path);
    return bytes;
  }

  private async text(path: string): Promise<string | undefined> {
    const text = await this.source.text(path);
    if (text === undefined) this.reportUnread(path);
    return text;
  }

  async addUnit(path: string): Promise<void> {
    const suffix = suffixOf(path);
    if (this.source.isSource(path)) await this.addSource(path);
    else if (suffix === '.hxo') await this.addObject(path);
    else {
      const message = 'Programs are built from .mvasm, .asm and .hxo files; this is none of them.';
      this.report('input-type', message, path);
    }
  }

  private async addSource(path: string): Promise<LinkUnit | undefined> {
    if (!(await this.source.has(path))) {
      this.reportUnread(path);
      return undefined;
    }
    const assembly = await this.source.assembly(path, this.options);
    this.take(assembly.diagnostics);
    const unit = { path, object: assembly.object, assembly };
    this.units.push(unit);
    return unit;
  }

  private async addObject(path: string): Promise<void> {
    const text = await this.text(path);
    if (text === undefined) return;
    try {
      this.units.push({ path, object: readObject(text) });
    } catch (error) {
      if (!(error instanceof ToolchainError)) throw error;
      this.report(error.code, error.message, path);
    }
  }

  /** Adds the units that alone export a missing name, until nothing more is found. */
  async findImports(first: string): Promise<void> {
    const missing = new MissingNames();
    const known = new Set<string>();
    for (const { path, object } of this.units) {
      known.add(path);
      missing.link(object);
    }
    if (missing.names.size === 0) return;
    const index = await this.source.exportsBelow(dirname(first));
    for (;;) {
      this.candidates = index.exporters(missing.names, known);
      const added = new Map<string, string[]>();
      for (const [symbol, [unit, ...others]] of this.candidates) {
        if (unit === undefined || others.length > 0) continue;
        added.set(unit, [...(added.get(unit) ?? []), symbol]);
      }
      if (added.size === 0) return;
      for (const [unit, symbols] of added) {
        this.found.push({ unit, symbols });
        known.add(unit);
        const linked = await this.addSource(unit);
        if (linked) missing.link(linked.object);
      }
    }
  }

  async readDebugInputs(): Promise<readonly DebugInput[]> {
    const inputs: DebugInput[] = [];
    for (const path of this.options.debugInputs?.map((input) => normalize(input)) ?? []) {
      const text = await this.text(path);
      if (text !== undefined) inputs.push({ path, text });
    }
    return inputs;
  }

  async link(first: string): Promise<LinkResult | undefined> {
    const debugInputs = await this.readDebugInputs();
    if (hasErrors(this.diagnostics)) return undefined;
    const result = link(this.units, this.linkOptions(first, debugInputs));
    this.take(result.diagnostics);
    return result;
  }

  /** Of the linker, while the assembler has found errors. */
  async certainFindings(linked: LinkedProgram, isComplete: boolean): Promise<readonly Diagnostic[]> {
    if (linked.program.diagnostics.length === 0) return [];
    const lines = new Map<string, readonly string[]>();
    for (const { severity, file } of this.diagnostics) {
      if (severity !== 'error' || lines.has(file)) continue;
      lines.set(file, ((await this.source.text(file)) ?? '').split(/\r\n|\r|\n/));
    }
    const textOf = ({ file, line }: LinePlace): string => lines.get(file)?.[line] ?? '';
    const { found, candidates, options } = this;
    const isSearched = options.findImports === true;
    return new CertainFindings({ linked, isComplete, isSearched, found, candidates, textOf }).all;
  }

  linkOptions(first: string, debugInputs: readonly DebugInput[]): LinkOptions {
    const {
      output = withSuffix(first, '.hxe'),
      appName,
      allowMultiple,
      requiredCapabilities,
      manifest,
      entry,
    } = this.options;
    const { candidates } = this;
    return { output, appName, allowMultiple, requiredCapabilities, manifest, entry, debugInputs, candidates };
  }

  finish(content: Pick<Build, 'image' | 'symbols' | 'symbolFile'>): Build {
    const diagnostics = distinct(this.diagnostics);
    const files = this.units.flatMap(({ assembly }) => assembly?.files ?? []);
    const units = this.units.map(({ path }) => path);
    return { ...content, diagnostics, units, found: this.found, sources: [...new Set(files)] };
  }
}

/** A ready image, checked, with the symbols beside it. */
async function loadImage(builder: Builder, path: string): Promise<Build> {
  const image = await builder.bytes(path);
  if (!image) return builder.finish({});
  let crc: number;
  try {
    ({ crc } = readImage(image));
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    builder.report(error.code, error.message, path);
    return builder.finish({});
  }
  const symbolPath = withSuffix(path, '.sym');
  const text = await builder.source.text(symbolPath);
  if (text === undefined) return builder.finish({ image });
  try {
    const symbols = readSymbols(text);
    if (symbols.imageCrc !== undefined && symbols.imageCrc !== crc) {
      const message = `The symbols were made for another build of "${path}"; lines and names may be wrong. Build both again.`;
      builder.report('symbols-stale', message, symbolPath);
    }
    return builder.finish({ image, symbols });
  } catch (error) {
    if (!(error instanceof ToolchainError)) throw error;
    builder.report(error.code, error.message, symbolPath);
    return builder.finish({ image });
  }
}

/**
 * Builds a program from sources and objects, linked in the order given, or takes a ready image with its symbols.
 * Every mistake in the files is a diagnostic; nothing is thrown.
 */
export async function buildProgram(
  files: readonly string[],
  reader: FileReader,
  options: BuildOptions = {},
): Promise<Build> {
  const builder = new Builder(new SourceCache(reader), options);
  const paths = files.map((file) => normalize(file));
  const [first] = paths;
  if (first === undefined) {
    builder.report('input-none', 'Name at least one .mvasm or .hxo file, or one .hxe image.', options.output ?? '');
    return builder.finish({});
  }
  const image = paths.find((path) => suffixOf(path) === '.hxe');
  if (image !== undefined && paths.length === 1) return loadImage(builder, image);
  if (image !== undefined) {
    builder.report('input-image', 'An image cannot be linked again; name it alone, or name its units.', image);
    return builder.finish({});
  }
  for (const path of paths) await builder.addUnit(path);
  if (options.findImports && !hasErrors(builder.diagnostics)) await builder.findImports(first);
  const result = await builder.link(first);
  if (!result?.bytes || !result.symbols) return builder.finish({});
  const { bytes, symbols } = result;
  return builder.finish({ image: bytes, symbolFile: symbols, symbols: symbolTableOf(symbols) });
}

/** A program as far as it can be put together, for everything that looks at it without running it. */
export interface CheckedProgram {
  /** In link order, found ones last. */
  readonly units: readonly LinkUnit[];
  readonly linked: LinkedProgram;
  /** Of assembler and linker; while the assembler finds errors, only what is certain of the linker's. */
  readonly diagnostics: readonly Diagnostic[];
  readonly found: readonly FoundUnit[];
  /** Whether the assembler has found no error. */
  readonly isWhole: boolean;
  /** Whether the lints have been worked out. */
  readonly areLintsKnown: boolean;
  /** Of the lints, as far as the assembler has found no error; worked out when first asked for. */
  readonly lints: readonly Diagnostic[];
  /** Works the lints out in steps. */
  lintWork(): Generator<void>;
}

/** What is wrong with a program. Nothing is thrown. */
export async function checkProgram(
  files: readonly [string, ...string[]],
  source: UnitSource,
  options: BuildOptions = {},
): Promise<CheckedProgram> {
  const builder = new Builder(source, options);
  const [first] = files;
  for (const path of files) await builder.addUnit(path);
  const isComplete = builder.units.length === files.length;
  if (options.findImports) await builder.findImports(first);
  const isWhole = !hasErrors(builder.diagnostics);
  const debugInputs = isWhole ? await builder.readDebugInputs() : [];
  const linked = linkUnits(builder.units, builder.linkOptions(first, debugInputs));
  const { units, found } = builder;
  if (isWhole) builder.take(linked.program.diagnostics);
  else builder.take(await builder.certainFindings(linked, isComplete && units.length === files.length + found.length));
  let lints: readonly Diagnostic[] | undefined;
  const work = function* (): Generator<void> {
    lints ??= isWhole ? distinct(yield* lintWork(linked)) : [];
  };
  return {
    units,
    linked,
    diagnostics: distinct(builder.diagnostics),
    found,
    isWhole,
    get areLintsKnown() {
      return lints !== undefined;
    },
    get lints() {
      atOnce(work());
      return lints!;
    },
    lintWork: work,
  };
}

/** Assembles one source with what it includes; a missing file is a diagnostic. */
export async function assembleFile(path: string, reader: FileReader, options: AssembleOptions = {}): Promise<Assembly> {
  return new SourceCache(reader).assembly(normalize(path), options);
}
