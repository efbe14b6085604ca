/** Arguments that many commands share. */

import { required } from './command';
import { integer } from './readers';

export const pidReader = integer();
export const pid = required(pidReader);
/** Taken modulo 65536 by the executive. */
export const addressReader = integer();
