/** Whether tasks stop together or each for itself, as other debuggers call it. */

import { type Attribute, kinds } from './attributes';

/** Of launch and attach configurations alike. */
export const nonStopAttribute: Attribute = {
  kind: kinds.flag,
  default: false,
  markdownDescription:
    'Stop each task for itself: at a breakpoint, a step or a pause the others go on, and *Continue* lets only the task go that is looked at.',
};
