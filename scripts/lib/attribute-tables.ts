/** The tables of attributes in the documentation, made from the tables the adapter checks its requests against. */

import { attachAttributes } from '../../src/adapter/attach-attributes';
import { type Attribute, schemaOf } from '../../src/adapter/attributes';
import { launchAttributes } from '../../src/adapter/launch-attributes';

const words: Record<string, string> = {
  string: 'text',
  boolean: '`true` or `false`',
  integer: 'number',
  object: 'object',
};

/** A number may also be written as a text, a list holds what stands alone. */
function kindOf(types: readonly unknown[]): string {
  const isNumber = types.includes('integer');
  const shown = isNumber ? types.filter((type) => type !== 'string') : types;
  const list = `list of ${isNumber ? 'numbers' : 'texts'}`;
  return shown.map((type) => (type === 'array' ? list : words[String(type)])).join(' or ');
}

function tableOf(attributes: Readonly<Record<string, Attribute>>): string {
  const { required, properties } = schemaOf(attributes);
  const rows = Object.entries(properties as Record<string, Record<string, unknown>>)
    .filter(([, { deprecationMessage }]) => deprecationMessage === undefined)
    .map(([name, { type, default: proposal, markdownDescription }]) => {
      const fallback = required.includes(name) ? 'required' : proposal === undefined ? '' : `\`${proposal}\``;
      return `| \`${name}\` | ${kindOf([type].flat())} | ${fallback} | ${markdownDescription} |`;
    });
  return ['| Attribute | Value | Default | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

export const launchTable = tableOf(launchAttributes);
export const attachTable = tableOf(attachAttributes);
