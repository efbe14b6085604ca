/** Persistent values that a program relies on, as manifests name them (services spec 5.6). */

import * as v from 'valibot';

/** A datum is a half. */
const DATUM_BYTES = 2;

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

export const framKey = v.object({
  key: whole(1, 0xfffe),
  /** `load`: what is kept is read and never written; `save`: written and never read. */
  mode: v.optional(v.picklist(['load', 'save', 'loadsave']), 'loadsave'),
  length: v.optional(v.literal(DATUM_BYTES, `a datum has ${DATUM_BYTES} bytes`)),
  /** CRC-32 of the datum, big endian; another datum counts as none. */
  crc: v.optional(whole(0, 0xffffffff)),
  /** A half as bits, for a key that has no datum yet. */
  default: v.optional(whole(0, 0xffff)),
});

export type FramKey = v.InferOutput<typeof framKey>;
