/** The `hsx` command. Exit codes: 0 fine, 1 the program or a source is at fault, 2 wrong usage. */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { profiles } from '../executive/configuration/limits';
import { variants } from '../executive/configuration/variants';
import type { ClockPace } from '../executive/pacing/clock-pace';
import { DEFAULT_HOST, DEFAULT_PORT } from '../protocol/default-address';
import { isRule, isRuleSeverity, type RuleSeverity, ruleSeverities } from '../toolchain/lint/selection';
import { Failure } from './failure';

declare const HSX_VERSION: string;

const WRONG_USAGE = 2;

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
}

function port(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > 0xffff) {
    throw new InvalidArgumentError('Give a port, 0 to 65535.');
  }
  return value;
}

function token(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty: everybody could guess it.');
  return text;
}

const CLOCK_HELP = 'how fast time passes: virtual, real, or how many times as fast as real time';

function clock(text: string): ClockPace {
  if (text === 'virtual' || text === 'real') return text;
  const factor = Number(text);
  if (text.trim() === '' || !Number.isFinite(factor) || factor <= 0) {
    throw new InvalidArgumentError("Give 'virtual', 'real', or a number above 0.");
  }
  return factor;
}

/** A name, or limits, which the executive checks. */
function profile(text: string): unknown {
  if (Object.hasOwn(profiles, text)) return text;
  try {
    const limits: unknown = JSON.parse(text);
    if (typeof limits === 'object' && limits !== null && !Array.isArray(limits)) return limits;
  } catch {}
  throw new InvalidArgumentError(
    `Give ${Object.keys(profiles).join(', ')}, or limits in JSON, such as {"base":"embedded","tasks":2}.`,
  );
}

function capabilities(text: string): number {
  const value = Number(text);
  if (!/^(\d+|0x[\da-f]+)$/i.test(text) || value > 0xffff) {
    throw new InvalidArgumentError('Give a number, 0 to 65535 or 0x0 to 0xFFFF.');
  }
  return value;
}

function ruleSeverity(
  text: string,
  others: readonly (readonly [string, RuleSeverity])[] = [],
): readonly (readonly [string, RuleSeverity])[] {
  const [rule = '', severity] = text.split('=');
  if (!isRule(rule)) throw new InvalidArgumentError(`There is no rule "${rule}"; docs/diagnostics.md lists them.`);
  if (!isRuleSeverity(severity)) throw new InvalidArgumentError(`Give it one of ${ruleSeverities.join(', ')}.`);
  return [...others, [rule, severity]];
}

/** Loads a command when it is called: starting is most of the time of a short one. */
const lazily =
  <Args extends unknown[]>(load: () => Promise<(...args: Args) => Promise<void>>) =>
  async (...args: Args): Promise<void> =>
    (await load())(...args);

const program = new Command('hsx')
  .description('Build, run and debug programs for the HSX machine.')
  .version(HSX_VERSION)
  .showHelpAfterError('(hsx --help tells more)')
  .exitOverride();

/** What `build` and `link` have in common. */
const linking = (command: Command): Command =>
  command
    .option('--sym <file>', 'also write a symbol file')
    .option(
      '--debug-info <file>',
      'debug input (.dbg) of the unit of this name, repeatable',
      (file, files: string[] = []) => [...files, file],
    )
    .option('--app-name <name>', 'application name in the image (default: name of the output file)')
    .option('--req-cap <n>', 'capabilities that the image requires, 16 bits (default: 0)', capabilities)
    .option('--manifest <file>', 'JSON or TOML to put into the image, for the executive that loads it')
    .option('--single-instance', 'forbid a second task of this image');

const UTF8_OPTION = ['--utf8-text', 'strings become UTF-8, not one Latin-1 byte per character'] as const;
const WIDE_OPTION = ['--wide-services', 'service modules up to 255, which the reference does not know'] as const;
const IMAGE_OPTION = ['-o, --output <file>', 'image to write (.hxe); - is standard output'] as const;
const OR_PROGRAMS = 'or programs of hsx.json, by default all of them';

linking(
  program
    .command('build')
    .option(...IMAGE_OPTION)
    .option(...UTF8_OPTION)
    .option(...WIDE_OPTION),
)
  .description('assemble and link sources to an image, or programs of hsx.json to theirs')
  .argument('[files...]', `sources (.mvasm) and objects (.hxo), in link order; - is standard input; ${OR_PROGRAMS}`)
  .action(lazily(async () => (await import('./build')).build));

program
  .command('asm')
  .description('assemble one source to an object')
  .argument('<file>', 'source (.mvasm); - is standard input')
  .requiredOption('-o, --output <file>', 'object to write (.hxo); - is standard output')
  .option(...UTF8_OPTION)
  .option(...WIDE_OPTION)
  .action(lazily(async () => (await import('./asm')).asm));

linking(program.command('link').requiredOption(...IMAGE_OPTION))
  .description('link objects to an image')
  .argument('<files...>', 'objects (.hxo), in link order; - is standard input')
  .action(lazily(async () => (await import('./link')).link));

program
  .command('disasm')
  .description('list the code of an image')
  .argument('<file>', 'image (.hxe); - is standard input')
  .option('--asm', 'print source that assembles to the same code')
  .addOption(new Option('--json', 'print one JSON object').conflicts('asm'))
  .action(lazily(async () => (await import('./disasm')).disasm));

program
  .command('run')
  .description('run programs to their end, each file as one task')
  .argument('[files...]', `sources, objects or images; ${OR_PROGRAMS}`)
  .option('--max-steps <n>', 'stop after this many instructions of all tasks', positiveInteger)
  .option('--json', 'print one JSON object about tasks and output instead of the output itself')
  .option('--no-turbo', 'only interpret; do not translate code that runs long to WebAssembly')
  .option(...UTF8_OPTION)
  .option(...WIDE_OPTION)
  .action(lazily(async () => (await import('./run')).run));

program
  .command('check')
  .description('tell what is wrong with a program, and write nothing')
  .argument('[files...]', `sources and objects of the program, in link order; - is standard input; ${OR_PROGRAMS}`)
  .option('--json', 'print one JSON object')
  .option(...UTF8_OPTION)
  .option(...WIDE_OPTION)
  .addOption(new Option('--sarif', 'print a SARIF 2.1.0 log').conflicts('json'))
  .option('--lint <rule=severity>', 'off, hint, information, warning or error, repeatable', ruleSeverity)
  .action(lazily(async () => (await import('./check')).check));

program
  .command('nm')
  .description('list symbols by address')
  .argument('<file>', 'image with its .sym beside it, object or source; - is standard input')
  .option('--json', 'print one JSON array')
  .action(lazily(async () => (await import('./nm')).nm));

program
  .command('size')
  .description('tell the bytes of code and data')
  .argument('<files...>', 'images, objects or sources; - is standard input')
  .option('--json', 'print one JSON array')
  .action(lazily(async () => (await import('./size')).size));

program
  .command('dump')
  .description('show header, sections and metadata of an image, or the content of an object')
  .argument('<file>', 'image (.hxe) or object (.hxo); - is standard input')
  .option('--json', 'print one JSON object')
  .action(lazily(async () => (await import('./dump')).dump));

program
  .command('fmt')
  .description('format sources in place')
  .argument('<files...>', 'sources (.mvasm); - formats standard input to standard output')
  .option('--check', 'write nothing; list the files that would change, and fail if there are any')
  .action(lazily(async () => (await import('./fmt')).fmt));

program
  .command('shell')
  .description('work with an executive on a command line')
  .argument('[files...]', 'programs to load')
  .option('--connect <address>', 'use the executive at HOST:PORT instead of one of its own')
  .option('--token <text>', 'the shared secret of that executive')
  .addOption(
    new Option('--clock <pace>', `${CLOCK_HELP}; of its own executive`)
      .argParser(clock)
      .default('virtual')
      .conflicts('connect'),
  )
  .option('-x, --script <file>', 'perform the commands of a file, up to the first that fails')
  .option('--json', 'print one JSON object for each command')
  .option(...UTF8_OPTION)
  .option(...WIDE_OPTION)
  .action(lazily(async () => (await import('./shell')).shell));

program
  .command('dap')
  .description('serve the Debug Adapter Protocol on stdio or a port')
  .option('--port <n>', 'listen on 127.0.0.1 and this port; 0 chooses a free one', port)
  .action(lazily(async () => (await import('./dap')).dap));

program
  .command('lsp')
  .description('serve the Language Server Protocol on stdio or a port')
  .addOption(new Option('--stdio', 'talk on the standard streams (the default)').conflicts('port'))
  .option('--port <n>', 'listen on 127.0.0.1 and this port; 0 chooses a free one', port)
  .action(lazily(async () => (await import('./lsp')).lsp));

program
  .command('execd')
  .description('serve an executive to debuggers and shells')
  .argument('[files...]', 'sources, objects or images to load, each as one task')
  .option('--host <address>', 'address to listen on', DEFAULT_HOST)
  .option('--port <n>', 'port to listen on; 0 chooses a free one', port, DEFAULT_PORT)
  .addOption(
    new Option('--protocol <name>', 'what clients send: JSON objects, or commands of the console')
      .choices(['json', 'console'])
      .default('json'),
  )
  .addOption(
    new Option('--variant <name>', 'what tools are offered').choices(Object.keys(variants)).default('reference'),
  )
  .option('--profile <name>', 'limits of resources: desktop, embedded, or an object in JSON', profile, 'desktop')
  .option('--root <folder>', 'files of programs are in this folder; by default in memory')
  .option('--persist <file>', 'persistent values are kept here: text for .json, else an image of FRAM')
  .addOption(new Option('--hal <name>', 'devices of the programs').choices(['simulated', 'none']).default('simulated'))
  .option('--math', 'offer sine, cosine and exponential in module 0xE')
  .option('--priorities', 'run the tasks of the largest priority first, in turns of their quanta among equals')
  .option('--strict-ranges', 'refuse values outside their declared range')
  .option('--strict-access', 'enforce the access bits of mailboxes')
  .addOption(
    new Option('--tool-level <n>', 'level with which tools act on values and commands, 0 to 3')
      .choices(['0', '1', '2', '3'])
      .default('0'),
  )
  .option('--pin <text>', 'what opens commands with the PIN flag')
  .option('--token <text>', 'what clients must send before they may do anything', token)
  .option('--step <n>', 'instructions of a step, and of a turn of a clock with a rate', positiveInteger, 1)
  .option('--clock <pace>', CLOCK_HELP, clock, 'virtual')
  .option(...UTF8_OPTION)
  .option(...WIDE_OPTION)
  .option('--record <file>', 'write everything that comes from outside to a log that hsx replay reads')
  .action(lazily(async () => (await import('./execd')).execd));

program
  .command('replay')
  .description('repeat what hsx execd --record wrote, and compare the state it leads to')
  .argument('<file>', 'the log')
  .option('--json', 'print one JSON array with the state of each executive')
  .action(lazily(async () => (await import('./replay')).replayFile));

async function main(): Promise<number> {
  try {
    await program.parseAsync();
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    if (!(error instanceof Failure)) throw error;
    for (const line of error.lines) console.error(line);
    return error.exitCode;
  }
}

// A reader that went away (`hsx run ... | head`) is no error.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') console.error(`error: the output cannot be written: ${message}`);
  process.exit(code === 'EPIPE' ? 0 : 1);
});

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
