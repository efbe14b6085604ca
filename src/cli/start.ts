#!/usr/bin/env node
/** What is installed as `hsx`: runs the commands, which are a bundle of their own. */

import { join } from 'node:path';
import { runCompiled } from '../platform/node/compiled-code';

const [, , command = ''] = process.argv;
runCompiled(join(__dirname, 'commands.js'), /^[a-z]+$/.test(command) ? `hsx-${command}` : 'hsx', require);
