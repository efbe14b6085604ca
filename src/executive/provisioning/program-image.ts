/** Images as the executive loads them: with what their own manifest says (services spec 5.6). */

import * as v from 'valibot';
import { encodeHalf } from '../../isa/half';
import { type Image, type MailboxEntry, readImage, type ValueEntry } from '../../toolchain/image';
import { BadMessageError } from '../errors';
import { MailboxMode } from '../mailboxes/constants';
import { type FramKey, framKey } from './fram-keys';
import { readManifest } from './manifest-text';

export type ProgramImage = Image & {
  readonly framKeys?: readonly FramKey[];
  /** Of the program, from its manifest. */
  readonly programVersion?: string;
};

/** What is not named here is for others and ignored; pids are given by the executive. */
const manifest = v.object({
  image_name: v.optional(v.string()),
  version: v.optional(v.string()),
  /** Bits as those of the header. */
  required_caps: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff)), 0),
  fram_keys: v.optional(v.array(framKey), []),
  /** First values by name, in place of those of the image. */
  values: v.optional(v.record(v.string(), v.number()), {}),
  /** Mailboxes to make besides those of the image. */
  mailboxes: v.optional(v.array(v.pipe(v.string(), v.nonEmpty())), []),
});

/** @throws BadMessageError for a name that the image does not declare */
function withDefaults(entries: readonly ValueEntry[], defaults: Readonly<Record<string, number>>): ValueEntry[] {
  const missing = Object.keys(defaults).find((name) => !entries.some((entry) => entry.name === name));
  if (missing !== undefined) throw new BadMessageError(`manifest at values: the image has no value "${missing}"`);
  return entries.map((entry) => {
    const value = entry.name === null ? undefined : defaults[entry.name];
    return value === undefined ? entry : { ...entry, init: value, initRaw: encodeHalf(value) };
  });
}

const plainMailbox = (target: string): MailboxEntry => ({
  ...{ target, capacity: null, modeMask: MailboxMode.readWrite, ownerPid: null, bindings: [] },
  ...{ reserved: null, source: 'json', raw: target },
});

/** @throws ImageError for a file that is no image, ExecutiveError EBADMSG for a manifest that is none */
export function readProgramImage(bytes: Uint8Array): ProgramImage {
  const image = readImage(bytes);
  if (!image.manifest) return image;
  const says = readManifest(new TextDecoder().decode(image.manifest), manifest);
  return {
    ...image,
    appName: image.appName ?? says.image_name ?? null,
    requiredCapabilities: image.requiredCapabilities | says.required_caps,
    values: withDefaults(image.values, says.values),
    mailboxes: [...image.mailboxes, ...says.mailboxes.map(plainMailbox)],
    framKeys: says.fram_keys,
    ...(says.version !== undefined && { programVersion: says.version }),
  };
}
