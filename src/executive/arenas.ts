/** Hands out register banks and stacks (services spec 2.5, machine spec 1.5). */

import { REGISTER_BANK_BASE, REGISTER_BANK_SIZE, RODATA_BASE, STACK_SIZE, STACK_TOP } from '../isa/constants';
import { ExecutiveError } from './errors';
import type { Arena } from './task';

export class Arenas {
  private readonly freeBanks: number[] = [];
  private readonly freeStacks: number[] = [];
  private nextBank = REGISTER_BANK_BASE;
  private lowestStack = STACK_TOP;

  /** @param stackSize bytes of every stack */
  constructor(private readonly stackSize = STACK_SIZE) {}

  /**
   * @param rodataLength bytes of read-only data the task brings along; its stack must not lie over them (fixes quirk 15)
   * @throws ExecutiveError when no stack or bank is left; nothing is taken then
   */
  allocate(rodataLength: number): Arena {
    const bank = this.freeBanks.at(-1) ?? this.nextBank;
    const stackBase = this.freeStacks.at(-1) ?? this.lowestStack - this.stackSize;
    const banksEnd = Math.max(this.nextBank, bank + REGISTER_BANK_SIZE);
    if (stackBase <= banksEnd) throw new ExecutiveError('insufficient VM memory for stacks');
    checkPlace(stackBase, this.stackSize, rodataLength);
    if (this.freeBanks.pop() === undefined) this.nextBank += REGISTER_BANK_SIZE;
    if (this.freeStacks.pop() === undefined) this.lowestStack = stackBase;
    const { stackSize } = this;
    return { registerBase: bank, stackBase, stackSize, stackPointer: stackBase + stackSize };
  }

  release(arena: Arena): void {
    this.freeBanks.push(arena.registerBase);
    this.freeStacks.push(arena.stackBase);
  }
}

/** @throws ExecutiveError when a stack would lie over the read-only data of its task */
export function checkPlace(stackBase: number, stackSize: number, rodataLength: number): void {
  if (rodataLength === 0 || stackBase >= RODATA_BASE + rodataLength || stackBase + stackSize <= RODATA_BASE) return;
  throw new ExecutiveError('insufficient VM memory for stacks: the stack would lie over the read-only data');
}
