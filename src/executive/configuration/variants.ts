/** Builds of the executive by what they offer to tools (services spec 7). */

export const variantFeatures = ['events', 'breakpoints', 'symbols', 'stack', 'disasm', 'watch', 'observers'] as const;
export type VariantFeature = (typeof variantFeatures)[number];

export interface Variant {
  /** Records of the trace ring of each task, 0..4096. */
  readonly traceRecords: number;
  readonly features: ReadonlySet<VariantFeature>;
}

export const variants = {
  minimal: { traceRecords: 0, features: new Set<VariantFeature>() },
  development: {
    traceRecords: 100,
    features: new Set<VariantFeature>(['breakpoints', 'symbols', 'stack', 'disasm']),
  },
  full: { traceRecords: 1000, features: new Set(variantFeatures) },
  /** What the Python executive has. */
  reference: { traceRecords: 256, features: new Set(variantFeatures) },
} as const satisfies Record<string, Variant>;

/** Commands of the protocol that need a feature, by their names or the part before the dot. */
const needs: Readonly<Record<string, VariantFeature>> = {
  'events.subscribe': 'events',
  'events.unsubscribe': 'events',
  'events.ack': 'events',
  bp: 'breakpoints',
  sym: 'symbols',
  symbols: 'symbols',
  stack: 'stack',
  disasm: 'disasm',
  watch: 'watch',
};

/** The feature without which a command is refused with `unsupported_feature:NAME`; undefined: it is always there. */
export const featureOf = (command: string): VariantFeature | undefined =>
  needs[command] ?? needs[command.split('.')[0]!];
