import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instructions } from '../../src/isa/instructions';
import { readImage, writeImage } from '../../src/toolchain/image';
import { example, Folder } from './hsx';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

/** An image of these words. */
const imageOf = (...words: number[]): Uint8Array => {
  const code = new Uint8Array(4 * words.length);
  words.forEach((word, index) => {
    new DataView(code.buffer).setUint32(4 * index, word);
  });
  const rest = { rodata: new Uint8Array(), allowMultipleInstances: true, requiredCapabilities: 0, sections: [] };
  return writeImage({ entry: 0, code, appName: 'words', ...rest });
};

describe('hsx disasm', () => {
  it('lists the code, with labels from the symbols beside the image', async () => {
    folder.program(
      'p.mvasm',
      'CALL part',
      'RET',
      'part:',
      'LDI32 R1, text',
      'JMP main',
      '.data',
      'text:',
      '.asciz "x"',
    );
    await folder.hsx('build', 'p.mvasm', '-o', 'p.hxe', '--sym', 'p.sym');
    const { code, stdout, stderr } = await folder.hsx('disasm', 'p.hxe');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const listing = [
      '; entry=0x00000000 code_len=20 ro_len=2',
      'main:',
      '  0x0000: 0x24000002 CALL PC + (2 (0x002) << 2)',
      '  0x0004: 0x25000000 RET',
      'part:',
      '  0x0008: 0x60100000 LDI32 R1 <- 0x00004000',
      '  0x0010: 0x21000000 JMP 0x00000000 imm=0 (0x000)',
    ];
    expect(stdout.trimEnd().split('\n')).toEqual(listing);
    rmSync(folder.in('p.sym'));
    const bare = await folder.hsx('disasm', 'p.hxe');
    expect(bare.stdout.trimEnd().split('\n')).toEqual(listing.filter((line) => !line.endsWith(':')));
  });

  it.each([
    ['nowhere.hxe', 'file-missing'],
    ['p.mvasm', 'takes an image'],
    ['damaged.hxe', 'crc-mismatch'],
  ])('refuses %s', async (file, reason) => {
    folder.program('p.mvasm', 'RET');
    const bytes = imageOf(0x25000000);
    bytes[96]! ^= 1;
    folder.write('damaged.hxe', bytes);
    const { code, stdout, stderr } = await folder.hsx('disasm', file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^\S+:1:1: error: /);
    expect(stderr).toContain(reason);
  });

  it('prints JSON', async () => {
    folder.program('p.mvasm', 'LDI R1, -2', 'CALL main', 'LDI32 R2, text', '.data', 'text:', '.asciz "x"');
    await folder.hsx('build', 'p.mvasm', '-o', 'p.hxe', '--sym', 'p.sym', '--req-cap', '0x12');
    const { code, stdout, stderr } = await folder.hsx('disasm', '--json', 'p.hxe');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { crc } = readImage(folder.bytes('p.hxe'));
    const header = {
      magic: 'HSXE',
      version: 2,
      flags: 2,
      entry: 0,
      code_len: 16,
      ro_len: 2,
      bss_size: 0,
      req_caps: 18,
    };
    const none = { rd: 0, rs1: 0, rs2: 0, extended_imm: null };
    expect(JSON.parse(stdout)).toEqual({
      header: { ...header, crc32: crc },
      instructions: [
        {
          ...none,
          pc: 0,
          word: 0x01100ffe,
          mnemonic: 'LDI',
          rd: 1,
          imm: -2,
          imm_raw: 0xffe,
          imm_effective: -2,
          operands: 'R1 <- -2 (0xFFE)',
          text: 'R1, -2',
        },
        {
          ...none,
          pc: 4,
          word: 0x24000fff,
          mnemonic: 'CALL',
          imm: -1,
          imm_raw: 0xfff,
          imm_effective: -1,
          operands: 'PC + (-1 (0xFFF) << 2)',
          text: '0x0',
          target: 0,
        },
        {
          ...none,
          pc: 8,
          word: 0x60200000,
          mnemonic: 'LDI32',
          rd: 2,
          imm: 0,
          imm_raw: 0,
          imm_effective: 0x4000,
          extended_imm: 0x4000,
          operands: 'R2 <- 0x00004000',
          text: 'R2, 0x00004000',
        },
      ],
      symbols: {
        labels_text: { 0: ['main'] },
        labels_data: { 16384: ['text'] },
        data_entries: [{ name: 'text', address: 0x4000, size: 2 }],
      },
    });
  });

  it('stands a reader that goes away', async () => {
    await folder.hsx('build', example('command_handler.mvasm'), '-o', 'c.hxe');
    const { code, stdout, stderr } = await folder.shell('hsx disasm c.hxe | head -n 1');
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '; entry=0x00000000 code_len=312 ro_len=32\n',
      stderr: '',
    });
  });
});

it('says that its output cannot be written', async () => {
  folder.write('ret.hxe', imageOf(0x25000000));
  const { code, stderr } = await folder.shell('hsx disasm ret.hxe > /dev/full');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: the output cannot be written: ENOSPC/);
});

describe('hsx disasm --asm', () => {
  /** Code, data and entry of an image, and of what its source assembles to. */
  async function thereAndBack(image: string) {
    const { code, stdout, stderr } = await folder.hsx('disasm', '--asm', image);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    folder.write('back.mvasm', stdout);
    const built = await folder.hsx('build', 'back.mvasm', '-o', 'back.hxe');
    expect(built).toEqual({ code: 0, stdout: '', stderr: '' });
    return [image, 'back.hxe'].map((file) => {
      const { code, rodata, entry } = readImage(folder.bytes(file));
      return { code, rodata, entry };
    });
  }

  it.each([
    [['blink_counter.mvasm']],
    [['command_handler.mvasm']],
    [['f16_filter.mvasm']],
    [['fault_demo.mvasm']],
    [['fib_frames.mvasm', 'lib/console.mvasm']],
    [['mailbox_consumer.mvasm']],
    [['mailbox_producer.mvasm']],
  ])('gives source that assembles to the same program: %j', async (units) => {
    await folder.hsx('build', ...units.map(example), '-o', 'bare.hxe');
    const [bare, bareBack] = await thereAndBack('bare.hxe');
    expect(bareBack).toEqual(bare);
    await folder.hsx('build', ...units.map(example), '-o', 'named.hxe', '--sym', 'named.sym');
    const [named, namedBack] = await thereAndBack('named.hxe');
    expect(namedBack).toEqual(named);
  });

  it('can write every instruction, gaps and far targets', async () => {
    const samples: Record<string, string> = { rd: 'R1', rs1: 'R2', rs2: 'R15', imm: '-5', imm32: '0xDEADBEEF' };
    Object.assign(samples, {
      mem: '[R7+-4]',
      target: '0x7FC',
      distance: '-2000',
      service: 'MOD=5 FN=200',
      code: '255',
    });
    const lines = instructions.map(({ mnemonic, operands }) => `${mnemonic} ${operands.map((form) => samples[form])}`);
    folder.program('all.mvasm', ...lines, '.org 0x200', 'JMP late', '.org 0x900', 'late:', 'CALL main', '.org 0x910');
    const built = await folder.hsx('build', 'all.mvasm', '-o', 'all.hxe');
    expect(built.code).toBe(0);
    const [image, back] = await thereAndBack('all.hxe');
    expect(back).toEqual(image);
  });

  it.each([
    ['an illegal opcode', [0x05000000], '0x05000000 at 0x0000'],
    ['bits that no operand sets', [0x25000000, 0x25000001], '0x25000001 at 0x0004'],
    ['a literal cut off', [0x60100000], '0x60100000 at 0x0000'],
    ['CALL by register', [0x24010002], '0x24010002 at 0x0000'],
    ['a wide break code', [0x7f000100], '0x7F000100 at 0x0000'],
  ])('says that it cannot write %s', async (_, words, place) => {
    folder.write('odd.hxe', imageOf(...words));
    const { code, stdout, stderr } = await folder.hsx('disasm', '--asm', 'odd.hxe');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`odd.hxe:1:1: error: MVASM has no way to write the word ${place}; list it without --asm\n`);
    expect(await folder.hsx('disasm', 'odd.hxe')).toMatchObject({ code: 0, stderr: '' });
  });
});
