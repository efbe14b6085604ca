/** The adapter as a process of its own. */

import { runOnStdio } from './stdio';

runOnStdio();
