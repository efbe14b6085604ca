/** The launch attribute `turbo`, seen from outside: a spy in the adapter's process notes what is translated. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Client } from './client';

const folder = mkdtempSync(join(tmpdir(), 'hsx-turbo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const spy = join(folder, 'spy.cjs');
writeFileSync(
  spy,
  `const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module {
    constructor(code) { super(code); require('node:fs').writeFileSync(process.env.HSX_TRANSLATED, ''); }
  };`,
);
const program = join(folder, 'long.mvasm');
writeFileSync(
  program,
  `.entry main
main:
  LDI R2, 1
  LDI32 R3, 400000
loop:
  ADD R1, R1, R2
  SUB R3, R3, R2
  JNZ loop
  LDI R0, 7
  RET
`,
);

it.each([
  [true, undefined],
  [true, true],
  [false, false],
])('translates: %j, when turbo is %j', async (translated, turbo) => {
  const note = join(folder, `note-${turbo}`);
  const { NODE_OPTIONS: before } = process.env;
  Object.assign(process.env, { NODE_OPTIONS: `--require ${spy}`, HSX_TRANSLATED: note });
  const client = await Client.start();
  if (before === undefined) delete process.env['NODE_OPTIONS'];
  else process.env['NODE_OPTIONS'] = before;
  try {
    await client.untilEnd(() => client.launch({ program, ...(turbo !== undefined && { turbo }) }));
    expect(client.events.find(({ event }) => event === 'exited')?.body.exitCode).toBe(7);
    expect(existsSync(note)).toBe(translated);
  } finally {
    await client.stop();
  }
});
