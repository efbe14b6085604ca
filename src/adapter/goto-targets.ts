/** Where *Set Next Statement* and *Step Into Target* can lead. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { callTarget, opcodeOf, rs1Of, signedImmediateOf, wordAt } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import { instructionAddress } from './addresses';
import type { ClientPort } from './client-port';
import { type Debuggee, routineAt } from './debuggee';
import { RequestError } from './request-error';
import type { Sources } from './sources';
import type { Frame } from './stack';

const SPACE = 0x10000;

/** Ids of goto targets tell task and address. */
const gotoPlace = (targetId: number): { pid: number; pc: number } => ({
  pid: Math.floor(targetId / SPACE),
  pc: targetId % SPACE,
});

export class Targets {
  constructor(
    private readonly debuggee: Debuggee,
    private readonly sources: Sources,
    private readonly client: ClientPort,
  ) {}

  /** The starts of a source line in all tasks that hold it. @throws RequestError */
  ofLine(args: DebugProtocol.GotoTargetsArguments): DebugProtocol.GotoTargetsResponse['body'] {
    const line = this.client.fromClientLine(args.line);
    const places = this.placesOf(args.source, line);
    if (places.length === 0) throw new RequestError(`line ${line} has no code to go to`);
    const many = this.debuggee.tasks.length > 1;
    return {
      targets: places.map(({ pid, pc }) => ({
        id: pid * SPACE + pc,
        label: `${routineAt(this.debuggee.task(pid), pc)}, line ${line}${many ? ` (pid ${pid})` : ''}`,
        line: args.line,
        instructionPointerReference: instructionAddress({ pid, pc }),
      })),
    };
  }

  /** Moves the program counter of a task. @throws RequestError */
  async goto({ threadId, targetId }: DebugProtocol.GotoArguments): Promise<void> {
    const { pid, pc } = gotoPlace(targetId);
    if (pid !== threadId) throw new RequestError('this line belongs to another task than the one that is selected');
    await this.debuggee.request('vm_reg_set', { pid, reg: 'PC', value: pc });
  }

  /** The routines that the rest of the frame's line calls; their ids are their entries. */
  ofCalls(frame: Frame): DebugProtocol.StepInTargetsResponse['body'] {
    const { task, pc } = frame;
    if (!frame.isInnermost) throw new RequestError('a step begins in the innermost frame: select that');
    const ranges = task.program.symbols.rangesOfLineAt(pc);
    const inLine = (address: number) => ranges.some(([start, end]) => address >= start && address < end);
    const calls = task.code.starts.filter((address) => address === pc || (address > pc && inLine(address)));
    const targets = new Map<number, DebugProtocol.StepInTarget>();
    for (const address of calls) {
      const id = targetOf(frame, address);
      if (id === undefined || targets.has(id)) continue;
      const location = this.sources.inFile(task, address);
      targets.set(id, {
        id,
        label: routineAt(task, id),
        ...(location && {
          line: this.client.toClientLine(location.line),
          column: this.client.toClientColumn(location.column),
        }),
      });
    }
    return { targets: [...targets.values()] };
  }

  private placesOf(source: DebugProtocol.Source, line: number): { pid: number; pc: number }[] {
    if (source.sourceReference) {
      const { task, listing } = this.sources.listing(source.sourceReference);
      const found = listing.instructionAtOrBelow(line);
      return found?.line === line ? [{ pid: task.pid, pc: found.pc }] : [];
    }
    return this.debuggee.tasks.flatMap(({ pid, program }) =>
      (program.symbols.linesOf(source.path ?? '')?.entriesOf(line) ?? []).map((pc) => ({ pid, pc })),
    );
  }
}

/** What a CALL at `address` calls; through a register only as the register is now. */
function targetOf(frame: Frame, address: number): number | undefined {
  const word = wordAt(frame.task.code.bytes, address);
  if (word === undefined || opcodeOf(word) !== Opcode.CALL) return undefined;
  const base = rs1Of(word);
  if (base === 0) return callTarget(address, word);
  return address === frame.pc ? (frame.register(`R${base}`) + 4 * signedImmediateOf(word)) & 0xffff : undefined;
}
