/**
 * Every command of the executive, once: arguments, answer, who may call it (executive-protocol spec 3); one file per
 * area. The in-process channel passes these objects as they are; a server reads them from what it received.
 */

import { administration } from './contract/administration';
import { breakpoints } from './contract/breakpoints';
import type { Command, RequestOf } from './contract/command';
import { debugPoints } from './contract/debug-points';
import { devices } from './contract/devices';
import { disassemblies } from './contract/disassembly';
import { events } from './contract/events';
import { execution } from './contract/execution';
import { inspection } from './contract/inspection';
import { mailboxes } from './contract/mailboxes';
import { provisioning } from './contract/provisioning';
import { sessions } from './contract/sessions';
import { symbols } from './contract/symbols';
import { tasks } from './contract/tasks';
import { trace } from './contract/trace';
import { values } from './contract/values';
import { watches } from './contract/watches';

export type { StepPlan } from './contract/execution';
export { type Feature, features } from './contract/features';

export const commands = {
  ...administration,
  ...sessions,
  ...events,
  ...tasks,
  ...execution,
  ...breakpoints,
  ...debugPoints,
  ...inspection,
  ...symbols,
  ...disassemblies,
  ...watches,
  ...trace,
  ...mailboxes,
  ...values,
  ...devices,
  ...provisioning,
} as const;

type Commands = typeof commands;
export type CommandName = keyof Commands;
export type Request<Name extends CommandName> = RequestOf<Commands[Name]['arguments']>;
export type Response<Name extends CommandName> =
  // biome-ignore lint/suspicious/noExplicitAny: a command with any arguments
  Commands[Name] extends Command<any, infer R> ? R : never;
