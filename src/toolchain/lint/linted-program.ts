/** A program as the lints look at it: where control comes in, what is used, and which source made which word. */

import { opcodeOf, rs1Of } from '../../isa/encoding';
import { instructionByOpcode, Opcode } from '../../isa/instructions';
import type { LintRule } from '../catalogue/lint';
import { type Diagnostic, type DiagnosticOptions, diagnosticAt, type Place, type Range } from '../diagnostics';
import { type Code, stepAt } from '../flow/control-flow';
import { routinesOf } from '../flow/linked-code';
import type { RoutineAnalysis } from '../flow/routine-facts';
import type { LinkedProgram } from '../link';
import { START_SYMBOL } from '../linking/entry';
import type { PlacedUnit, ResolvedSymbol } from '../linking/program';

/** Words, names or references that are looked at in one step of the work. */
export const STEP = 256;

export class LintedProgram {
  readonly findings: Diagnostic[] = [];
  readonly code: Code;
  readonly routines: RoutineAnalysis;
  readonly units: readonly PlacedUnit[];
  /** Byte address. */
  readonly entry: number;
  /** Something says where the program starts, and it starts there; else any label may be meant. */
  readonly hasEntry: boolean;
  /** Code addresses that control may come to from outside, or that are kept as a value. */
  readonly roots = new Set<number>();
  /** Code addresses of command handlers. */
  readonly handlers = new Set<number>();
  /** Code addresses that a CALL of the program goes to. */
  readonly called = new Set<number>();
  /** Names of each unit that are used, also by others. */
  private readonly used = new Map<PlacedUnit, Set<string>>();
  private readonly unitByFirstWord: readonly PlacedUnit[];

  private constructor(private readonly linked: LinkedProgram) {
    this.routines = routinesOf(linked);
    this.code = this.routines.code;
    this.units = linked.program.units;
    this.unitByFirstWord = this.units.filter(({ object }) => object.code.length > 0);
    this.entry = linked.entry;
    const isWrong = linked.program.diagnostics.some(
      ({ code, severity }) => code.startsWith('entry-') && severity === 'error',
    );
    const saysEntry =
      linked.program.globals.has(START_SYMBOL) ||
      this.units.some(({ object, assembly }) => object.entrySymbol !== undefined || assembly?.places.entries.length);
    this.hasEntry = saysEntry && !isWrong;
    this.roots.add(this.entry);
  }

  /** Looks at a program, in steps. */
  static *of(linked: LinkedProgram): Generator<void, LintedProgram> {
    const program = new LintedProgram(linked);
    for (const unit of program.units) yield* program.collect(unit);
    return program;
  }

  private *collect(unit: PlacedUnit): Generator<void> {
    const { object } = unit;
    const lookUp = (name: string): ResolvedSymbol | undefined => this.linked.program.lookUp(unit, name);
    const use = (name: string): ResolvedSymbol | undefined => {
      this.markUsed(unit, name);
      const symbol = lookUp(name);
      if (symbol) this.markUsed(symbol.unit, symbol.name);
      return symbol;
    };
    for (const [index, { type, pcRelative, symbol: name }] of object.relocations.entries()) {
      if (index % STEP === 0) yield;
      const symbol = use(name);
      if (symbol?.section !== 'text') continue;
      if (type !== 'jump') this.roots.add(symbol.address);
      else if (pcRelative) this.called.add(symbol.address);
    }
    for (const name of object.symbols.keys()) {
      const symbol = lookUp(name);
      if (symbol?.section === 'text') this.roots.add(symbol.address);
    }
    for (const handler of handlersOf(unit)) {
      const symbol = use(handler);
      if (symbol?.section !== 'text') continue;
      this.roots.add(symbol.address);
      this.handlers.add(symbol.address);
    }
    if (object.entrySymbol !== undefined) use(object.entrySymbol);
  }

  private markUsed(unit: PlacedUnit, name: string): void {
    const names = this.used.get(unit);
    if (names) names.add(name);
    else this.used.set(unit, new Set([name]));
  }

  isUsed(unit: PlacedUnit, name: string): boolean {
    return this.used.get(unit)?.has(name) ?? false;
  }

  /** Whether an instruction calls an address in a register, which may be any. */
  get callsByRegister(): boolean {
    return this.code.words.some((word) => opcodeOf(word) === Opcode.CALL && rs1Of(word) !== 0);
  }

  /** The unit whose code holds a byte address. */
  unitAt(address: number): PlacedUnit | undefined {
    return this.unitByFirstWord.findLast(({ codeBase }) => codeBase <= address);
  }

  /** The name of a label at a code address. */
  nameAt(address: number): string | undefined {
    const unit = this.unitAt(address);
    for (const [name, { section, offset }] of unit?.object.localSymbols ?? []) {
      if (section === 'text' && unit!.codeBase + offset === address) return name;
    }
    return undefined;
  }

  /** Where the mnemonic of the instruction stands that made the word at a byte address. */
  placeAt(address: number): Place | undefined {
    const unit = this.unitAt(address);
    const location = unit?.assembly?.locations[(address - unit.codeBase) / 4];
    if (!location) return undefined;
    const start = location.column - 1;
    const { mnemonic = '' } = instructionByOpcode(opcodeOf(this.code.words[address / 4]!)) ?? {};
    return { file: location.file, line: location.line - 1, start, end: start + Math.max(mnemonic.length, 1) };
  }

  /** Whether the file belongs to its unit alone; what is included may be used by other programs. */
  isOwn({ file }: Place, unit: PlacedUnit): boolean {
    return file === unit.path;
  }

  stepAt(address: number) {
    return stepAt(this.code, address);
  }

  report(
    rule: LintRule,
    message: string,
    place: Place,
    options?: DiagnosticOptions & { readonly range?: Range },
  ): void {
    const made = diagnosticAt(place, rule, message, options);
    this.findings.push(options?.range ? { ...made, range: options.range } : made);
  }
}

/** Labels that commands of the unit name as their handlers. */
function handlersOf({ object }: PlacedUnit): string[] {
  const { commands } = object.metadata;
  if (!Array.isArray(commands)) return [];
  return commands.flatMap((command: unknown) => {
    const handler: unknown = command instanceof Map ? command.get('handler') : undefined;
    return typeof handler === 'string' ? [handler] : [];
  });
}
