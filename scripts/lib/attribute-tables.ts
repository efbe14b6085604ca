/** The tables of attributes in the documentation, made from the tables the adapter checks its requests against. */

import { attachAttributes } from '../../src/adapter/attach-attributes';
import { type Attribute, schemaOf } from '../../src/adapter/attributes';
import { launchAttributes } from '../../src/adapter/launch-attributes';

const words: Record<string, string> = {
  string: 'text',
  boolean: '`true` or `false`',
  integer: 'number',
  number: 'number',
  object: 'object',
};

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly default?: unknown;
  readonly deprecationMessage?: string;
  readonly markdownDescription?: string;
}

const plurals: Record<string, string> = { string: 'texts', integer: 'numbers', number: 'numbers', object: 'objects' };

/** A number may also be written as a text. */
function kindOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(kindOf).join(' or ');
  const types = [schema.type ?? []].flat();
  const shown = types.includes('integer') ? types.filter((type) => type !== 'string') : types;
  const list = `list of ${plurals[String(schema.items?.type ?? shown[0])]}`;
  return shown.map((type) => (type === 'array' ? list : words[type])).join(' or ');
}

function tableOf(attributes: Readonly<Record<string, Attribute>>): string {
  const { required, properties } = schemaOf(attributes);
  const rows = Object.entries(properties as Record<string, Schema>)
    .filter(([, { deprecationMessage }]) => deprecationMessage === undefined)
    .map(([name, schema]) => {
      const { default: proposal, markdownDescription } = schema;
      const fallback = required.includes(name) ? 'required' : proposal === undefined ? '' : `\`${proposal}\``;
      return `| \`${name}\` | ${kindOf(schema)} | ${fallback} | ${markdownDescription} |`;
    });
  return ['| Attribute | Value | Default | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

export const launchTable = tableOf(launchAttributes);
export const attachTable = tableOf(attachAttributes);
