import { ExecutiveError } from '../../executive/errors';
import type { Executive } from '../../executive/executive';
import type { Task } from '../../executive/task';
import { wordAt } from '../../isa/encoding';
import { type DecodedInstruction, decode, operandText } from '../../toolchain/disassemble';
import type { SymbolTable } from '../../toolchain/symbols';
import type { Request } from '../contract';
import type { Disassembly, disassemblies, InstructionRecord } from '../contract/disassembly';
import { toHex } from '../hex';
import type { Handlers } from './handler';
import { lineAt, symbolAt } from './symbol-records';

const COUNT = { usual: 8, most: 64 };

/** Answers of cached requests, with the register values of the first one. */
const caches = new WeakMap<Task, Map<string, Disassembly>>();

function instructionRecord(
  decoded: DecodedInstruction,
  index: number,
  task: Task,
  table?: SymbolTable,
): InstructionRecord {
  const { pc, size, word, mnemonic, rd, rs1, rs2, immediate, rawImmediate, literal, target } = decoded;
  const { registers, psw, code } = task.processor;
  const symbol = symbolAt(table, pc, 'code');
  const targetSymbol = target === undefined ? undefined : symbolAt(table, target, 'code');
  const line = lineAt(table, pc);
  return {
    index,
    pc,
    size,
    word,
    mnemonic,
    rd,
    rs1,
    rs2,
    imm: immediate >= 0x800 ? immediate - 0x1000 : immediate,
    imm_raw: rawImmediate,
    operands: operandText(decoded, { registers, flags: psw }),
    bytes: toHex(code.subarray(pc, pc + size)),
    ...(literal !== undefined && { extended_word: literal }),
    ...(target !== undefined && { target }),
    ...(targetSymbol && { target_symbol: targetSymbol }),
    ...(symbol && { symbol, ...(symbol.offset === 0 && { label: symbol.name }) }),
    ...(line && { line }),
  };
}

function disassembleFrom(task: Task, start: number, count: number, table?: SymbolTable) {
  const { code } = task.processor;
  const instructions: InstructionRecord[] = [];
  let pc = start;
  while (instructions.length < count) {
    const word = wordAt(code, pc);
    if (word === undefined) break;
    const decoded = decode(word, wordAt(code, pc + 4), pc);
    instructions.push(instructionRecord(decoded, instructions.length, task, table));
    pc += decoded.size;
  }
  const bytes = code.subarray(start, pc);
  return { instructions, bytes_read: bytes.length, data: toHex(bytes), truncated: instructions.length < count };
}

/** An address, or a symbol of the task. */
function placeOf(spec: string, table: SymbolTable | undefined): number {
  if (/^\s*(0x[\da-f]+|\d+)\s*$/i.test(spec)) return Number(spec);
  const symbol = table?.symbolNamed(spec);
  if (!symbol) throw new ExecutiveError(`symbol '${spec}' not found`);
  return symbol.address;
}

function disassembly(executive: Executive, request: Request<'disasm'>) {
  const { pid, addr, spec, count = COUNT.usual, mode, cache } = request;
  const task = executive.requireTask(pid);
  const table = executive.symbols.get(pid)?.table;
  const view = request.view ?? (mode === 'around_pc' ? mode : 'from_addr');
  const isCached = (cache ?? mode) === 'cached';
  const requested = Math.min(COUNT.most, Math.max(1, count));
  const centre = (spec === undefined ? addr : placeOf(spec, table)) ?? task.processor.pc;
  const around = view === 'around_pc';
  const start = around ? Math.max(0, centre - 4 * Math.floor(requested / 2)) : centre;
  const key = `${view} ${start} ${requested}`;
  const known = caches.get(task) ?? new Map<string, Disassembly>();
  caches.set(task, known);
  const cached = isCached ? known.get(key) : undefined;
  if (cached) return { disasm: { ...cached, cached: true }, instructions: cached.instructions };
  const first = disassembleFrom(task, start, requested, table);
  const missed = around && first.instructions.length === 0;
  const found = missed ? disassembleFrom(task, centre, requested, table) : first;
  const disasm: Disassembly = {
    pid,
    address: missed ? centre : start,
    count: found.instructions.length,
    requested,
    mode: isCached ? 'cached' : 'on-demand',
    view,
    cached: false,
    ...found,
    ...(around && { reference: centre }),
  };
  if (isCached) known.set(key, disasm);
  return { disasm, instructions: disasm.instructions };
}

export const disassemblyHandlers: Handlers<typeof disassemblies> = { disasm: disassembly, 'disasm.read': disassembly };
