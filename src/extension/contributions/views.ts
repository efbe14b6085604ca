/** What the manifest says about views. */

import { ProgramView } from './identifiers';

export const viewContributions = {
  viewsContainers: { activitybar: [{ id: ProgramView.container, title: 'HSX', icon: './media/mvasm.svg' }] },
  views: { [ProgramView.container]: [{ id: ProgramView.id, name: 'Programs' }] },
  viewsWelcome: [
    {
      view: ProgramView.id,
      contents: 'There is no program in this workspace: no source with an .entry, and no hsx.json that describes one.',
    },
  ],
};
