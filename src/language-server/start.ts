/** What the extension starts: runs the server, which is a bundle of its own. */

import { join } from 'node:path';
import { runCompiled } from '../platform/node/compiled-code';

runCompiled(join(__dirname, 'language-server.js'), 'language-server', require);
