/**
 * What to load at the start (services spec 5.6): programs in order of priority, each with images to fall back to, and the
 * persistent values they rely on.
 */

import * as v from 'valibot';
import { ImageError, readImage } from '../../toolchain/image';
import { ExecutiveError } from '../errors';

const key = v.object({
  key: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xfffe)),
  mode: v.optional(v.picklist(['load', 'save', 'loadsave']), 'loadsave'),
  /** A half as bits, for a key that has no datum yet. */
  default: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff))),
});

const entry = v.object({
  path: v.pipe(v.string(), v.minLength(1)),
  /** Tried in order when the image is missing or broken. */
  fallbacks: v.optional(v.array(v.pipe(v.string(), v.minLength(1))), []),
  /** Larger first; equal ones in their order. */
  priority: v.optional(v.number(), 0),
  version: v.optional(v.string()),
  fram_keys: v.optional(v.array(key), []),
});

const manifest = v.union([v.array(entry), v.object({ images: v.array(entry) })]);

export type ManifestEntry = v.InferOutput<typeof entry>;

/** @returns the entries in the order in which to load them @throws ExecutiveError EBADMSG with the place */
export function parseManifest(text: string): ManifestEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ExecutiveError(`EBADMSG: the manifest is no JSON: ${(error as Error).message}`);
  }
  const result = v.safeParse(manifest, value);
  if (!result.success) {
    const issue = result.issues[0];
    throw new ExecutiveError(`EBADMSG: manifest${place(issue)}: ${issue.message}`);
  }
  const entries = Array.isArray(result.output) ? result.output : result.output.images;
  return entries
    .map((one, index) => ({ one, index }))
    .sort((a, b) => b.one.priority - a.one.priority || a.index - b.index)
    .map(({ one }) => one);
}

function place(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path ? ` at ${path}` : '';
}

/** What provisioning does to the executive. */
export interface Provisioned {
  load(path: string, bytes: Uint8Array): { readonly pid: number };
  /** Gives a persistent key a datum unless it has one. */
  persistDefault(key: number, raw: number): void;
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
      readImage(bytes);
      for (const { key: number, default: raw } of fram_keys) if (raw !== undefined) target.persistDefault(number, raw);
      return { path: candidate, pid: target.load(candidate, bytes).pid, errors };
    } catch (error) {
      if (!(error instanceof ExecutiveError || error instanceof ImageError)) throw error;
      errors.push(`${candidate}: ${error.message}`);
    }
  }
  return { path, pid: null, errors };
}
