import { FlagSource } from '../flags';
import { Code, type FunctionCode, Op, Type } from './binary';

/** `carryOf` in WebAssembly: (source, result, operand) to 0 or 1. */
export function carryFunction(): FunctionCode {
  const [source, result, operand] = [0, 1, 2];
  const body = new Code();
  body.get(source).const(FlagSource.sum).byte(Op.eq, Op.if, Type.i32);
  body.get(result).get(operand).byte(Op.ltU);
  body.byte(Op.else).get(source).const(FlagSource.difference).byte(Op.eq, Op.if, Type.i32);
  body.get(result).get(operand).byte(Op.add).get(operand).byte(Op.geU);
  body.byte(Op.else).get(operand).const(1).byte(Op.shrU).const(1).byte(Op.and, Op.end, Op.end);
  return { parameters: [Type.i32, Type.i32, Type.i32], results: [Type.i32], locals: [], body };
}
