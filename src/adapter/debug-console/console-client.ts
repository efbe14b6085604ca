/**
 * The session's executive as the commands of the Debug Console see it: whichever it is now, with the names that the
 * session knows, and with a word to the client about what they change.
 */

import { hexAddress } from '../../executive/debug/expressions/format';
import type { WatchRecord } from '../../executive/watching/watch';
import type { ExecutiveClient } from '../../protocol/client';
import type { CommandName, Request, Response } from '../../protocol/contract';
import { lookUp, nameFrame, symbolPage } from '../../protocol/handlers/symbol-records';
import { fromHex } from '../../protocol/hex';
import type { SymbolTable } from '../../toolchain/symbols';
import type { Debuggee } from '../debuggee';
import type { Memory } from '../memory';

/** After these, what the client shows may be out of date. */
const changes: ReadonlySet<CommandName> = new Set<CommandName>([
  'val.set',
  'cmd.call',
  'send',
  'listen',
  'sched',
  'trace',
]);

export class ConsoleClient implements ExecutiveClient {
  constructor(
    private readonly debuggee: Debuggee,
    private readonly memory: Memory,
  ) {}

  async request<Name extends CommandName>(name: Name, request: Request<Name>): Promise<Response<Name>> {
    const own = await this.answer(name, request);
    return (own ?? (await this.debuggee.request(name, request))) as Response<Name>;
  }

  /** The executive's events reach the session, not the console. */
  onEvent(): () => void {
    return () => undefined;
  }

  /** The session ends, not the console. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** `undefined`: the executive is to be asked. */
  private async answer(name: CommandName, request: unknown): Promise<object | undefined> {
    switch (name) {
      case 'poke': {
        const { pid, addr, data } = request as Request<'poke'>;
        await this.memory.store(pid, addr, fromHex(data));
        return {};
      }
      case 'vm_reg_set': {
        const answer = await this.debuggee.request(name, request as Request<'vm_reg_set'>);
        this.memory.invalidate(['stacks', 'variables']);
        return answer;
      }
      case 'sym': {
        const wanted = request as Request<'sym'>;
        const table = this.tableOf(wanted.pid);
        const { op } = wanted;
        return table && (op === 'addr' || op === 'name' || op === 'line') ? lookUp(table, wanted, op) : undefined;
      }
      case 'symbols': {
        const wanted = request as Request<'symbols'>;
        const table = this.tableOf(wanted.pid);
        return table && symbolPage(table, wanted);
      }
      case 'stack': {
        const { pid } = request as Request<'stack'>;
        const { stack } = await this.debuggee.request(name, request as Request<'stack'>);
        const table = this.tableOf(pid);
        return { stack: table ? { ...stack, frames: stack.frames.map((frame) => nameFrame(table, frame)) } : stack };
      }
      case 'disasm': {
        const { pid } = request as Request<'disasm'>;
        const { disasm } = await this.debuggee.request(name, request as Request<'disasm'>);
        const labelled = disasm.instructions.map((instruction) => {
          const [label] = this.debuggee.task(pid).program.symbols.labelsAt(instruction.pc);
          return { ...instruction, ...(label !== undefined && { label }) };
        });
        return { disasm: { ...disasm, instructions: labelled } };
      }
      case 'watch':
        return this.watch(request as Request<'watch'>);
      default: {
        if (!changes.has(name)) return undefined;
        const answer = await this.debuggee.request(name, request as Request<typeof name>);
        this.memory.invalidate();
        return answer as object;
      }
    }
  }

  /** The executive need not know the names of the program: it watches addresses, which are shown as names again. */
  private async watch(request: Request<'watch'>): Promise<Response<'watch'>> {
    const { pid, op, expr } = request;
    const symbols = this.debuggee.has(pid) ? this.debuggee.task(pid).program.symbols : undefined;
    const named = op === 'add' && expr !== undefined ? symbols?.named(expr) : undefined;
    const address = named?.kind === 'data' ? hexAddress(named.address) : expr;
    const { watch, watches } = await this.debuggee.request('watch', { ...request, expr: address });
    const withName = (record: WatchRecord): WatchRecord => {
      const label = record.type === 'address' ? symbols?.dataLabelAt(Number(record.expr)) : undefined;
      return label === undefined ? record : { ...record, expr: label };
    };
    return {
      watch: 'watches' in watch ? { ...watch, watches: watch.watches.map(withName) } : withName(watch),
      ...(watches && { watches: watches.map(withName) }),
    };
  }

  private tableOf(pid: number): SymbolTable | undefined {
    return this.debuggee.has(pid) ? this.debuggee.task(pid).program.symbols.table : undefined;
  }
}
