/** The JSON schema of hsx.json, for editors. */

import { kindOf, type ProgramAttribute, programAttributes } from './attributes';

export function projectSchema(): object {
  const attributes = Object.entries<ProgramAttribute>(programAttributes);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'HSX project',
    type: 'object',
    required: ['programs'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      programs: {
        type: 'array',
        minItems: 1,
        description: 'The programs of this folder and of the folders below. Paths start from the folder of this file.',
        items: {
          type: 'object',
          required: attributes.filter(([, { required }]) => required).map(([key]) => key),
          additionalProperties: false,
          properties: Object.fromEntries(
            attributes.map(([key, attribute]) => [
              key,
              { ...kindOf(attribute).schema, markdownDescription: attribute.description },
            ]),
          ),
        },
      },
    },
  };
}
