/** The server with the client that Neovim has built in, where Neovim is installed. */

import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundle } from '../cli/hsx';

const hasNeovim = spawnSync('nvim', ['--version']).status === 0;
/** Of Neovim alone, before it gives up on an answer. */
const PATIENCE_MS = 40_000;

/** Opens the file that is named, asks everything, prints it as a line of JSON, and ends. */
const script = `
local patience = ${PATIENCE_MS}
local buffer = vim.api.nvim_get_current_buf()
local client = vim.lsp.start_client({
  name = 'hsx',
  cmd = { ${JSON.stringify(process.execPath)}, ${JSON.stringify(bundle)}, 'lsp', '--stdio' },
  root_dir = vim.fn.getcwd(),
})
vim.lsp.buf_attach_client(buffer, client)
vim.wait(patience, function() return #vim.diagnostic.get(buffer) > 0 end, 20)
local found = {}
found.diagnostics = vim.tbl_map(function(each)
  return string.format('%d:%d %s', each.lnum + 1, each.col + 1, each.code or each.user_data.lsp.code)
end, vim.diagnostic.get(buffer))
local function ask(method, line, character, more)
  local params = vim.tbl_extend('force', {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = line, character = character },
  }, more or {})
  local answers = vim.lsp.buf_request_sync(buffer, method, params, patience)
  for _, answer in pairs(answers or {}) do return answer.result end
end
found.hover = ask('textDocument/hover', 3, 5).contents.value
found.definition = ask('textDocument/definition', 3, 11)[1].range.start.line + 1
found.completion = vim.tbl_map(function(item) return item.label end, ask('textDocument/completion', 3, 9).items)
local edit = ask('textDocument/rename', 3, 11, { newName = 'aid' })
vim.lsp.util.apply_workspace_edit(edit, vim.lsp.get_client_by_id(client).offset_encoding)
found.text = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
vim.fn.writefile({ vim.fn.json_encode(found) }, 'found.json')
vim.cmd('qa!')
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsx-nvim-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(!hasNeovim)('shows diagnostics, hover, definition and completion, and renames', async () => {
  writeFileSync(
    join(folder, 'main.mvasm'),
    '.entry main\n.text\nmain:\n    CALL help\n    FOO\n    RET\nhelp:\n    RET\n',
  );
  writeFileSync(join(folder, 'ask.lua'), script);
  const args = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', 'luafile ask.lua', 'main.mvasm'];
  await promisify(execFile)('nvim', args, { cwd: folder, timeout: PATIENCE_MS + 15_000 });
  const found = JSON.parse(readFileSync(join(folder, 'found.json'), 'utf8'));
  expect(found.diagnostics).toEqual(['5:5 unknown-mnemonic']);
  expect(found.hover).toContain('CALL');
  expect(found.definition).toBe(7);
  expect(found.completion).toEqual(expect.arrayContaining(['main', 'help']));
  expect(found.text).toEqual([
    '.entry main',
    '.text',
    'main:',
    '    CALL aid',
    '    FOO',
    '    RET',
    'aid:',
    '    RET',
  ]);
});
