import { OPEN_FILE } from '../../adapter/open-file';
import { DEBUG_TYPE } from './identifiers';

/** What F5 runs when there is no launch.json, and the first entry of a new one. */
export const debugOpenFile = {
  type: DEBUG_TYPE,
  request: 'launch',
  name: 'HSX: debug the open file',
  program: OPEN_FILE,
};
