/** From a configuration to the parts of an executive; the parts that touch a host come by name from its back ends. */

import type { BackEnds } from '../../platform/back-ends';
import type { Storage } from '../../platform/storage';
import type { Volume } from '../../platform/volume';
import { ExecutiveError } from '../errors';
import type { ExecutiveOptions } from '../executive';
import type { CustomLimits, ExecutiveConfiguration } from './configuration';
import { profiles, type ResourceLimits } from './limits';
import { variants } from './variants';

/** @throws ExecutiveError when the host lacks a back end, or a back end refuses its path */
export function executiveOptions(configuration: ExecutiveConfiguration, backEnds: BackEnds = {}): ExecutiveOptions {
  const { variant, profile, files, persistence, hal, math, priorities, clock } = configuration;
  const { strictRanges, strictAccess, toolLevel, pin } = configuration;
  return {
    variant: variants[variant],
    limits: typeof profile === 'string' ? profiles[profile] : customLimits(profile),
    hal,
    math,
    priorities,
    clock,
    strictRanges,
    strictAccess,
    toolLevel,
    ...(pin !== undefined && { pin }),
    ...(files.kind === 'folder' && {
      volume: openFolder(backEnds, files.path, files.readOnly),
    }),
    ...(persistence.kind !== 'memory' && {
      persistence: {
        kind: persistence.kind,
        storage: openStorage(backEnds, persistence.path),
        ...(hal !== 'none' && { area: openStorage(backEnds, `${persistence.path}.area`) }),
      },
    }),
  };
}

const openStorage = ({ storage }: BackEnds, path: string): Storage =>
  available(storage, 'persistence: there are no files here')(path);

function openFolder({ folder }: BackEnds, path: string, readOnly: boolean): Volume {
  const open = available(folder, 'files: there are no folders here');
  try {
    return open(path, readOnly);
  } catch (error) {
    throw new ExecutiveError(`files: ${(error as Error).message}`);
  }
}

function available<Part>(part: Part | undefined, text: string): Part {
  if (part === undefined) throw new ExecutiveError(text);
  return part;
}

function customLimits({
  base,
  descriptors,
  handlesPerPid,
  defaultCapacity,
  tapRate,
  ...rest
}: CustomLimits): ResourceLimits {
  const preset: ResourceLimits = profiles[base];
  const { mailboxes } = preset;
  return {
    ...preset,
    ...defined(rest),
    mailboxes: { ...mailboxes, ...defined({ descriptors, handlesPerPid, defaultCapacity, tapRate }) },
  };
}

const defined = <Table extends object>(table: Table): { [Key in keyof Table]?: Exclude<Table[Key], undefined> } =>
  Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined)) as never;
