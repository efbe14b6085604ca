import { type CatalogueEntry, error } from './entry';

/** Findings of the reader of hsx.json. */
export const projectCatalogue = {
  'project-json': error('Broken hsx.json', 'Mend the JSON; it has no comments and no comma behind the last item.'),
  'project-key': error('Unknown key in hsx.json', 'Check the spelling, or remove the key.'),
  'project-missing': error('Key missing in hsx.json', 'Add the required key.'),
  'project-value': error('Wrong kind of value in hsx.json', 'Give the key the kind of value it takes.'),
  'project-duplicate': error('Two programs of one name', 'Choose another name.'),
  'program-unknown': error('No such program', 'Name a program of hsx.json.'),
} satisfies Record<string, CatalogueEntry>;
