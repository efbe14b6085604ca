/**
 * What to load at the start (services spec 5.6): programs in order of priority, each with images to fall back to, and the
 * persistent values they rely on.
 */

import * as v from 'valibot';
import { ImageError } from '../../toolchain/image';
import { ExecutiveError } from '../errors';
import { type FramKey, framKey } from './fram-keys';
import { readManifest } from './manifest-text';

const entry = v.object({
  path: v.pipe(v.string(), v.minLength(1)),
  /** Tried in order when the image is missing or broken. */
  fallbacks: v.optional(v.array(v.pipe(v.string(), v.minLength(1))), []),
  /** Larger first; equal ones in their order. */
  priority: v.optional(v.number(), 0),
  version: v.optional(v.string()),
  fram_keys: v.optional(v.array(framKey), []),
});

const manifest = v.union([v.array(entry), v.object({ images: v.array(entry) })]);

export type ManifestEntry = v.InferOutput<typeof entry>;

/** @returns the entries in the order in which to load them @throws ExecutiveError EBADMSG with the place */
export function parseManifest(text: string): ManifestEntry[] {
  const output = readManifest(text, manifest);
  const entries = Array.isArray(output) ? output : output.images;
  return entries
    .map((one, index) => ({ one, index }))
    .sort((a, b) => b.one.priority - a.one.priority || a.index - b.index)
    .map(({ one }) => one);
}

/** What provisioning does to the executive. */
export interface Provisioned {
  /** @param keys how the program uses persistent keys, besides what its own manifest says */
  load(path: string, bytes: Uint8Array, keys: readonly FramKey[]): { readonly pid: number };
}

export interface BootResult {
  readonly path: string;
  /** Null when nothing could be loaded. */
  readonly pid: number | null;
  /** Why what was tried before failed. */
  readonly errors: readonly string[];
}

/** Loads the entries of a manifest; one that fails does not keep the others from loading. */
export async function boot(
  entries: readonly ManifestEntry[],
  target: Provisioned,
  read: (path: string) => Promise<Uint8Array | undefined>,
): Promise<BootResult[]> {
  const results: BootResult[] = [];
  for (const one of entries) results.push(await bootEntry(one, target, read));
  return results;
}

async function bootEntry(
  { path, fallbacks, fram_keys }: ManifestEntry,
  target: Provisioned,
  read: (path: string) => Promise<Uint8Array | undefined>,
): Promise<BootResult> {
  const errors: string[] = [];
  for (const candidate of [path, ...fallbacks]) {
    try {
      const bytes = await read(candidate);
      if (!bytes) throw new ExecutiveError('there is no such file');
      return { path: candidate, pid: target.load(candidate, bytes, fram_keys).pid, errors };
    } catch (error) {
      if (!(error instanceof ExecutiveError || error instanceof ImageError)) throw error;
      errors.push(`${candidate}: ${error.message}`);
    }
  }
  return { path, pid: null, errors };
}
