import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../assemble';
import { link } from '../link';

describe('debug input', () => {
  it('puts every record at the address of its instruction, whatever lies in front', () => {
    const sizes = fc.array(fc.constantFrom(4, 8), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sizes, sizes, fc.nat(), fc.nat(), (before, own, from, to) => {
        const body = (list: readonly number[]): string =>
          list.map((size) => (size === 4 ? 'PUSH R1\n' : 'LDI32 R1, 7\n')).join('');
        const unit = (path: string, text: string) => {
          const assembly = assemble(path, () => text);
          return { path, object: assembly.object, assembly };
        };
        const start = from % own.length;
        const end = Math.max(start, to % own.length);
        const file = { id: 'f', filename: 'b.c', directory: '/src' };
        const text = JSON.stringify({
          version: 1,
          functions: [
            { function: 'run', name: 'run', file, line: 3, mvasm_start_ordinal: start, mvasm_end_ordinal: end },
          ],
          line_map: own.map((_, ordinal) => ({
            mvasm_line: ordinal + 1,
            mvasm_ordinal: ordinal,
            source_kind: 'source',
            source_line: 100 + ordinal,
            source_column: 1 + ordinal,
            source_file: 'b.c',
            source_directory: '/src',
          })),
          variables: [
            {
              name: 'x',
              function: 'run',
              locations: [{ start_ordinal: start, end_ordinal: null, location: { kind: 'stack', offset: -4 } }],
            },
          ],
        });
        const units = [unit('a.mvasm', `${body(before)}`), unit('b.mvasm', body(own))];
        const { symbols, diagnostics } = link(units, { output: 'a.hxe', debugInputs: [{ path: 'b.dbg', text }] });
        expect(diagnostics).toEqual([]);
        const sum = (list: readonly number[]): number => list.reduce((total, size) => total + size, 0);
        const address = (ordinal: number): number => sum(before) + sum(own.slice(0, ordinal));
        const records = symbols!.instructions.filter(({ file: name }) => name === 'b.c');
        expect(records.map(({ pc, line, column }) => [pc, line, column])).toEqual(
          own.map((_, ordinal) => [address(ordinal), 100 + ordinal, 1 + ordinal]),
        );
        expect(symbols!.symbols.functions.find(({ name }) => name === 'run')).toMatchObject({
          address: address(start),
          size: address(end + 1) - address(start),
          file: 'b.c',
        });
        const [local] = symbols!.symbols.locals;
        expect(local).toMatchObject({ name: 'x', function: 'run', locations: [{ start: address(start) }] });
      }),
      { numRuns: 200 },
    );
  });
});
