import type { tasks } from '../contract/tasks';
import type { Handlers } from './handler';
import { needed } from './needs';

export const taskHandlers: Handlers<typeof tasks> = {
  ps: (executive) => ({ tasks: executive.tasks() }),
  load: (executive, { path, image }) => ({
    image: executive.load(path, needed(image, "load requires 'image': the bytes of the .hxe file")),
  }),
  kill: (executive, { pid }) => {
    executive.kill(pid);
    return { task: { pid, state: 'terminated' } };
  },
};
