import { type Decoding, decode, patchTrap } from './decode';

/** Breakpoints as traps in decoded code, which therefore belongs to one processor (machine spec 4.1, 7.1). */
export class Breakpoints {
  /** Counts the changes. */
  version = 0;
  private readonly code: Uint8Array;
  /** By pc modulo 4; made when first entered. */
  private readonly decodings: (Decoding | undefined)[] = [undefined, undefined, undefined, undefined];
  private readonly addresses = new Set<number>();
  private skipped = -1;

  constructor(code: Uint8Array) {
    this.code = code;
  }

  /** Every address at which the interpreter is to stop or to look, modulo 65536. */
  armed(): readonly number[] {
    return this.skipped < 0 ? [...this.addresses] : [...this.addresses, this.skipped];
  }

  /** The decoding that contains `pc`, or undefined when no whole instruction lies there. */
  decodingAt(pc: number): Decoding | undefined {
    if (pc + 4 > this.code.length) return undefined;
    return this.decodings[pc & 3] ?? this.decodeFor(pc & 3);
  }

  has(address: number): boolean {
    return this.addresses.has(address & 0xffff);
  }

  set(address: number): void {
    this.addresses.add(address & 0xffff);
    this.arm(address & 0xffff);
  }

  clear(address: number): void {
    this.addresses.delete(address & 0xffff);
    if (this.skipped !== (address & 0xffff)) this.disarm(address & 0xffff);
  }

  clearAll(): void {
    for (const address of this.addresses) this.clear(address);
  }

  sorted(): readonly number[] {
    return [...this.addresses].sort((a, b) => a - b);
  }

  get skip(): number {
    return this.skipped;
  }

  set skip(address: number) {
    const before = this.skipped;
    this.skipped = address < 0 ? -1 : address & 0xffff;
    if (before >= 0 && !this.has(before)) this.disarm(before);
    // Armed without a breakpoint too: the skip is used up when pc meets the address.
    if (this.skipped >= 0) this.arm(this.skipped);
  }

  /** Whether `pc` meets the address to skip, which is thereby used up. */
  takeSkip(pc: number): boolean {
    if (this.skipped < 0 || this.skipped !== (pc & 0xffff)) return false;
    this.skip = -1;
    return true;
  }

  arm(address: number): void {
    this.patch(address, true);
  }

  disarm(address: number): void {
    this.patch(address, false);
  }

  private patch(address: number, armed: boolean): void {
    this.version++;
    const decoding = this.decodings[address & 3];
    if (decoding !== undefined) patchTrap(decoding, address, armed);
  }

  private decodeFor(residue: number): Decoding {
    const decoding = decode(this.code, residue);
    this.decodings[residue] = decoding;
    for (const address of this.addresses) patchTrap(decoding, address, true);
    if (this.skipped >= 0) patchTrap(decoding, this.skipped, true);
    return decoding;
  }
}
