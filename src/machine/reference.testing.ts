import { opcodeOf, rdOf, rs1Of, rs2Of, signedImmediateOf, unsignedImmediateOf } from '../isa/encoding';
import { instructionByOpcode } from '../isa/instructions';
import { Stop } from './stop';
import type { WatchAccess } from './watches';

export interface ReferenceState {
  code: Uint8Array;
  registerBase: number;
  pc: number;
  sp: number;
  psw: number;
  depth: number;
  steps: number;
  stackLimit: number;
  returnDepth: number;
  breakpoints: Set<number>;
  skip: number;
  watches: { address: number; length: number; access: WatchAccess }[];
}

const u32 = (x: number): number => x >>> 0;
const i32 = (x: number): number => x | 0;
const sign = (x: number): number => u32(x) >>> 31;

/** Value of a half, straight from its definition. */
function decode(bits: number): number {
  const s = bits & 0x8000 ? -1 : 1;
  const e = (bits >> 10) & 31;
  const f = bits & 1023;
  if (e === 31) return f === 0 ? s * Number.POSITIVE_INFINITY : Number.NaN;
  return s * (e === 0 ? f : 1024 + f) * 2 ** (Math.max(e, 1) - 25);
}

function roundHalfEven(x: number): number {
  const down = Math.floor(x);
  if (x - down !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}

/** Machine spec 3.5, steps 1 to 6. */
function encode(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const s = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const y = Math.abs(x);
  if (y >= 65536) return s | 0x7c00;
  if (y < 2 ** -14) return s | Math.min(roundHalfEven(y * 2 ** 24), 0x3ff);
  let e = -14;
  while (y >= 2 ** (e + 1)) e++;
  let f = roundHalfEven((y / 2 ** e - 1) * 1024);
  if (f === 1024) {
    f = 0;
    e++;
  }
  return e === 16 ? s | 0x7c00 : s | ((e + 15) << 10) | f;
}

/** Thrown inside a step: the fault code. */
class Fault extends Error {
  constructor(readonly code: number) {
    super();
  }
}

/**
 * The machine once more, written down as plainly as the specification (sections 3 and 4.1), one instruction at a time and
 * every flag at once: the oracle for the production interpreter.
 */
export class ReferenceMachine {
  readonly memory = new Uint8Array(0x10000);
  private readonly outside = new Uint8Array(64);
  private touched: { address: number; width: number; access: 'read' | 'write' } | undefined;

  constructor(readonly state: ReferenceState) {}

  register(n: number): number {
    const base = this.state.registerBase % 0x10000;
    const [bytes, at] = base === 0 ? [this.outside, 4 * n] : [this.memory, base + 4 * n];
    return bytes[at]! + bytes[at + 1]! * 2 ** 8 + bytes[at + 2]! * 2 ** 16 + bytes[at + 3]! * 2 ** 24;
  }

  setRegister(n: number, value: number): void {
    const base = this.state.registerBase % 0x10000;
    const [bytes, at] = base === 0 ? [this.outside, 4 * n] : [this.memory, base + 4 * n];
    for (let k = 0; k < 4; k++) bytes[at + k] = u32(value) >>> (8 * k);
  }

  run(budget: number): Stop {
    for (let n = 0; n < budget; n++) {
      const stop = this.step();
      if (stop !== Stop.budget) return stop;
    }
    return Stop.budget;
  }

  completeService(): void {
    this.state.pc += 4;
    this.state.steps += 1;
  }

  private step(): Stop {
    const { state } = this;
    const pc16 = state.pc % 0x10000;
    if (pc16 === state.skip) state.skip = -1;
    else if (state.breakpoints.has(pc16)) return Stop.breakpoint;
    if (state.pc + 4 > state.code.length) return Stop.fetchError;
    this.touched = undefined;
    const depth = state.depth;
    try {
      const stop = this.execute(this.word(state.pc));
      if (this.watched()) return Stop.watch;
      if (stop === Stop.budget && state.depth < depth && state.depth < state.returnDepth) return Stop.depth;
      return stop;
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      this.setRegister(0, fault.code);
      return Stop.fault;
    }
  }

  private word(pc: number): number {
    const { code } = this.state;
    return code[pc]! * 2 ** 24 + code[pc + 1]! * 2 ** 16 + code[pc + 2]! * 2 ** 8 + code[pc + 3]!;
  }

  private watched(): boolean {
    const touched = this.touched;
    if (touched === undefined) return false;
    return this.state.watches.some(
      ({ address, length, access }) =>
        (access === 'readWrite' || access === touched.access) &&
        touched.address < address + length &&
        address < touched.address + touched.width,
    );
  }

  private load(address: number, width: number): number {
    if (address + width > 0x10000) throw new Fault(0xffffff04);
    this.touched = { address, width, access: 'read' };
    let value = 0;
    for (let k = 0; k < width; k++) value += this.memory[address + k]! * 2 ** (8 * k);
    return value;
  }

  private store(address: number, width: number, value: number): void {
    if (address + width > 0x10000) throw new Fault(0xffffff04);
    this.touched = { address, width, access: 'write' };
    for (let k = 0; k < width; k++) this.memory[address + k] = u32(value) >>> (8 * k);
  }

  private push(value: number): void {
    const top = this.state.sp - 4;
    if (top < 0 || top < this.state.stackLimit || top + 4 > 0x10000) throw new Fault(0xffffff03);
    this.store(top, 4, value);
    this.state.sp = top;
    this.setRegister(15, top);
  }

  private pop(): number {
    const { sp } = this.state;
    if (sp >= 0x10000) throw new Fault(0xffffff02);
    const value = this.load(sp, 4);
    this.state.sp = sp + 4;
    this.setRegister(15, sp + 4);
    return value;
  }

  private setFlags(result: number, carry: boolean, overflow: boolean): void {
    const { state } = this;
    state.psw &= 0xf0;
    if (u32(result) === 0) state.psw |= 1;
    if (carry) state.psw |= 2;
    if (sign(result)) state.psw |= 4;
    if (overflow) state.psw |= 8;
  }

  private execute(word: number): Stop {
    const { state } = this;
    const rd = rdOf(word);
    const a = this.register(rs1Of(word));
    const b = this.register(rs2Of(word));
    const simm = signedImmediateOf(word);
    const uimm = unsignedImmediateOf(word);
    const address = u32(a + simm) % 0x10000;
    const carry = (state.psw >> 1) & 1;
    const overflowOfSum = (x: number, y: number): boolean => sign(x) === sign(y) && sign(x + y) !== sign(x);
    const overflowOfDifference = (x: number, y: number): boolean => sign(x) !== sign(y) && sign(x - y) !== sign(x);
    const setHalf = (value: number): void => {
      this.setRegister(rd, Math.floor(this.register(rd) / 0x10000) * 0x10000 + encode(value));
    };
    const shift = (result: number, out: number): void => {
      this.setFlags(result, b % 32 === 0 ? carry === 1 : out !== 0, false);
      this.setRegister(rd, result);
    };
    const logic = (result: number): void => {
      this.setFlags(result, false, false);
      this.setRegister(rd, result);
    };
    let next = state.pc + 4;
    let stop: Stop = Stop.budget;
    switch (instructionByOpcode(opcodeOf(word))?.mnemonic) {
      case 'LDI':
        this.setRegister(rd, simm);
        break;
      case 'LDI32':
        if (state.pc + 8 > state.code.length) return Stop.fetchError;
        this.setRegister(rd, this.word(state.pc + 4));
        next += 4;
        break;
      case 'MOV':
        this.setRegister(rd, a);
        break;
      case 'LD':
        this.setRegister(rd, this.load(address, 4));
        break;
      case 'LDH':
        this.setRegister(rd, this.load(address, 2));
        break;
      case 'LDB':
        this.setRegister(rd, this.load(address, 1));
        break;
      case 'ST':
        this.store(address, 4, b);
        break;
      case 'STH':
        this.store(address, 2, b);
        break;
      case 'STB':
        this.store(address, 1, b);
        break;
      case 'ADD':
        this.setFlags(a + b, a + b >= 2 ** 32, overflowOfSum(a, b));
        this.setRegister(rd, a + b);
        break;
      case 'ADC':
        this.setFlags(a + b + carry, a + b + carry >= 2 ** 32, overflowOfSum(a, u32(b + carry)));
        this.setRegister(rd, a + b + carry);
        break;
      case 'SUB':
        this.setFlags(a - b, a >= b, overflowOfDifference(a, b));
        this.setRegister(rd, a - b);
        break;
      case 'CMP':
        this.setFlags(a - b, a >= b, overflowOfDifference(a, b));
        break;
      case 'SBC': {
        const borrow = 1 - carry;
        this.setFlags(a - b - borrow, a >= b + borrow, overflowOfDifference(a, u32(b + borrow)));
        this.setRegister(rd, a - b - borrow);
        break;
      }
      case 'MUL': {
        const product = BigInt(a) * BigInt(b);
        const low = Number(product & 0xffffffffn);
        this.setFlags(low, product >> 32n !== 0n, product >> 32n !== 0n);
        this.setRegister(rd, low);
        break;
      }
      case 'DIV':
        if (b === 0) throw new Fault(0xffffff05);
        logic(u32(Math.trunc(i32(a) / i32(b))));
        break;
      case 'AND':
        logic(a & b);
        break;
      case 'OR':
        logic(a | b);
        break;
      case 'XOR':
        logic(a ^ b);
        break;
      case 'NOT':
        logic(~a);
        break;
      case 'LSL':
        shift(a << (b % 32), Math.floor(a / 2 ** (32 - (b % 32))) % 2);
        break;
      case 'LSR':
        shift(Math.floor(a / 2 ** (b % 32)), Math.floor(a / 2 ** ((b % 32) - 1)) % 2);
        break;
      case 'ASR':
        shift(i32(a) >> (b % 32), Math.floor(a / 2 ** ((b % 32) - 1)) % 2);
        break;
      case 'JMP':
        next = uimm;
        break;
      case 'JZ':
        if (state.psw & 1) next = uimm;
        break;
      case 'JNZ':
        if (!(state.psw & 1)) next = uimm;
        break;
      case 'CALL': {
        const target = ((rs1Of(word) === 0 ? state.pc : a) + 4 * simm) & 0xffff;
        this.push(next);
        state.depth++;
        next = target;
        break;
      }
      case 'RET':
        if (state.depth === 0) return Stop.returned;
        next = this.pop();
        state.depth--;
        break;
      case 'PUSH':
        this.push(a);
        break;
      case 'POP':
        this.setRegister(rd, this.pop());
        break;
      case 'FADD':
        setHalf(decode(a) + decode(b));
        break;
      case 'FSUB':
        setHalf(decode(a) - decode(b));
        break;
      case 'FMUL':
        setHalf(decode(a) * decode(b));
        break;
      case 'FDIV':
        setHalf(decode(a) / (decode(b) === 0 ? Number.POSITIVE_INFINITY : decode(b)));
        break;
      case 'I2F':
        setHalf(i32(a));
        break;
      case 'F2I': {
        const value = decode(a);
        if (Number.isFinite(value)) this.setRegister(rd, Math.trunc(value));
        else this.setRegister(rd, Number.isNaN(value) ? 0 : value > 0 ? 0x7fffffff : 0x80000000);
        break;
      }
      case 'SVC':
        return Stop.service;
      case 'BRK':
        stop = Stop.brk;
        break;
      default:
        stop = Stop.illegal;
    }
    state.pc = next;
    state.steps++;
    return stop;
  }
}
