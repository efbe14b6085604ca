/** Symbol files and source maps. */

import { ToolchainError } from '../../../src/toolchain/diagnostics';
import { readSourceMap } from '../../../src/toolchain/source-map';
import { readSymbols } from '../../../src/toolchain/symbols';
import { allowing, type FuzzTarget, textOf } from '../target';
import { sourceMaps, symbolFiles } from './vectors';

export const symbolsTarget: FuzzTarget = {
  name: 'symbols',
  seeds: symbolFiles,
  words: [
    ...['"symbols"', '"functions"', '"variables"', '"locals"', '"labels"', '"instructions"', '"lines"', '"line_map"'],
    ...['"address":', '"pc":', '"line":', '"file":', '"size":', '"locations":', '"0x00000010"', '1e999'],
  ],
  run(input) {
    const table = allowing(ToolchainError, () => readSymbols(textOf(input)));
    if (!table) return;
    for (const address of [0, 4, 0x4000, 0xffff, -1]) {
      table.symbolAt(address);
      table.symbolAt(address, 'data');
      table.lineAt(address);
      table.instructionAt(address);
    }
    for (const { file } of table.lines.slice(0, 20)) if (file !== null) table.linesOf(file);
    table.symbolNamed('main');
  },
};

export const sourceMapTarget: FuzzTarget = {
  name: 'source-map',
  seeds: sourceMaps,
  words: ['"sources"', '"prefix_map"', '"project_root"', '=', ':', '../', './', '/', '\\\\', 'C:\\\\'],
  async run(input) {
    const map = allowing(ToolchainError, () => readSourceMap(textOf(input)));
    if (!map) return;
    const search = { roots: ['/elsewhere', ''], currentFolder: '/here', exists: () => false };
    for (const request of ['src/main.c', './main.c', '../x.c', '/abs/main.c', '', 'C:\\src\\main.c']) {
      await map.resolve(request, search);
    }
  },
};
