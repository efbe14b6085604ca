/** The content of a symbol file `.sym`, with the keys it has in the file (toolchain spec 12.1, 12.2). */

export interface InstructionRecord {
  /** Byte address in code. */
  readonly pc: number;
  /** The first word. */
  readonly word: number;
  /** Line of the assembly text, from 1. */
  readonly mvasm_line?: number;
  /** Number of the instruction within its unit. */
  readonly ordinal: number;
  readonly function?: string;
  /** Relative to `directory`, when that is given. */
  readonly file?: string;
  readonly directory?: string;
  readonly file_id?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** `source`, or `compiler` for code without a source line. */
  readonly source_kind?: string;
}

export interface FunctionRecord {
  readonly name: string;
  readonly linkage_name: string;
  readonly address: number;
  /** Bytes. */
  readonly size: number;
  readonly file: string | null;
  readonly line: number | null;
}

export interface VariableRecord {
  readonly name: string;
  readonly address: number;
  /** Bytes; 0: unknown. */
  readonly size: number;
  /** `global` for exported names, `unit` for private ones. */
  readonly scope: string;
  readonly type: null;
  readonly file?: string;
  readonly line?: number;
}

export interface LocalRecord {
  readonly name: string;
  readonly function: string;
  readonly file: string | null;
  readonly directory: string | null;
  readonly line: number | null;
  readonly scope: string | null;
  /** `end` is exclusive. */
  readonly locations: readonly { readonly start: number; readonly end: number; readonly location: unknown }[];
}

export interface MemoryRegion {
  readonly name: string;
  readonly type: string;
  readonly start: number;
  /** The last byte. */
  readonly end: number;
}

export interface SymbolFile {
  readonly version: 1;
  readonly hxe_path: string;
  readonly hxe_crc: number;
  readonly instructions: readonly InstructionRecord[];
  readonly memory_regions: readonly MemoryRegion[];
  readonly symbols: {
    readonly functions: readonly FunctionRecord[];
    readonly variables: readonly VariableRecord[];
    readonly locals: readonly LocalRecord[];
    /** `0x%08X` to the sorted names at that address. */
    readonly labels: Readonly<Record<string, readonly string[]>>;
  };
}

/** What one unit contributes. */
export interface UnitSymbols {
  readonly instructions: readonly InstructionRecord[];
  readonly functions: readonly FunctionRecord[];
  readonly variables: readonly VariableRecord[];
  readonly locals: readonly LocalRecord[];
  readonly labels: readonly { readonly address: number; readonly name: string }[];
}
