import { opcodeOf } from '../../isa/encoding';
import { instructionByOpcode } from '../../isa/instructions';

/** Word indices at which instructions start; literal words and what is no instruction count as one word each. */
export function instructionStarts(code: Uint32Array): readonly number[] {
  const starts: number[] = [];
  for (let index = 0; index < code.length; ) {
    starts.push(index);
    index += (instructionByOpcode(opcodeOf(code[index]!))?.size ?? 4) / 4;
  }
  return starts;
}
