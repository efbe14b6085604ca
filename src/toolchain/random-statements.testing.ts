/**
 * Random valid statements, and what they have to become. The encoder here is written from toolchain spec 6, 8 and 9 by
 * itself: it shares no table with the assembler, and knows the values it was given instead of reading any text.
 */

import fc from 'fast-check';

export interface Reference {
  readonly type: string;
  readonly section: 'code' | 'rodata';
  readonly place: number;
  readonly symbol: string;
  readonly kind: string;
  readonly pcRelative: boolean;
}

/** Where a label is: its final address, and its offset in its unit's section. */
export type Lookup = (name: string) => { readonly address: number; readonly offset: number };

/** One statement: its text, its size in bytes, and how it is encoded at its place. */
export interface Statement {
  readonly section: 'text' | 'data' | 'any';
  readonly text: string;
  readonly label?: string;
  /** @param offset of the statement in its unit's section */
  readonly size: (offset: number) => number;
  /** Words, or bytes of data. @param pc final address of the statement */
  readonly encode: (offset: number, pc: number, lookup: Lookup) => number[];
  readonly references: (offset: number) => readonly Reference[];
}

const word = (opcode: number, rd = 0, rs1 = 0, rs2 = 0, imm = 0): number =>
  ((opcode << 24) | (rd << 20) | (rs1 << 16) | (rs2 << 12) | (imm & 0xfff)) >>> 0;

const none = (): readonly Reference[] => [];

/** A number and one of the ways to write it. */
const spelled = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).chain((value) => {
    const forms = [String(value)];
    if (value >= 0)
      forms.push(`0x${value.toString(16)}`, `0X${value.toString(16).toUpperCase()}`, `0b${value.toString(2)}`);
    if (value >= 0) forms.push(`+${value}`, `00${value}`);
    if (value >= 1000) forms.push(String(value).replace(/(\d)(\d\d\d)$/, '$1_$2'));
    if (value > 0x20 && value < 0x7f && value !== 0x27 && value !== 0x3b && value !== 0x2c) {
      forms.push(`'${String.fromCharCode(value)}'`);
    }
    return fc.constantFrom(...forms).map((text) => ({ text, value }));
  });

const register = fc
  .nat(15)
  .chain((index) => fc.constantFrom(`R${index}`, `r${index}`).map((text) => ({ text, index })));
const separator = fc.constantFrom(', ', ',', ' ', ' , ', '\t');

const plain = (text: string, value: number): Statement => ({
  section: 'text',
  text,
  size: () => 4,
  encode: () => [value],
  references: none,
});

const cased = (mnemonic: string) => fc.constantFrom(mnemonic, mnemonic.toLowerCase());

const threeRegisters = Object.entries({
  ...{ ADD: 0x10, SUB: 0x11, MUL: 0x12, DIV: 0x13, AND: 0x14, OR: 0x15, XOR: 0x16, LSL: 0x31, LSR: 0x32, ASR: 0x33 },
  ...{ ADC: 0x34, SBC: 0x35, FADD: 0x50, FSUB: 0x51, FMUL: 0x52, FDIV: 0x53 },
}).map(([name, opcode]) =>
  fc
    .tuple(cased(name), register, separator, register, separator, register)
    .map(([mnemonic, rd, s1, rs1, s2, rs2]) =>
      plain(`${mnemonic} ${rd.text}${s1}${rs1.text}${s2}${rs2.text}`, word(opcode, rd.index, rs1.index, rs2.index)),
    ),
);

const twoRegisters = Object.entries({ MOV: 0x04, NOT: 0x17, I2F: 0x54, F2I: 0x55 }).map(([name, opcode]) =>
  fc
    .tuple(cased(name), register, separator, register)
    .map(([mnemonic, rd, gap, rs1]) =>
      plain(`${mnemonic} ${rd.text}${gap}${rs1.text}`, word(opcode, rd.index, rs1.index)),
    ),
);

const others = [
  fc
    .tuple(register, separator, register)
    .map(([a, gap, b]) => plain(`CMP ${a.text}${gap}${b.text}`, word(0x20, 0, a.index, b.index))),
  register.map((rs1) => plain(`PUSH ${rs1.text}`, word(0x40, 0, rs1.index))),
  register.map((rd) => plain(`POP ${rd.text}`, word(0x41, rd.index))),
  fc.constant(plain('RET', word(0x25))),
  fc.constant(plain('BRK', word(0x7f))),
  spelled(0, 255).map(({ text, value }) => plain(`BRK ${text}`, word(0x7f, 0, 0, 0, value))),
  spelled(0, 4095).map(({ text, value }) => plain(`SVC ${text}`, word(0x30, 0, 0, 0, value))),
  fc
    .tuple(spelled(0, 15), separator, spelled(0, 255))
    .filter(([module, , fn]) => !/'/.test(module.text + fn.text))
    .map(([module, gap, fn]) =>
      plain(`SVC mod=${module.text}${gap}FN=${fn.text}`, word(0x30, 0, 0, 0, module.value * 256 + fn.value)),
    ),
  fc
    .tuple(register, separator, spelled(-2048, 2047))
    .map(([rd, gap, { text, value }]) => plain(`LDI ${rd.text}${gap}${text}`, word(0x01, rd.index, 0, 0, value))),
  fc
    .tuple(
      fc.constantFrom(['JMP', 0x21], ['JZ', 0x22], ['JNZ', 0x23]) as fc.Arbitrary<[string, number]>,
      spelled(0, 4095),
    )
    .map(([[mnemonic, opcode], { text, value }]) => plain(`${mnemonic} ${text}`, word(opcode, 0, 0, 0, value))),
  spelled(-2048, 2047).map(({ text, value }) => plain(`CALL ${text}`, word(0x24, 0, 0, 0, value))),
  fc.tuple(register, separator, spelled(-(2 ** 31), 2 ** 32 - 1)).map(
    ([rd, gap, { text, value }]): Statement => ({
      section: 'text',
      text: `LDI32 ${rd.text}${gap}${text}`,
      size: () => 8,
      encode: () => [word(0x60, rd.index), value >>> 0],
      references: none,
    }),
  ),
];

const memory = fc
  .tuple(
    fc.constantFrom(
      ['LD', 0x02, 0],
      ['LDB', 0x06, 0],
      ['LDH', 0x07, 0],
      ['ST', 0x03, 1],
      ['STB', 0x08, 1],
      ['STH', 0x09, 1],
    ) as fc.Arbitrary<[string, number, number]>,
    register,
    register,
    spelled(-2048, 2047),
    separator,
  )
  .filter(([, , , { text }]) => !text.startsWith('+'))
  .map(([[mnemonic, opcode, store], first, base, { text, value }, gap]) => {
    const address = `[${base.text}+${text}]`;
    return store
      ? plain(`${mnemonic} ${address}${gap}${first.text}`, word(opcode, 0, base.index, first.index, value))
      : plain(`${mnemonic} ${first.text}${gap}${address}`, word(opcode, first.index, base.index, 0, value));
  });

/** A name with what the linker makes of it. */
interface Use {
  readonly text: string;
  readonly symbol: string;
  readonly kind: string;
  readonly value: (lookup: Lookup) => number;
}

const useOf = (symbol: string, kind: string): Use => ({
  text: kind === 'symbol' ? symbol : `${kind}(${symbol})`,
  symbol,
  kind,
  value: (lookup) => {
    const { address, offset } = lookup(symbol);
    if (kind === 'lo16') return address % 0x10000;
    if (kind === 'hi16') return Math.floor(address / 0x10000);
    return kind === 'off16' ? offset % 0x10000 : address;
  },
});

const inCode = (type: string, place: number, { symbol, kind }: Use, pcRelative = false): readonly Reference[] => [
  { type, section: 'code', place, symbol, kind, pcRelative },
];

/** Instructions that refer to code or data; what they may refer to keeps every value in reach. */
export function referring(code: fc.Arbitrary<string>, data: fc.Arbitrary<string>): fc.Arbitrary<Statement>[] {
  const any = fc.oneof(code, data);
  const wide = fc.oneof(
    fc.tuple(any, fc.constantFrom('symbol', 'lo16', 'hi16')).map(([name, kind]) => useOf(name, kind)),
    data.map((name) => useOf(name, 'off16')),
  );
  const narrow = fc.oneof(
    code.map((name) => useOf(name, 'symbol')),
    any.map((name) => useOf(name, 'hi16')),
    data.map((name) => useOf(name, 'off16')),
  );
  const one = (text: string, use: Use, type: string, base: number): Statement => ({
    section: 'text',
    text,
    size: () => 4,
    encode: (_, __, lookup) => [(base | (use.value(lookup) & 0xfff)) >>> 0],
    references: (offset) => inCode(type, offset / 4, use),
  });
  return [
    fc
      .tuple(register, narrow)
      .map(([rd, use]) => one(`LDI ${rd.text}, ${use.text}`, use, 'imm12', word(0x01, rd.index))),
    fc
      .tuple(register, register, narrow)
      .map(([rd, base, use]) =>
        one(`LD ${rd.text}, [${base.text}+${use.text}]`, use, 'mem', word(0x02, rd.index, base.index)),
      ),
    code.map((name) => one(`JNZ ${name}`, useOf(name, 'symbol'), 'jump', word(0x23))),
    code.map((name): Statement => {
      const use = useOf(name, 'symbol');
      return {
        section: 'text',
        text: `CALL ${name}`,
        size: () => 4,
        encode: (_, pc, lookup) => [word(0x24, 0, 0, 0, (use.value(lookup) - pc) / 4)],
        references: (offset) => inCode('jump', offset / 4, use, true),
      };
    }),
    fc.tuple(register, wide).map(
      ([rd, use]): Statement => ({
        section: 'text',
        text: `LDI32 ${rd.text}, ${use.text}`,
        size: () => 8,
        encode: (_, __, lookup) => [word(0x60, rd.index), use.value(lookup)],
        references: (offset) => inCode('imm32', offset / 4 + 1, use),
      }),
    ),
    fc
      .tuple(
        fc.constantFrom(['.byte', 1], ['.half', 2], ['.hword', 2], ['.word', 4]) as fc.Arbitrary<[string, 1 | 2 | 4]>,
        fc.array(fc.oneof(wide, spelled(-128, 2 ** 32 - 1)), { minLength: 1, maxLength: 4 }),
      )
      .map(
        ([[directive, size], items]): Statement => ({
          section: 'data',
          text: `${directive} ${items.map(({ text }) => text).join(', ')}`,
          size: () => size * items.length,
          encode: (_, __, lookup) =>
            items.flatMap((item) => bytesOf('kind' in item ? item.value(lookup) : item.value, size)),
          references: (offset) =>
            items.flatMap((item, index) =>
              'kind' in item
                ? [
                    {
                      type: { 1: 'data_byte', 2: 'data_half', 4: 'data_word' }[size],
                      section: 'rodata' as const,
                      place: offset + index * size,
                      symbol: item.symbol,
                      kind: item.kind,
                      pcRelative: false,
                    },
                  ]
                : [],
            ),
        }),
      ),
  ];
}

function bytesOf(value: number, size: number): number[] {
  return Array.from({ length: size }, (_, byte) => Math.floor(value / 2 ** (8 * byte)) & 0xff);
}

const filling = (section: 'text' | 'data', text: string, size: (offset: number) => number): Statement => ({
  section,
  text,
  size,
  encode: (offset) => Array.from({ length: section === 'text' ? size(offset) / 4 : size(offset) }, () => 0),
  references: none,
});

export const fillings = [
  fc.nat(40).map((size) => filling('data', `.zero ${size}`, () => size)),
  fc
    .integer({ min: 1, max: 16 })
    .map((unit) => filling('data', `.align ${unit}`, (offset) => (unit - (offset % unit)) % unit)),
  fc
    .nat(300)
    .map((target) => filling('text', `.org ${target}`, (offset) => Math.max(0, Math.ceil((target - offset) / 4) * 4))),
  fc
    .tuple(
      fc.constantFrom('.ascii', '.asciz', '.string'),
      fc.array(
        fc.constantFrom(
          ['a', 0x61],
          [' ', 0x20],
          ['\\n', 10],
          ['\\x41', 0x41],
          ['\\\\', 0x5c],
          ['\\0', 0],
          [',', 0x2c],
          ["'", 0x27],
        ) as fc.Arbitrary<[string, number]>,
      ),
    )
    .map(([directive, characters]): Statement => {
      const bytes = [...characters.map(([, byte]) => byte), ...(directive === '.ascii' ? [] : [0])];
      const text = `${directive} "${characters.map(([character]) => character).join('')}"`;
      return { section: 'data', text, size: () => bytes.length, encode: () => bytes, references: none };
    }),
];

export const labelStatement = (label: string, section: 'text' | 'data'): Statement => ({
  section,
  text: `${label}:`,
  label,
  size: () => 0,
  encode: () => [],
  references: none,
});

/** Instructions that need no label. */
export const instructions = [...threeRegisters, ...twoRegisters, ...others, memory];

export const returning = plain('RET', word(0x25));
