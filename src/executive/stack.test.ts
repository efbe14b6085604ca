import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_POINTER } from '../isa/constants';
import { encode } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import { imageOf } from './program.testing';
import { routinesProgram } from './routines.testing';
import { walkStack } from './stack';
import { SteppedTask } from './stepping.testing';

const ALL = 2000;

const ENDLESS = `.entry main
.text
main:
 CALL main
 RET`;

/** Frames as the calls seen so far tell, innermost first. */
function expectedFrames(stepped: SteppedTask) {
  const { processor } = stepped.task;
  const calls = stepped.calls().toReversed();
  const places = [
    { pc: processor.pc, sp: processor.sp, fp: processor.registers[FRAME_POINTER]! },
    ...calls.map(({ slot, callerFp }) => ({
      pc: processor.view.getUint32(slot, true),
      sp: slot + 4,
      fp: callerFp,
    })),
  ];
  return places.map(({ pc, sp, fp }, index) => {
    const call = calls[index];
    const returnPc = places[index + 1]?.pc ?? null;
    return {
      ...{ index, pc, sp, fp: fp || null, return_pc: returnPc, depth: call?.depth ?? 0 },
      // A changed return address leads behind something else than the call.
      entry: call ? (call.returnPc === returnPc ? call.entry : null) : processor.entry,
    };
  });
}

describe('frames', () => {
  it('are the calls under way, at every instruction', () => {
    fc.assert(
      // Skipping and jumping together could pass over the end of a frame.
      fc.property(fc.oneof(routinesProgram(['inline', 'skip']), routinesProgram(['inline'], true)), (source) => {
        const stepped = new SteppedTask(imageOf(source));
        for (let steps = 0; steps < 300 && !stepped.ended; steps++) {
          expect(walkStack(stepped.task.processor, ALL)).toEqual({ frames: expectedFrames(stepped), truncated: false });
          stepped.step();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('forget a call whose return address was dropped by hand', () => {
    const stepped = new SteppedTask(
      imageOf(`.entry main
        .text
        main:
          CALL outer
          PUSH R5
          RET
        outer:
          CALL inner
          RET
        inner:
          POP R5
          RET`),
    );
    stepped.steps(3);
    const pcs = () => walkStack(stepped.task.processor, ALL).frames.map(({ pc }) => pc);
    expect(pcs()).toEqual([24, 4]);
    stepped.step();
    expect(pcs()).toEqual([4]);
    // What is pushed where the return address was is none.
    stepped.step();
    expect(pcs()).toEqual([8]);
  });

  it('keep the frame pointer of a caller over a framed routine that ends with a jump', () => {
    const stepped = new SteppedTask(
      imageOf(`.entry main
        .text
        main:
          PUSH R7
          MOV R7, R15
          CALL framed
          POP R7
          RET
        framed:
          PUSH R7
          MOV R7, R15
          POP R7
          JMP plain
        plain:
          PUSH R1
          PUSH R7
          LDI R7, 5
          POP R7
          POP R1
          RET`),
    );
    const fps = () => walkStack(stepped.task.processor, ALL).frames.map(({ fp }) => fp);
    stepped.steps(7);
    const caller = fps()[0];
    expect(fps()).toEqual([caller, caller]);
    stepped.step();
    expect(fps()).toEqual([caller, caller]);
    // R7 serves another purpose, and its value lies below the first word.
    stepped.steps(2);
    expect(fps()).toEqual([5, caller]);
  });

  it('find the frame pointers of routines called through a register', () => {
    const image = imageOf(`.entry main
      .text
      main:
        PUSH R7
        MOV R7, R15
        LDI R9, 24
        BRK 0
        POP R7
        RET
      callee:
        PUSH R7
        MOV R7, R15
        POP R7
        RET`);
    // The assembler has no notation for a call through R9.
    new DataView(image.code.buffer, image.code.byteOffset).setUint32(12, encode(Opcode.CALL, { rs1: 9 }));
    const stepped = new SteppedTask(image);
    stepped.steps(6);
    const { frames } = walkStack(stepped.task.processor, ALL);
    expect(frames.map(({ pc, fp }) => ({ pc, fp }))).toEqual([
      { pc: 32, fp: 0xfff0 },
      { pc: 16, fp: 0xfff8 },
    ]);
  });

  it('show the whole stack of a recursion that overflows it', () => {
    const stepped = new SteppedTask(imageOf(ENDLESS));
    stepped.steps(2000);
    expect(stepped.task.fault).toBe('stack_overflow');
    const { frames, truncated } = walkStack(stepped.task.processor, ALL);
    expect(frames).toHaveLength(1025);
    expect(truncated).toBe(false);
    expect(frames.at(-1)).toMatchObject({ index: 1024, pc: 4, sp: 0xfffc, fp: null, return_pc: null });
  });

  it('end at a limit', () => {
    const stepped = new SteppedTask(imageOf(ENDLESS));
    stepped.steps(10);
    const { frames, truncated } = walkStack(stepped.task.processor, 3);
    expect(frames).toHaveLength(3);
    expect(truncated).toBe(true);
    expect(walkStack(stepped.task.processor, 11).truncated).toBe(false);
  });
});
