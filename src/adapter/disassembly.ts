/** The disassembly view: always as many rows as asked for, with symbols and source lines. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { instructionAddress, parseCodeAddress } from './addresses';
import type { ClientPort } from './client-port';
import type { Row } from './code-map';
import type { Debuggee, Task } from './debuggee';
import { instructionText } from './instruction-text';
import { RequestError } from './request-error';
import type { Sources } from './sources';

/** More than any code section can hold, so that a request cannot ask for an endless answer. */
const MAX_ROWS = 65536;

/** What stands in the rows around a code section. Below 0 an editor shows negative addresses. */
const NO_CODE = '(no code)';

export class Disassembly {
  constructor(
    private readonly debuggee: Debuggee,
    private readonly sources: Sources,
    private readonly client: ClientPort,
  ) {}

  rows(args: DebugProtocol.DisassembleArguments): NonNullable<DebugProtocol.DisassembleResponse['body']> {
    const { pid, pc } = parseCodeAddress(args.memoryReference);
    const task = this.debuggee.task(pid);
    if (args.instructionCount > MAX_ROWS) throw new RequestError(`at most ${MAX_ROWS} instructions at a time`);
    const rows = task.code.rows(pc + (args.offset ?? 0), args.instructionOffset ?? 0, args.instructionCount);
    return { instructions: rows.map((row) => this.describe(task, row, args.resolveSymbols !== false)) };
  }

  private describe(task: Task, { address, size }: Row, resolveSymbols: boolean): DebugProtocol.DisassembledInstruction {
    const place = instructionAddress({ pid: task.pid, pc: address });
    if (size === 0) return { address: place, instruction: NO_CODE, presentationHint: 'invalid' };
    const { text, bytes } = instructionText(task, address);
    const label = resolveSymbols ? task.program.symbols.labelsAt(address)[0] : undefined;
    const location = this.sources.inFile(task, address);
    return {
      address: place,
      instructionBytes: bytes,
      instruction: text,
      ...(label !== undefined && { symbol: label }),
      ...(location && {
        location: location.source,
        line: this.client.toClientLine(location.line),
        column: this.client.toClientColumn(location.column),
      }),
    };
  }
}
