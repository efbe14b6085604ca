import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FileReader } from '../../src/platform/files';
import { buildProgram } from '../../src/toolchain/build';
import { readImage } from '../../src/toolchain/image';

interface ExpectedImage {
  readonly units: readonly string[];
  readonly entry: number;
  readonly words: number;
  readonly rodata: number;
  readonly crc: number;
}

const folder = fileURLToPath(new URL('../../examples', import.meta.url));
const { programs }: { programs: readonly { name: string; images: readonly ExpectedImage[] }[] } = JSON.parse(
  readFileSync(`${folder}/expected.json`, 'utf8'),
);

const reader: FileReader = {
  read: async (path) => readFileSync(path),
  list: async () => [],
};

describe('examples', () => {
  const images = programs.flatMap(({ name, images: expected }) =>
    expected.map((image) => [`${name}: ${image.units.join(' ')}`, image] as const),
  );
  it.each(images)('%s', async (_, { units, entry, words, rodata, crc }) => {
    const build = await buildProgram(
      units.map((unit) => `${folder}/${unit}`),
      reader,
    );
    expect(build.diagnostics).toEqual([]);
    const image = readImage(build.image!);
    expect({
      entry: image.entry,
      words: image.code.length / 4,
      rodata: image.rodata.length,
      crc: image.crc,
    }).toEqual({ entry, words, rodata, crc });
  });
});
