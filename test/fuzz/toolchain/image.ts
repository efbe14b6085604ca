/** Images. */

import { crc32 } from '../../../src/toolchain/crc32';
import { disassemble, operandText } from '../../../src/toolchain/disassemble';
import { ImageError, readImage } from '../../../src/toolchain/image';
import { allowing, type FuzzTarget } from '../target';
import { images } from './vectors';

const HEADER = 96;
const CRC_OFFSET = 0x1c;

/** With the checksum right, so that the checks behind it are reached. */
function withChecksum(input: Uint8Array): Uint8Array {
  const bytes = input.slice();
  if (bytes.length < HEADER) return bytes;
  const view = new DataView(bytes.buffer);
  const header = view.getUint16(4) === 2 ? HEADER : 32;
  view.setUint32(CRC_OFFSET, crc32(bytes.subarray(header), crc32(bytes.subarray(0, CRC_OFFSET))));
  return bytes;
}

export const imageTarget: FuzzTarget = {
  name: 'image',
  seeds: images,
  words: ['HSXE', 'HSXE\0\x02\0\x02', '{"mailboxes":[', '"target":"x"', '"capacity":1e999', '"mode":"RDWR"'],
  run(input) {
    allowing(ImageError, () => readImage(input));
    const image = allowing(ImageError, () => readImage(withChecksum(input)));
    if (!image) return;
    for (const line of disassemble(image.code)) operandText(line);
  },
};
