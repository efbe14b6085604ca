/** Members of the compiler's debug input (toolchain spec 11); those of another kind count as absent. */

import { isList, isObject, type JsonObject, type JsonValue } from '../json/value';

export const objectsOf = (object: JsonObject, key: string): readonly JsonObject[] => {
  const list = object.get(key);
  return isList(list) ? list.filter(isObject) : [];
};

export const numberAt = (object: JsonObject, key: string): number | undefined => {
  const value = object.get(key);
  return typeof value === 'number' ? value : undefined;
};

export const textAt = (object: JsonObject, key: string): string | undefined => {
  const value = object.get(key);
  return typeof value === 'string' ? value : undefined;
};

/** The file of a function or variable, given as object or as name. */
export function fileOf(value: JsonValue | undefined): {
  readonly name: string | null;
  readonly directory: string | null;
} {
  if (isObject(value))
    return { name: textAt(value, 'filename') ?? null, directory: textAt(value, 'directory') ?? null };
  return { name: typeof value === 'string' ? value : null, directory: null };
}
