/** Programs that never end, as images for an executive. */

import { assemble } from '../../src/toolchain/assemble';
import { type Image, readImage } from '../../src/toolchain/image';
import { link } from '../../src/toolchain/link';

function imageOf(body: string): Image {
  const path = 'program.mvasm';
  const source = `.entry main\n.text\nmain:\n${body}`;
  const assembly = assemble(path, (wanted) => (wanted === path ? source : undefined));
  const { bytes } = link([{ path, object: assembly.object, assembly }], { output: 'program.hxe' });
  if (!bytes) throw new Error(`the program does not assemble:\n${source}`);
  return readImage(bytes);
}

/** Arithmetic, memory and branches in an inner loop, behind an instruction that is never executed. */
export const computing = imageOf(` JMP start
 BRK 0
start:
 LDI R10, 1
 LDI32 R9, 512
again:
 MOV R1, R9
 LDI R2, 0
loop:
 LD [R1+0], R3
 ADD R2, R2, R3
 XOR R2, R2, R1
 ST [R1+512], R2
 SUB R1, R1, R10
 JNZ loop
 JMP again
`);

/** Sends to its own mailbox and takes the message out again. */
export const sending = imageOf(` LDI32 R1, name
 LDI R2, 0
 SVC MOD=5, FN=0
 MOV R6, R1
loop:
 MOV R1, R6
 LDI32 R2, 512
 LDI R3, 4
 LDI R4, 0
 LDI R5, 0
 SVC MOD=5, FN=2
 MOV R1, R6
 LDI32 R2, 520
 LDI R3, 8
 LDI R4, 0
 LDI R5, 0
 SVC MOD=5, FN=3
 JMP loop
.data
name:
 .asciz "pid:"
`);

/** Asks for its step count, and sleeps for the shortest time now and then. */
export const counting = imageOf(` LDI R10, 1
again:
 LDI R9, 200
loop:
 SVC MOD=0, FN=0
 ADD R1, R0, R10
 SUB R9, R9, R10
 JNZ loop
 LDI R0, 1
 SVC MOD=6, FN=0
 JMP again
`);

/** Computes and calls a service every few hundred instructions. */
export const mixing = imageOf(` LDI R10, 1
again:
 LDI R9, 100
loop:
 ADD R1, R1, R9
 SUB R9, R9, R10
 JNZ loop
 SVC MOD=0, FN=0
 JMP again
`);

/** Sleeps, works for a moment and sleeps again: ten milliseconds. */
export const periodic = imageOf(` LDI R10, 1
again:
 LDI R9, 50
loop:
 SUB R9, R9, R10
 JNZ loop
 LDI R0, 10
 SVC MOD=6, FN=0
 JMP again
`);
