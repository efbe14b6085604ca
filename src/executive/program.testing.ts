/** Programs for tests, from MVASM text. */

import { assemble } from '../toolchain/assemble';
import { formatDiagnostic } from '../toolchain/diagnostics';
import { type Image, readImage } from '../toolchain/image';
import { link } from '../toolchain/link';

/** The bytes of an image. @throws Error with the diagnostics when there is none */
export function imageBytes(source: string): Uint8Array {
  const path = 'program.mvasm';
  const assembly = assemble(path, (wanted) => (wanted === path ? source : undefined));
  const linked = link([{ path, object: assembly.object, assembly }], { output: 'program.hxe' });
  if (linked.bytes) return linked.bytes;
  throw new Error([...assembly.diagnostics, ...linked.diagnostics].map(formatDiagnostic).join('\n'));
}

export const imageOf = (source: string): Image => readImage(imageBytes(source));
