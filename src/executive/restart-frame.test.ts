import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FRAME_POINTER } from '../isa/constants';
import { encode } from '../isa/encoding';
import { Opcode } from '../isa/instructions';
import { Executive } from './executive';
import { imageBytes, imageOf, receiveFor } from './program.testing';
import { restartableFrames, restartFrame } from './restart-frame';
import { routinesProgram } from './routines.testing';
import { SteppedTask } from './stepping.testing';

/** What a routine finds at its entry. */
function entryState({ task: { processor } }: SteppedTask) {
  const { pc, sp, depth } = processor;
  return { pc, sp, depth, r7: processor.registers[FRAME_POINTER], r15: processor.registers[15] };
}

const framesOf = ({ task }: SteppedTask) => restartableFrames(task, Number.POSITIVE_INFINITY).frames;

it('a frame that begins anew is as at its call', () => {
  fc.assert(
    fc.property(
      fc.oneof(routinesProgram(['inline']), routinesProgram([], true)),
      fc.nat(200),
      fc.nat(5),
      (source, steps, wanted) => {
        const stepped = new SteppedTask(imageOf(source));
        const entries = new Map([[0, { ...entryState(stepped), frames: framesOf(stepped) }]]);
        for (let step = 0; step < steps; step++) {
          const { depth } = stepped;
          stepped.step();
          if (stepped.ended) return;
          if (stepped.depth > depth) entries.set(stepped.depth, { ...entryState(stepped), frames: framesOf(stepped) });
        }
        const index = Math.min(wanted, framesOf(stepped).length - 1);
        const frame = framesOf(stepped)[index]!;
        const memory = stepped.task.processor.memory.slice(0x4000, 0x8000);
        restartFrame(stepped.task, index);
        const { frames, ...state } = entries.get(stepped.task.processor.depth)!;
        expect(entryState(stepped)).toEqual({ ...state, r15: state.sp });
        expect(state.pc).toBe(frame.restart_pc);
        expect(framesOf(stepped)).toEqual(frames);
        expect(stepped.task.processor.memory.slice(0x4000, 0x8000)).toEqual(memory);
      },
    ),
    { numRuns: 60 },
  );
});

function loaded(source: string): Executive {
  const executive = new Executive();
  executive.load('program.hxe', imageBytes(source));
  return executive;
}

it('a frame of a task that waits, has ended or is not there is refused', async () => {
  const waiting = loaded(receiveFor(0xffff));
  await waiting.step({ count: 100 });
  expect(waiting.stack(1).frames.map(({ restart_pc }) => restart_pc)).toEqual([null]);
  expect(() => waiting.restartFrame(1, 0)).toThrow('cannot restart the frame: task 1 is in the middle of a service');

  const ended = loaded('.entry main\n.text\nmain:\n RET');
  expect(() => ended.restartFrame(1, 1)).toThrow('task 1 has no frame 1');
  await ended.step({ count: 100 });
  expect(() => ended.restartFrame(1, 0)).toThrow('cannot restart the frame: task 1 has ended');
});

it('a frame called through a register is refused', () => {
  const image = imageOf('.entry main\n.text\nmain:\n LDI R9, 12\n BRK 0\n RET\nroutine:\n JMP routine');
  // The assembler has no notation for a call through R9.
  new DataView(image.code.buffer, image.code.byteOffset).setUint32(4, encode(Opcode.CALL, { rs1: 9 }));
  const stepped = new SteppedTask(image);
  stepped.steps(3);
  expect(framesOf(stepped).map(({ restart_pc }) => restart_pc)).toEqual([null, 0]);
  expect(() => restartFrame(stepped.task, 0)).toThrow('it was called through a register');
  restartFrame(stepped.task, 1);
  expect(entryState(stepped)).toMatchObject({ pc: 0, depth: 0, sp: stepped.task.identity.arena.stackPointer });
});
