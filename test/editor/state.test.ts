import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { Workbench } from './workbench';

const FILE = 'command_handler.mvasm';
const source = readFileSync(path.join(import.meta.dirname, '../../examples', FILE), 'utf8').split('\n');
/** Line number, from 1, of the first line that starts so. */
const lineOf = (text: string): number => source.findIndex((line) => line.startsWith(text)) + 1;

describe('what a stopped program shows', () => {
  let workbench: Workbench;
  const bump = lineOf('on_bump:') + 1;

  beforeAll(async () => {
    workbench = await Workbench.open();
  });

  afterEach(({ task }) => workbench.screenshotOfFailure(task));
  afterAll(() => workbench?.close());

  it('stops at a breakpoint only when its condition is met', async () => {
    await workbench.conditionalBreakpoint(FILE, bump, 'counter == 2');
    await workbench.press('F5');
    await workbench.stoppedAt('on_bump', bump);
    await workbench.command('Debug Console: Focus on Debug Console View');
    await workbench.evaluate('counter,d', /^2$/);
    await workbench.screenshot('state-conditional-breakpoint');
  });

  it('changes a register', async () => {
    await workbench.setVariable(/^R3\b/, '0x1234');
    await workbench.variable(/^R3\b.*0x00001234 \(4660\)/);
    await workbench.screenshot('state-register-changed');
    await (await workbench.variable(/^Registers$/)).click();
  });

  it('changes a flag', async () => {
    await (await workbench.variable(/^Control Registers$/)).click();
    await (await workbench.variable(/^PSW\b/)).click();
    const before = (await (await workbench.variable(/^Z\b/)).innerText()).includes('1');
    await workbench.setVariable(/^Z\b/, before ? '0' : '1');
    await workbench.variable(before ? /^Z\b.*0/ : /^Z\b.*1/);
    await workbench.variable(before ? /^PSW\b.*\((?!Z)/ : /^PSW\b.*\(Z/);
    await workbench.screenshot('state-flag-changed');
    await (await workbench.variable(/^Control Registers$/)).click();
  });

  it('performs commands of the shell in the console, and a watch follows', async () => {
    await workbench.watch('counter');
    await workbench.watchShows(/counter.*0x00000002 \(2\)/);
    await workbench.command('Debug Console: Focus on Debug Console View');
    await workbench.evaluate('mbox', /cmdbox/);
    await workbench.evaluate('poke counter 05000000', /4 bytes at/);
    await workbench.watchShows(/counter.*0x00000005 \(5\)/);
    await workbench.screenshot('state-console');
  });

  it('stops when data changes that was chosen in the Variables view', async () => {
    await (await workbench.variable(/^Labels$/)).click();
    await workbench.chooseForVariable(/^counter\b/, 'Break on Value Change');
    await workbench.press('F5');
    await workbench.watchShows(/counter.*0x00000006 \(6\)/);
    await workbench.until(
      async () => (await workbench.callStack())[0]?.startsWith('on_bump') === true,
      'a stop in on_bump',
    );
    await workbench.screenshot('state-data-breakpoint');
  });

  it('changes memory, which the console and a watch show', async () => {
    await workbench.setVariable(/^counter\b/, '0x12345678');
    await workbench.watchShows(/counter.*0x12345678/);
    await workbench.command('Debug Console: Focus on Debug Console View');
    await workbench.evaluate('counter,u8,4', /\[120, 86, 52, 18\]/);
    await workbench.screenshot('state-memory-changed');
  });

  it('records what the task executes, in the scope of the task', async () => {
    await (await workbench.variable(/^Labels$/)).click();
    await workbench.openVariable(/^Task$/);
    await workbench.setVariable(/^trace\b/, 'on');
    await workbench.press('F10');
    await workbench.stoppedAt('on_bump', bump + 6);
    await workbench.openVariable(/^trace\b.*on/);
    await workbench.variable(/^#1\b.*0x[0-9A-F]{4} \w+/);
    await workbench.screenshot('state-trace');
  });
});
