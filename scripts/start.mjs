#!/usr/bin/env node
// @ts-check
// `npm start`: from a fresh checkout to VS Code with the extension, open on the examples.
import process from 'node:process';
import { needNode } from './lib/need-node.mjs';

const USAGE = `Usage: npm start -- [options]

Builds the extension, installs it into VS Code and opens the examples.
Uses desktop VS Code when its \`code\` command is on PATH, otherwise a VS Code in the browser.

Options:
  --browser     use VS Code in the browser even when \`code\` exists (also: HSX_START=browser)
  --port N      first port to try (default 8443)
  --host NAME   address to listen on (default 127.0.0.1; there is no password, so keep it local)
  --no-open     do not open a browser
  --check       start VS Code in the browser, wait until it answers, and stop
  --help        show this text`;

needNode();

try {
  await main();
} catch (error) {
  console.error(`\nnpm start failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

async function main() {
  const options = await readOptions();
  if (!options) return;
  const [{ prepare }, { startInBrowser, startOnDesktop }, { which }] = await Promise.all([
    import('./lib/prepare.mjs'),
    import('./lib/start-editor.mjs'),
    import('./lib/process.mjs'),
  ]);
  const built = await prepare(console.log);
  const desktop = !options.browser && !options.check && process.env['HSX_START'] !== 'browser' && which('code');
  if (desktop) await startOnDesktop(desktop, built, console.log);
  else await startInBrowser(built, options, console.log);
}

async function readOptions() {
  const { parseArgs } = await import('node:util');
  const { values } = parseArgs({
    options: {
      browser: { type: 'boolean', default: false },
      port: { type: 'string', default: '8443' },
      host: { type: 'string', default: '127.0.0.1' },
      'no-open': { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return undefined;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port ${values.port}: not a port. Give a number from 0 to 65535; 0 takes any free one.`);
  }
  const { browser, host, check } = values;
  return { browser, port, host, check, open: !values['no-open'] && !check };
}
