import { Builder } from './builder';

export interface Program {
  readonly name: string;
  readonly code: Uint8Array;
  /** R0 at the end. */
  readonly result: number;
}

/** Counts the primes below 8192, 20 times. */
function sieve(): Uint8Array {
  return (
    new Builder()
      .literal(8, 8192)
      .literal(9, 0x4000)
      .emit('LDI', { rd: 10, imm: 1 })
      .emit('LDI', { rd: 11, imm: 31 })
      .emit('LDI', { rd: 12, imm: 20 })
      .emit('LDI', { rd: 13, imm: 0 })

      .label('round')
      .emit('MOV', { rd: 1, rs1: 13 })
      .label('clear')
      .emit('ADD', { rd: 2, rs1: 9, rs2: 1 })
      .emit('STB', { rs1: 2, rs2: 13 })
      .emit('ADD', { rd: 1, rs1: 1, rs2: 10 })
      .emit('CMP', { rs1: 1, rs2: 8 })
      .jump('JNZ', 'clear')

      .emit('LDI', { rd: 0, imm: 0 })
      .emit('LDI', { rd: 1, imm: 2 })
      .label('candidate')
      .emit('ADD', { rd: 2, rs1: 9, rs2: 1 })
      .emit('LDB', { rd: 3, rs1: 2 })
      .emit('CMP', { rs1: 3, rs2: 13 })
      .jump('JNZ', 'next')
      .emit('ADD', { rd: 0, rs1: 0, rs2: 10 })
      .emit('ADD', { rd: 4, rs1: 1, rs2: 1 })
      .label('strike')
      // The sign of multiple - limit tells whether the limit is reached.
      .emit('SUB', { rd: 5, rs1: 4, rs2: 8 })
      .emit('LSR', { rd: 5, rs1: 5, rs2: 11 })
      .jump('JZ', 'next')
      .emit('ADD', { rd: 2, rs1: 9, rs2: 4 })
      .emit('STB', { rs1: 2, rs2: 10 })
      .emit('ADD', { rd: 4, rs1: 4, rs2: 1 })
      .jump('JMP', 'strike')
      .label('next')
      .emit('ADD', { rd: 1, rs1: 1, rs2: 10 })
      .emit('CMP', { rs1: 1, rs2: 8 })
      .jump('JNZ', 'candidate')

      .emit('SUB', { rd: 12, rs1: 12, rs2: 10 })
      .jump('JNZ', 'round')
      .emit('RET')
      .build()
  );
}

/** The 25th Fibonacci number by recursion. */
function fibonacci(): Uint8Array {
  return new Builder()
    .emit('LDI', { rd: 1, imm: 25 })
    .jump('CALL', 'fibonacci')
    .emit('RET')

    .label('fibonacci')
    .emit('LDI', { rd: 4, imm: 0 })
    .emit('CMP', { rs1: 1, rs2: 4 })
    .jump('JZ', 'small')
    .emit('LDI', { rd: 4, imm: 1 })
    .emit('CMP', { rs1: 1, rs2: 4 })
    .jump('JZ', 'small')
    .emit('PUSH', { rs1: 1 })
    .emit('SUB', { rd: 1, rs1: 1, rs2: 4 })
    .jump('CALL', 'fibonacci')
    .emit('POP', { rd: 1 })
    .emit('PUSH', { rs1: 0 })
    .emit('LDI', { rd: 4, imm: 2 })
    .emit('SUB', { rd: 1, rs1: 1, rs2: 4 })
    .jump('CALL', 'fibonacci')
    .emit('POP', { rd: 4 })
    .emit('ADD', { rd: 0, rs1: 0, rs2: 4 })
    .emit('RET')
    .label('small')
    .emit('MOV', { rd: 0, rs1: 1 })
    .emit('RET')
    .build();
}

/** CRC-32, bit by bit, of 64 KiB less one byte: the numbers 0, 1, 2, ... modulo 256. */
function crc(): Uint8Array {
  return new Builder()
    .literal(8, 0xedb88320)
    .literal(9, 0xffff)
    .emit('LDI', { rd: 10, imm: 1 })
    .emit('LDI', { rd: 13, imm: 0 })
    .emit('LDI', { rd: 11, imm: 0xff })
    .emit('LDI', { rd: 0, imm: -1 })
    .emit('LDI', { rd: 1, imm: 0 })

    .label('byte')
    .emit('ST', { rs1: 13, rs2: 1, imm: 0x100 })
    .emit('LDB', { rd: 2, rs1: 13, imm: 0x100 })
    .emit('XOR', { rd: 0, rs1: 0, rs2: 2 })
    .emit('LDI', { rd: 3, imm: 8 })
    .label('bit')
    .emit('AND', { rd: 4, rs1: 0, rs2: 10 })
    .jump('JZ', 'even')
    .emit('LSR', { rd: 0, rs1: 0, rs2: 10 })
    .emit('XOR', { rd: 0, rs1: 0, rs2: 8 })
    .jump('JMP', 'shifted')
    .label('even')
    .emit('LSR', { rd: 0, rs1: 0, rs2: 10 })
    .label('shifted')
    .emit('SUB', { rd: 3, rs1: 3, rs2: 10 })
    .jump('JNZ', 'bit')
    .emit('ADD', { rd: 1, rs1: 1, rs2: 10 })
    .emit('CMP', { rs1: 1, rs2: 9 })
    .jump('JNZ', 'byte')
    .emit('NOT', { rd: 0, rs1: 0 })
    .emit('RET')
    .build();
}

/** Half-precision dot product of two vectors of 256 elements (k / 16 and 1 / 4), 800 times. */
function dotProduct(): Uint8Array {
  return new Builder()
    .literal(8, 0x4000)
    .literal(9, 0x4200)
    .literal(12, 0x3400)
    .literal(13, 0x4c00)
    .emit('LDI', { rd: 10, imm: 1 })
    .emit('LDI', { rd: 11, imm: 2 })
    .emit('LDI', { rd: 1, imm: 0 })
    .emit('LDI', { rd: 2, imm: 256 })
    .emit('MOV', { rd: 3, rs1: 8 })
    .emit('MOV', { rd: 4, rs1: 9 })
    .label('fill')
    .emit('I2F', { rd: 5, rs1: 1 })
    .emit('FDIV', { rd: 5, rs1: 5, rs2: 13 })
    .emit('STH', { rs1: 3, rs2: 5 })
    .emit('STH', { rs1: 4, rs2: 12 })
    .emit('ADD', { rd: 3, rs1: 3, rs2: 11 })
    .emit('ADD', { rd: 4, rs1: 4, rs2: 11 })
    .emit('ADD', { rd: 1, rs1: 1, rs2: 10 })
    .emit('CMP', { rs1: 1, rs2: 2 })
    .jump('JNZ', 'fill')

    .emit('LDI', { rd: 7, imm: 800 })
    .label('round')
    .emit('MOV', { rd: 3, rs1: 8 })
    .emit('MOV', { rd: 4, rs1: 9 })
    .emit('LDI', { rd: 0, imm: 0 })
    .emit('MOV', { rd: 1, rs1: 2 })
    .label('element')
    .emit('LDH', { rd: 5, rs1: 3 })
    .emit('LDH', { rd: 6, rs1: 4 })
    .emit('FMUL', { rd: 5, rs1: 5, rs2: 6 })
    .emit('FADD', { rd: 0, rs1: 0, rs2: 5 })
    .emit('ADD', { rd: 3, rs1: 3, rs2: 11 })
    .emit('ADD', { rd: 4, rs1: 4, rs2: 11 })
    .emit('SUB', { rd: 1, rs1: 1, rs2: 10 })
    .jump('JNZ', 'element')
    .emit('SUB', { rd: 7, rs1: 7, rs2: 10 })
    .jump('JNZ', 'round')
    .emit('RET')
    .build();
}

/** Each ends with a RET of the entry routine. */
export const programs: readonly Program[] = [
  { name: 'sieve', code: sieve(), result: 1028 },
  { name: 'fibonacci', code: fibonacci(), result: 75025 },
  { name: 'crc', code: crc(), result: 426112482 },
  { name: 'dot product', code: dotProduct(), result: 24562 },
];
