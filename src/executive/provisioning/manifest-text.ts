/** Manifests as text: JSON or TOML (services spec 5.6). */

import { parse as parseToml, TomlError } from 'smol-toml';
import * as v from 'valibot';
import { BadMessageError } from '../errors';

/** An object, or a list of objects; a table of TOML begins `[name]` or `[[name]]`. */
const JSON_START = /^\s*(\{|\[\s*[{\]])/;

/** @throws BadMessageError with the place */
function parsed(text: string): unknown {
  try {
    return JSON_START.test(text) ? JSON.parse(text) : parseToml(text);
  } catch (error) {
    if (error instanceof TomlError) {
      const [reason] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
      throw new BadMessageError(`the manifest is no TOML: line ${error.line}, column ${error.column}: ${reason}`);
    }
    throw new BadMessageError(`the manifest is no JSON: ${(error as Error).message}`);
  }
}

/**
 * JSON when it begins as an object or a list of them, else TOML.
 * @throws BadMessageError with the place
 */
export function readManifest<Schema extends v.GenericSchema>(text: string, schema: Schema): v.InferOutput<Schema> {
  const result = v.safeParse(schema, parsed(text));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new BadMessageError(`manifest${path ? ` at ${path}` : ''}: ${issue.message}`);
}
