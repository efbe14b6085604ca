import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { example, Folder, program } from './hsx';

const folder = new Folder();
afterAll(() => folder.remove());
const fibonacci = example('fib_frames.mvasm');

const script = (name: string, ...lines: string[]): string => folder.write(name, `${lines.join('\n')}\n`);
const values = (stdout: string): { ok: boolean; data?: unknown; error?: string }[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('hsx shell with a script', () => {
  it('debugs a program of its own', async () => {
    const commands = script(
      'debug.hsx',
      '# a tour',
      'break add fib',
      'c',
      'bt',
      'finish',
      'break clear_all',
      'c',
      'ps',
    );
    const { code, stdout } = await folder.hsx('shell', fibonacci, '-x', commands);
    expect(code).toBe(0);
    expect(stdout).toContain('Task 1 (fib_frames) is loaded and stands at 0x0000 <fib_main>');
    expect(stdout).toContain('Task 1 stopped (breakpoint) at 0x0034 <fib>');
    expect(stdout).toMatch(/>#0 0x0034 fib fib_frames\.mvasm:35 .*\n #1 0x0010 fib_main\+16 fib_frames\.mvasm:24/);
    expect(stdout).toContain('No task can go on.\nTask 1 (fib_frames): returned (55)');
    expect(stdout).toMatch(/1 {2}fib_frames {2}returned \(55\)/);
  });

  it('shows limits and devices, lets things arrive, and loads what a manifest lists', async () => {
    folder.write('boot.json', JSON.stringify([{ path: fibonacci }]));
    const commands = script(
      'devices.hsx',
      'manifest boot.json',
      'resources',
      'uart 0 hello',
      'can 0x123 01ff',
      'pin 3 1',
      'uart 1 loop on',
      'can loop on',
      'can loop off',
      'devices',
      'streams',
    );
    const { code, stdout, stderr } = await folder.hsx('shell', '-x', commands);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}1 {2}.*fib_frames\.mvasm/m);
    expect(stdout).toMatch(/^tasks +1 +14 +7\.1 %$/m);
    expect(stdout).toContain('5 bytes arrived at port 0.\n0 mailboxes took the frame.\nPin 3 is 1.\n');
    expect(stdout).toContain('Port 1 hears itself.\nThe CAN bus hears itself.\nThe CAN bus does not hear itself.\n');
    expect(stdout).toMatch(/^uart 0 +5 bytes wait, 115200 8N1$/m);
    expect(stdout).toMatch(/^uart 1 +0 bytes wait, 115200 8N1, hears itself$/m);
    expect(stdout).toMatch(/^can +125000 bit\/s$/m);
    expect(stdout).toMatch(/^pin 3 +input 1$/m);
    expect(stdout).toContain('No program arrives in pieces.');
  });

  it.each([
    ['pin 3 7', 'A pin is 0 or 1.'],
    ['can 1 xyz', '"xyz" is no row of bytes in hex'],
    ['uart', 'Usage: uart PORT TEXT'],
    ['uart 9 x', 'there is no serial port 9'],
    ['can loop', "The CAN bus hears itself with 'loop on'"],
    ['manifest none.json', 'No such file'],
  ])('refuses %s in words', async (line, text) => {
    const { code, stderr } = await folder.hsx('shell', '-x', script('refused.hsx', line));
    expect(stderr).toContain(text);
    expect(code).toBe(1);
  });

  it('ends at the first mistake, and says where', async () => {
    const commands = script('wrong.hsx', 'ps', '', 'peek nowhere', 'ping');
    const { code, stdout, stderr } = await folder.hsx('shell', fibonacci, '-x', commands);
    expect(code).toBe(1);
    expect(stderr).toContain('wrong.hsx:3:1: error: Task 1 has no symbol "nowhere"');
    expect(stdout).not.toContain('pong');
  });

  it('prints one JSON object for each command', async () => {
    const commands = script(
      'json.hsx',
      'regs',
      'peek 0x4000 4',
      'set R3 0x1234',
      'raw peek pid=1 addr=0x100c length=4',
    );
    const { stdout } = await folder.hsx('shell', fibonacci, '--json', '-x', commands);
    const [loaded, registers, memory, written, raw] = values(stdout);
    expect(loaded).toEqual({ ok: true, data: { pid: 1 } });
    expect(registers).toMatchObject({ ok: true, data: { pc: 0, sp: 0xfffc } });
    expect(memory).toEqual({ ok: true, data: { pid: 1, address: 0x4000, data: '66696228' } });
    expect(written).toMatchObject({ ok: true, data: { reg: 'R3', value: 0x1234 } });
    expect(raw).toEqual({ ok: true, data: { data: '34120000' } });
  });

  it.each([
    ['flub', 'There is no command "flub"'],
    ['step x', '"x" is no number. Usage: step [source] [N] [-p PID]'],
    ['step -p 9', 'There is no task with pid 9'],
    ['send "open', 'The quote at column 6 does not end'],
    ['top', 'There is no screen'],
    ['break enable 4', 'No breakpoint at 0x0004 is switched off'],
    ['load nothing.mvasm', '"nothing.mvasm" does not exist'],
    ['poke 0x4000 xyz', 'pairs of hex digits'],
    ['val get 0x101', 'Value 0x0101: not found'],
    ['raw nonsense', 'unknown_cmd:nonsense'],
  ])('answers "%s" in words', async (line, words) => {
    const { stdout } = await folder.shell(`printf '%s\\n' '${line}' | hsx shell --json ${fibonacci}`);
    expect(values(stdout).at(-1)).toMatchObject({ ok: false, error: expect.stringContaining(words) });
  });

  it('refuses what it cannot use', async () => {
    const missing = await folder.hsx('shell', '-x', 'missing.hsx');
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('missing.hsx:1:1: error: the script') });
    const nobody = await folder.hsx('shell', '--connect', '127.0.0.1:1');
    expect(nobody).toMatchObject({ code: 1, stderr: 'hsx shell: 127.0.0.1:1: nobody listens there\n' });
    const address = await folder.hsx('shell', '--connect', 'host:99999');
    expect(address).toMatchObject({ code: 2, stderr: expect.stringContaining('is no address') });
  });
});

describe('hsx shell in a pipe', () => {
  it('prints no prompt, and the output of programs', async () => {
    const { code, stdout } = await folder.shell(`printf 'c\\nquit\\nping\\n' | hsx shell ${fibonacci}`);
    expect(code).toBe(0);
    expect(stdout).toContain('fib(10) = ');
    expect(stdout).not.toContain('hsx>');
    expect(stdout).not.toContain('pong');
  });

  it('explains every command', async () => {
    const { stdout: overview } = await folder.shell("printf 'help\\n' | hsx shell");
    const names = [...overview.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(40);
    const { stdout } = await folder.shell(`printf '${names.map((name) => `help ${name}\\n`).join('')}' | hsx shell`);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^${name}\\b`, 'm'));
  });
});

/** `script` gives the command a terminal; it belongs to every Linux. */
const hasTerminal = existsSync('/usr/bin/script');

/** The shell on a terminal: types when it sees what it waits for. */
class Session {
  private text = '';
  private readonly child;
  private readonly waiting = new Set<() => void>();
  readonly ended: Promise<number | null>;

  constructor(line: string, history: string) {
    const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
    const command = `stty cols 100 rows 30; ${process.execPath} ${cli} ${line}`;
    const env = { ...process.env, HSX_HISTORY: history, TERM: 'xterm-256color' };
    this.child = spawn('/usr/bin/script', ['-qfec', command, '/dev/null'], { cwd: folder.path, env });
    this.child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      this.text += chunk;
      for (const look of this.waiting) look();
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', resolve);
    });
  }

  type(keys: string): void {
    this.child.stdin.write(keys);
  }

  /** What came up to and with `pattern`; it counts once. */
  async sees(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${pattern} is not in ${JSON.stringify(this.text)}`)), 20_000);
      const look = (): void => {
        const match = pattern.exec(this.text);
        if (!match) return;
        this.waiting.delete(look);
        clearTimeout(late);
        const end = match.index + match[0].length;
        const seen = this.text.slice(0, end);
        this.text = this.text.slice(end);
        resolve(seen);
      };
      this.waiting.add(look);
      look();
    });
  }
}

describe.skipIf(!hasTerminal)('hsx shell on a terminal (needs /usr/bin/script)', () => {
  it('completes, halts with Ctrl-C, shows a screen of tasks, and remembers what was typed', async () => {
    const history = folder.in('history');
    const shell = new Session(`shell ${program('forever.mvasm')}`, history);
    await shell.sees(/hsx> /);
    shell.type('conti\t');
    await shell.sees(/continue|conti.*nue/);
    shell.type('\r');
    await shell.sees(/\n/);
    shell.type('\x03');
    await shell.sees(/Task 1 stopped \(async_break\) at 0x/);
    await shell.sees(/hsx> /);
    shell.type('top\r');
    const screen = await shell.sees(/1 +forever +\S+/);
    expect(screen).toContain('\x1b[?1049h');
    expect(screen).toContain('q leaves');
    shell.type('q');
    expect(await shell.sees(/hsx> /)).toContain('\x1b[?1049l');
    shell.type('wrong\r');
    await shell.sees(/There is no command "wrong"/);
    shell.type('\x03');
    await shell.sees(/'quit' leaves/);
    shell.type('quit\r');
    expect(await shell.ended).toBe(0);
    expect(readFileSync(history, 'utf8')).toBe('continue\ntop\nwrong\n');

    const again = new Session('shell', history);
    await again.sees(/hsx> /);
    again.type('\x1b[A\x1b[A\x1b[A');
    await again.sees(/continue/);
    again.type('\x15quit\r');
    expect(await again.ended).toBe(0);
  });
});
