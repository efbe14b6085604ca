/** What Node has for an executive: folders and files. */

import type { BackEnds } from '../back-ends';
import { createFolderVolume } from './folder-volume';
import { createNodeStorage } from './storage';

export const nodeBackEnds: BackEnds = {
  folder: createFolderVolume,
  storage: createNodeStorage,
};
