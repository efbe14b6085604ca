/** The table of launch attributes in docs/launch.md, made from the table the adapter checks launch requests against. */

import { launchSchema } from '../../src/adapter/launch-attributes';

const words: Record<string, string> = { string: 'text', array: 'list of texts', boolean: '`true` or `false`' };

const { required, properties } = launchSchema();

const rows = Object.entries(properties).map(([name, property]) => {
  const { type, default: proposal, markdownDescription } = property as Record<string, unknown>;
  const kind = [type].flat().map((part) => words[String(part)]);
  const fallback = required.includes(name) ? 'required' : proposal === undefined ? '' : `\`${proposal}\``;
  return `| \`${name}\` | ${kind.join(' or ')} | ${fallback} | ${markdownDescription} |`;
});

export const launchTable = ['| Attribute | Value | Default | Meaning |', '| --- | --- | --- | --- |', ...rows].join(
  '\n',
);
