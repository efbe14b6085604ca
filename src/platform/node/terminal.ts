/** A terminal's program: what the debugged program writes appears here, and what is typed goes to it. */

import { connect } from 'node:net';
import { KEY_VARIABLE, LOOPBACK } from './terminal-link';

const [port] = process.argv.slice(2);
const key = process.env[KEY_VARIABLE];

if (port === undefined || key === undefined) {
  console.error('This program is started by the HSX debugger, with "console" in a launch configuration.');
  process.exitCode = 2;
} else {
  const socket = connect(Number(port), LOOPBACK, () => {
    socket.write(`${key}\n`);
    process.stdin.pipe(socket, { end: false });
    socket.pipe(process.stdout, { end: false });
  });
  socket.on('error', (error) => console.error(`the debugger cannot be reached: ${error.message}`));
  socket.on('close', (failed) => process.stdout.write('', () => process.exit(failed ? 1 : 0)));
}
