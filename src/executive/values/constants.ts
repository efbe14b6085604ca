/** Figures of the value and command service (services spec 1.3). */

/** In place of a descriptor chain: there is none. */
export const NO_DESCRIPTOR = 0xffff;
/** Group filter that lets everything through. */
export const ALL_GROUPS = 0xff;

const commonStatus = { ok: 0, notFound: 1, notPermitted: 2, noSpace: 3, invalid: 4, exists: 5 } as const;

export const ValueStatus = { ...commonStatus, busy: 6 } as const;
export type ValueStatus = (typeof ValueStatus)[keyof typeof ValueStatus];

export const CommandStatus = { ...commonStatus, noAsync: 6, failed: 7 } as const;
export type CommandStatus = (typeof CommandStatus)[keyof typeof CommandStatus];

const common = ['ok', 'not found', 'not permitted', 'no space', 'invalid', 'exists'];
const textOf = (words: readonly string[]) => (status: number) => words[status] ?? `status ${status}`;

/** For people. */
export const valueStatusText = textOf([...common, 'busy']);
export const commandStatusText = textOf([...common, 'not asynchronous', 'failed']);

export const ValueFlag = { readOnly: 0x01, persist: 0x02 } as const;
export const CommandFlag = { pin: 0x01, async: 0x02 } as const;
export const PersistMode = { volatile: 0, load: 1, save: 2 } as const;

/** Level of a caller who has not shown any right; guests always act with it. */
export const PUBLIC_LEVEL = 0;

export const objectId = (group: number, id: number): number => group * 256 + id;
