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

/** Receives from the task's own mailbox while nobody sends: for ever with 0xFFFF, else for so many milliseconds. */
export const receiveFor = (timeout: number): string => `.entry main
.text
main:
 LDI32 R1, name
 LDI R2, 0
 SVC MOD=5, FN=0
 LDI32 R2, 512
 LDI R3, 8
 LDI32 R4, ${timeout}
 LDI R5, 0
 SVC MOD=5, FN=3
 RET
.data
name:
 .asciz "pid:"`;
