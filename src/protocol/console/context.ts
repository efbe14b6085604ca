/** What commands of the console share: the executive, the task in focus, names of addresses. */

import type { TaskRecord } from '../../executive/task-record';
import { CommandError, type ExecutiveClient } from '../client';
import type { Request, Response } from '../contract';
import type { SymbolRecord } from '../contract/symbols';
import type { RunActions } from './run-actions';
import { StopWatch } from './stop-watch';
import { hex } from './text';
import { type Arguments, ConsoleError, numberOf } from './words';

interface HostFiles {
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
}

export interface ConsoleHost {
  /** Loads a program from a file of the host's, or, on a remote executive, of the executive's. */
  load(client: ExecutiveClient, path: string): Promise<number>;
  /** Text files of the host's, by their paths; undefined where there are none. @throws ConsoleError */
  readonly files?: HostFiles | undefined;
  /** Takes a line that nobody has asked for; undefined where none is wanted. */
  readonly notify?: ((line: string) => void) | undefined;
  /** Shows the tasks until somebody has seen enough; undefined where there is no screen. */
  readonly top?: ((context: ConsoleContext) => Promise<void>) | undefined;
}

const SYMBOL = /^([A-Za-z_.$][\w.$]*)([+-]\w+)?$/;

export class ConsoleContext {
  readonly stops: StopWatch;
  readonly actions: RunActions;
  /** The task that commands without a pid are about. */
  private focused: number | undefined;
  /** The frame that `up` and `down` move to. */
  frame = 0;
  /** Breakpoints that are switched off, by pid. */
  readonly disabled = new Map<number, Set<number>>();

  constructor(
    readonly client: ExecutiveClient,
    readonly host: ConsoleHost,
    actions: (context: ConsoleContext) => RunActions,
  ) {
    this.stops = new StopWatch(client);
    this.actions = actions(this);
  }

  async tasks(): Promise<readonly TaskRecord[]> {
    return (await this.client.request('ps', {})).tasks.tasks;
  }

  async task(pid: number): Promise<TaskRecord> {
    const task = (await this.tasks()).find((candidate) => candidate.pid === pid);
    if (!task) throw new ConsoleError(`There is no task with pid ${pid}; 'ps' lists them.`);
    return task;
  }

  focusOn(pid: number): void {
    if (pid !== this.focused) this.frame = 0;
    this.focused = pid;
  }

  /** The task in focus, or the only one there is. @throws ConsoleError */
  async focus(): Promise<number> {
    const tasks = await this.tasks();
    if (this.focused !== undefined && tasks.some(({ pid }) => pid === this.focused)) return this.focused;
    const [first, ...others] = tasks;
    if (!first) throw new ConsoleError("No task is loaded; 'load FILE' loads one.");
    if (others.length > 0)
      throw new ConsoleError("Say which task: -p PID for one command, 'use PID' for all that follow.");
    this.focusOn(first.pid);
    return first.pid;
  }

  /**
   * The task a command is about: `-p PID`, else a first word that is the pid of a task and leaves enough words behind
   * it, else the one in focus.
   * @param needs words that the command needs besides
   */
  async pid(words: Arguments, needs = 0): Promise<number> {
    if (words.pid !== undefined) return (await this.task(words.pid)).pid;
    const first = words.peek();
    if (first !== undefined && /^\d+$/.test(first) && words.count > needs) {
      const pid = Number(first);
      if ((await this.tasks()).some((task) => task.pid === pid)) {
        words.next();
        return pid;
      }
    }
    return this.focus();
  }

  /** A number, a symbol with or without an offset, or a register. @throws ConsoleError */
  async address(pid: number, word: string): Promise<number> {
    const number = numberOf(word);
    if (number !== undefined) return number;
    const register = await this.register(pid, word);
    if (register !== undefined) return register;
    const [, name, offset] = SYMBOL.exec(word) ?? [];
    if (name === undefined) throw new ConsoleError(`"${word}" is neither a number nor a symbol.`);
    const symbol = await this.symbol(pid, name);
    if (!symbol) throw new ConsoleError(`Task ${pid} has no symbol "${name}"; 'symbols' lists those it has.`);
    const distance = offset === undefined ? 0 : numberOf(offset);
    if (distance === undefined) throw new ConsoleError(`"${offset}" behind the symbol is no number.`);
    return symbol.address + distance;
  }

  private async register(pid: number, word: string): Promise<number | undefined> {
    const name = word.replace(/^\$/, '').toUpperCase();
    const index = /^R(\d|1[0-5])$/.exec(name)?.[1];
    if (index === undefined && name !== 'PC' && name !== 'SP') return undefined;
    const { pc, sp, regs } = (await this.client.request('dumpregs', { pid })).registers;
    return name === 'PC' ? pc : name === 'SP' ? sp : regs[Number(index)];
  }

  async symbol(pid: number, name: string): Promise<SymbolRecord | null> {
    const answer = await this.look({ pid, op: 'name', name });
    return answer && 'symbol' in answer ? answer.symbol : null;
  }

  /** Undefined where the executive's variant has no symbols. */
  private async look(request: Request<'sym'>): Promise<Response<'sym'> | undefined> {
    try {
      return await this.client.request('sym', request);
    } catch (error) {
      if (error instanceof CommandError && error.message === 'unsupported_feature:symbols') return undefined;
      throw error;
    }
  }

  /** An address with its name and source line, as far as they are known. */
  async place(pid: number, address: number): Promise<string> {
    const named = await this.look({ pid, op: 'addr', address });
    const lined = await this.look({ pid, op: 'line', address });
    const symbol = named && 'symbol' in named ? named.symbol : null;
    const line = lined && 'line' in lined ? lined.line : null;
    const name = symbol ? ` <${symbol.name}${symbol.offset ? `+${symbol.offset}` : ''}>` : '';
    return `${hex(address)}${name}${line ? ` ${line.file}:${line.line}` : ''}`;
  }
}
