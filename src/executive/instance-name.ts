/** Names of tasks (services spec 5.3). */

import { basename } from 'pathe';
import type { Image } from '../toolchain/image';
import { ExecutiveError } from './errors';
import type { Task } from './task';

const MAX_NAME = 31;

/** @throws ExecutiveError `app_exists:NAME` when the image forbids a second instance */
export function instanceName(
  image: Image,
  program: string,
  pid: number,
  tasks: readonly Task[],
): { appName: string; appNameBase: string } {
  const stem = basename(program).replace(/\.[^.]*$/, '');
  const base = (image.appName || stem || `task_${pid}`).slice(0, MAX_NAME);
  const taken = new Set(tasks.map((task) => task.identity.appName));
  if (!taken.has(base)) return { appName: base, appNameBase: base };
  if (!image.allowMultipleInstances) throw new ExecutiveError(`app_exists:${base}`);
  for (let number = 0; ; number++) {
    const suffix = `_#${number}`;
    const name = base.slice(0, MAX_NAME - suffix.length) + suffix;
    if (!taken.has(name)) return { appName: name, appNameBase: base };
  }
}
