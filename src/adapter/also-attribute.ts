import { type Attribute, type AttributeKind, isRecord } from './attributes';

const configurations: AttributeKind = {
  words: 'a list of configurations',
  schema: {
    type: 'array',
    items: { type: 'object', properties: { name: { type: 'string' }, request: { enum: ['launch', 'attach'] } } },
  },
  accepts: (value) => Array.isArray(value) && value.every(isRecord),
};

/** Of launch and attach configurations alike. */
export const alsoAttribute: Attribute = {
  kind: configurations,
  markdownDescription:
    'Further configurations, each started as a session of its own as soon as this one has begun. They are written like this one; `request` is the same unless it is given.',
};
