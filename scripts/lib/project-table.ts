/** The table of attributes in docs/project-file.md, made from the table that the reader of hsx.json checks against. */

import { kindOf, type ProgramAttribute, programAttributes } from '../../src/toolchain/project/attributes';

const rows = Object.entries<ProgramAttribute>(programAttributes).map(([name, attribute]) => {
  const fallback = attribute.required ? 'required' : (attribute.default ?? '');
  return `| \`${name}\` | ${kindOf(attribute).words} | ${fallback} | ${attribute.description} |`;
});

export const projectTable = ['| Attribute | Value | Default | Meaning |', '| --- | --- | --- | --- |', ...rows].join(
  '\n',
);
