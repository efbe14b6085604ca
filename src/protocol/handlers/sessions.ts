import { type Feature, features } from '../contract/features';
import type { sessions } from '../contract/sessions';
import type { Handlers } from './handler';

const isFeature = (feature: string): feature is Feature => (features as readonly string[]).includes(feature);

export const sessionHandlers: Handlers<typeof sessions> = {
  'session.open': (_executive, { client = '', capabilities }) => {
    const wanted = capabilities?.features ?? [...features];
    const warnings = wanted.filter((feature) => !isFeature(feature)).map((feature) => `unsupported_feature:${feature}`);
    return { session: { client, features: wanted.filter(isFeature), ...(warnings.length > 0 && { warnings }) } };
  },
  'session.close': () => ({}),
};
