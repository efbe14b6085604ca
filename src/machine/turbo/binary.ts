/** The WebAssembly binary format, as far as translated code needs it (WebAssembly core specification 2.0, chapter 5). */

export enum Op {
  block = 0x02,
  loop = 0x03,
  if = 0x04,
  else = 0x05,
  end = 0x0b,
  br = 0x0c,
  brTable = 0x0e,
  call = 0x10,
  select = 0x1b,
  localGet = 0x20,
  localSet = 0x21,
  localTee = 0x22,
  load = 0x28,
  f32Load = 0x2a,
  load8u = 0x2d,
  load16u = 0x2f,
  store = 0x36,
  store8 = 0x3a,
  store16 = 0x3b,
  const = 0x41,
  i64Const = 0x42,
  f32Const = 0x43,
  f64Const = 0x44,
  eqz = 0x45,
  eq = 0x46,
  ne = 0x47,
  ltS = 0x48,
  ltU = 0x49,
  gtU = 0x4b,
  leS = 0x4c,
  geU = 0x4f,
  f32Ne = 0x5c,
  f64Ne = 0x62,
  add = 0x6a,
  sub = 0x6b,
  mul = 0x6c,
  divS = 0x6d,
  and = 0x71,
  or = 0x72,
  xor = 0x73,
  shl = 0x74,
  shrS = 0x75,
  shrU = 0x76,
  rotr = 0x78,
  i64GeU = 0x5a,
  i64Add = 0x7c,
  i64Mul = 0x7e,
  i64Or = 0x84,
  i64Shl = 0x86,
  i64ShrU = 0x88,
  f32Add = 0x92,
  f32Sub = 0x93,
  f32Mul = 0x94,
  f32Div = 0x95,
  f64Abs = 0x99,
  f64Nearest = 0x9e,
  f64Mul = 0xa2,
  f64Min = 0xa4,
  wrap = 0xa7,
  extendU = 0xad,
  f64Convert = 0xb7,
  f64Promote = 0xbb,
  f32Bits = 0xbc,
  i64Reinterpret = 0xbd,
}

export enum Type {
  empty = 0x40,
  f64 = 0x7c,
  f32 = 0x7d,
  i64 = 0x7e,
  i32 = 0x7f,
}

/** A growing sequence of bytes with the encodings of numbers and instructions. */
export class Code {
  readonly bytes: number[] = [];

  byte(...bytes: number[]): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  /** LEB128 of 0..2^31-1. */
  unsigned(value: number): this {
    for (; value > 127; value >>>= 7) this.bytes.push((value & 127) | 128);
    this.bytes.push(value);
    return this;
  }

  /** Signed LEB128 of any 32-bit number. */
  signed(value: number): this {
    for (; value < -64 || value > 63; value >>= 7) this.bytes.push((value & 127) | 128);
    this.bytes.push(value & 127);
    return this;
  }

  get(local: number): this {
    return this.byte(Op.localGet).unsigned(local);
  }

  set(local: number): this {
    return this.byte(Op.localSet).unsigned(local);
  }

  tee(local: number): this {
    return this.byte(Op.localTee).unsigned(local);
  }

  const(value: number): this {
    return this.byte(Op.const).signed(value | 0);
  }

  i64(value: number): this {
    return this.byte(Op.i64Const).signed(value);
  }

  f32(value: number): this {
    return this.byte(Op.f32Const, ...new Uint8Array(Float32Array.of(value).buffer));
  }

  f64(value: number): this {
    return this.byte(Op.f64Const, ...new Uint8Array(Float64Array.of(value).buffer));
  }

  /** A load or store at the address on the stack plus `offset`; aligned or not. */
  access(op: Op, offset = 0): this {
    return this.byte(op, 0).unsigned(offset);
  }

  br(depth: number): this {
    return this.byte(Op.br).unsigned(depth);
  }

  /** A vector of bytes with its length. */
  vector(bytes: readonly number[]): this {
    this.unsigned(bytes.length);
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }
}

export interface FunctionCode {
  readonly parameters: readonly Type[];
  readonly results: readonly Type[];
  readonly locals: readonly (readonly [count: number, type: Type])[];
  /** Without the final `end`. */
  readonly body: Code;
}

/** A module that imports its memory as `e.m` and exports its first function as `f`. */
export function moduleOf(functions: readonly FunctionCode[], pages: number): Uint8Array<ArrayBuffer> {
  const section = (id: number, fill: (code: Code) => void): number[] => {
    const content = new Code();
    fill(content);
    return new Code().byte(id).vector(content.bytes).bytes;
  };
  const name = (code: Code, text: string) => code.vector([...text].map((char) => char.charCodeAt(0)));
  const parts = [
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, (code) => {
      code.unsigned(functions.length);
      for (const { parameters, results } of functions) code.byte(0x60).vector(parameters).vector(results);
    }),
    section(2, (code) => {
      code.unsigned(1);
      name(name(code, 'e'), 'm').byte(2, 1).unsigned(pages).unsigned(pages);
    }),
    section(3, (code) => code.vector(functions.map((_, index) => index))),
    section(7, (code) => name(code.unsigned(1), 'f').byte(0, 0)),
    section(10, (code) => {
      code.unsigned(functions.length);
      for (const { locals, body } of functions) {
        const whole = new Code().unsigned(locals.length);
        for (const [count, type] of locals) whole.unsigned(count).byte(type);
        for (const byte of body.bytes) whole.bytes.push(byte);
        code.vector(whole.byte(Op.end).bytes);
      }
    }),
  ];
  return Uint8Array.from(parts.flat());
}
