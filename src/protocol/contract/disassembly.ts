/** Disassembly (executive-protocol spec 7.5). */

import { command, optional } from './command';
import { pid } from './common';
import { flag, integer, type Reader, text } from './readers';
import type { LineRecord, SymbolRecord } from './symbols';

export interface InstructionRecord {
  index: number;
  pc: number;
  size: number;
  word: number;
  mnemonic: string;
  rd: number;
  rs1: number;
  rs2: number;
  imm: number;
  imm_raw: number;
  operands: string;
  bytes: string;
  /** Second word of LDI32. */
  extended_word?: number;
  target?: number;
  target_symbol?: SymbolRecord;
  symbol?: SymbolRecord;
  /** Name of the symbol that begins here. */
  label?: string;
  line?: LineRecord;
}

export interface Disassembly {
  pid: number;
  address: number;
  count: number;
  requested: number;
  mode: 'on-demand' | 'cached';
  view: 'from_addr' | 'around_pc';
  cached: boolean;
  truncated: boolean;
  bytes_read: number;
  data: string;
  instructions: InstructionRecord[];
  /** The centre of `around_pc`. */
  reference?: number;
}

/** Unknown words count as absent. */
const oneOf =
  <Word extends string>(...words: readonly Word[]): Reader<Word | undefined> =>
  (value) =>
    words.find((word) => word === String(value).toLowerCase());

const disassembly = command<{ disasm: Disassembly; instructions: InstructionRecord[] }>()(
  {
    pid,
    /** By default the task's pc. */
    addr: optional(integer(), { aliases: ['address'] }),
    /** An address or a symbol instead of `addr`. */
    spec: optional(text),
    count: optional(integer()),
    view: optional(oneOf('from_addr', 'around_pc')),
    mode: optional(oneOf('on-demand', 'cached', 'from_addr', 'around_pc')),
    cache: optional(oneOf('on-demand', 'cached'), { aliases: ['cache_mode'] }),
    source: optional(flag),
  },
  { observable: true },
);

export const disassemblies = { disasm: disassembly, 'disasm.read': disassembly } as const;
