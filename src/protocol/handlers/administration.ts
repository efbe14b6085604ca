import type { administration } from '../contract/administration';
import type { Handlers } from './handler';

export const administrationHandlers: Handlers<typeof administration> = {
  ping: () => ({ reply: 'pong' }),
};
