/** Symbols of a unit from the compiler's debug input (toolchain spec 11, 12.1), with real instruction sizes. */

import { type JsonObject, toPlain } from '../json/value';
import type { PlacedUnit } from '../linking/program';
import { resolve } from '../linking/program';
import { fileOf, numberAt, objectsOf, textAt } from './debug-members';
import type { FunctionRecord, InstructionRecord, LocalRecord, UnitSymbols, VariableRecord } from './format';
import { instructionStarts } from './instruction-starts';

/** Instruction ordinals of a unit to addresses. */
class Ordinals {
  private readonly starts: readonly number[];

  constructor(private readonly unit: PlacedUnit) {
    this.starts = instructionStarts(unit.object.code);
  }

  get count(): number {
    return this.starts.length;
  }

  /** The end of the unit's code for ordinals beyond it. */
  addressOf(ordinal: number): number {
    return this.unit.codeBase + 4 * (this.starts[ordinal] ?? this.unit.object.code.length);
  }
}

interface DebugFunction {
  readonly label: string | undefined;
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  readonly record: FunctionRecord;
}

function readFunctions(debug: JsonObject, ordinals: Ordinals): readonly DebugFunction[] {
  return objectsOf(debug, 'functions').flatMap((entry) => {
    const label = textAt(entry, 'function');
    const name = textAt(entry, 'name') ?? label;
    const first = numberAt(entry, 'mvasm_start_ordinal');
    if (name === undefined || first === undefined || first < 0 || first >= ordinals.count) return [];
    const last = numberAt(entry, 'mvasm_end_ordinal') ?? first;
    const address = ordinals.addressOf(first);
    const record = {
      name,
      linkage_name: textAt(entry, 'linkage_name') ?? name,
      address,
      size: Math.max(4, ordinals.addressOf(Math.max(last + 1, 0)) - address),
      file: fileOf(entry.get('file')).name,
      line: numberAt(entry, 'line') ?? null,
    };
    return [{ label, first, last, record }];
  });
}

/** The members that are there, under their names in the symbol file. */
function optionalMembers(entry: JsonObject): Partial<InstructionRecord> {
  const renamed = {
    file: 'source_file',
    directory: 'source_directory',
    file_id: 'source_file_id',
    source_kind: 'source_kind',
  };
  const texts = Object.entries(renamed).map(([key, from]) => [key, textAt(entry, from)] as const);
  const numbers = [
    ['line', numberAt(entry, 'source_line')],
    ['column', numberAt(entry, 'source_column')],
    ['mvasm_line', numberAt(entry, 'mvasm_line')],
  ] as const;
  return Object.fromEntries([...texts, ...numbers].filter(([, value]) => value !== undefined));
}

function readInstructions(
  debug: JsonObject,
  code: Uint32Array,
  ordinals: Ordinals,
  functions: readonly DebugFunction[],
): readonly InstructionRecord[] {
  return objectsOf(debug, 'line_map').flatMap((entry) => {
    const ordinal = numberAt(entry, 'mvasm_ordinal');
    if (ordinal === undefined || ordinal < 0 || ordinal >= ordinals.count) return [];
    const pc = ordinals.addressOf(ordinal);
    const owner = functions.find(({ first, last }) => first <= ordinal && ordinal <= last);
    return [
      {
        pc,
        word: code[pc / 4]!,
        ordinal,
        ...optionalMembers(entry),
        ...(owner ? { function: owner.record.name } : {}),
      },
    ];
  });
}

function readLocations(variable: JsonObject, owner: DebugFunction, ordinals: Ordinals): LocalRecord['locations'] {
  const ranges = objectsOf(variable, 'locations');
  return ranges.flatMap((range, index) => {
    const first = numberAt(range, 'start_ordinal') ?? owner.first;
    if (first < 0 || first >= ordinals.count) return [];
    // Inner ranges end where the next one starts; the last one includes the instruction it ends with.
    const given = numberAt(range, 'end_ordinal');
    const isLast = index === ranges.length - 1;
    const end = given === undefined ? owner.last + 1 : isLast ? given + 1 : given;
    const location = toPlain(range.get('location') ?? null);
    return [{ start: ordinals.addressOf(first), end: ordinals.addressOf(end), location }];
  });
}

function readLocals(
  debug: JsonObject,
  functions: readonly DebugFunction[],
  ordinals: Ordinals,
): readonly LocalRecord[] {
  return objectsOf(debug, 'variables').flatMap((variable) => {
    const label = textAt(variable, 'function');
    const owner = functions.find((candidate) => candidate.label === label);
    const name = textAt(variable, 'name');
    if (!owner || name === undefined) return [];
    const locations = readLocations(variable, owner, ordinals);
    if (locations.length === 0) return [];
    const { name: file, directory } = fileOf(variable.get('file'));
    const line = numberAt(variable, 'line') ?? null;
    const scope = textAt(variable, 'scope') ?? null;
    return [{ name, function: owner.record.name, file, directory, line, scope, locations }];
  });
}

/** @param code the words of the image */
export function symbolsFromDebug(unit: PlacedUnit, debug: JsonObject, code: Uint32Array): UnitSymbols {
  const ordinals = new Ordinals(unit);
  const functions = readFunctions(debug, ordinals);
  const exported = [...unit.object.symbols].flatMap(([name, symbol]) => resolve(unit, name, symbol) ?? []);
  const variables: VariableRecord[] = exported
    .filter(({ section }) => section === 'data')
    .map(({ name, address }) => ({ name, address, size: 0, scope: 'global', type: null }));
  return {
    instructions: readInstructions(debug, code, ordinals, functions),
    functions: functions.map(({ record }) => record),
    variables,
    locals: readLocals(debug, functions, ordinals),
    labels: exported,
  };
}
