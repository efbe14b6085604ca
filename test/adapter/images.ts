/** Images made for a test, in a folder of their own. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { nodeFiles } from '../../src/platform/node/files';
import { buildProgram } from '../../src/toolchain/build';
import { writeSymbols } from '../../src/toolchain/symbols';

export class ImageFolder {
  private constructor(readonly path: string) {}

  static async create(): Promise<ImageFolder> {
    return new ImageFolder(await mkdtemp(join(tmpdir(), 'hsx-adapter-')));
  }

  /** Builds an image and returns its path. */
  async image(source: string, { symbols = false, damaged = false } = {}): Promise<string> {
    const build = await buildProgram([source], nodeFiles, { findImports: true });
    if (!build.image || !build.symbolFile) throw new Error(`${source} does not build`);
    const path = join(this.path, basename(source).replace(/\.mvasm$/, '.hxe'));
    const bytes = Uint8Array.from(build.image);
    // Behind the header lies the code.
    if (damaged) bytes[100] = bytes[100]! ^ 1;
    await writeFile(path, bytes);
    if (symbols) await writeFile(path.replace(/hxe$/, 'sym'), writeSymbols(build.symbolFile));
    return path;
  }

  async file(name: string, text: string | Uint8Array): Promise<string> {
    const path = join(this.path, name);
    await writeFile(path, text);
    return path;
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true });
  }
}
