/** Where functions and variables of a compiled unit were written, by the compiler's debug input (toolchain spec 11). */

import { dirname, isAbsolute, join } from 'pathe';
import type { Place } from '../diagnostics';
import { isObject, type JsonObject } from '../json/value';
import { fileOf, numberAt, objectsOf, textAt } from './debug-members';

/**
 * The line of the definition; `undefined` when the debug input does not say it.
 * @param unitPath of the unit, beside which relative files are
 * @param name of the label in the unit
 */
export function writtenPlace(unitPath: string, debug: JsonObject, name: string): Place | undefined {
  const functions = objectsOf(debug, 'functions').filter((entry) => textAt(entry, 'function') === name);
  const variables = objectsOf(debug, 'variables').filter((entry) => isGlobal(entry, name));
  for (const entry of [...functions, ...variables]) {
    const { name: file, directory } = fileOf(entry.get('file'));
    const line = numberAt(entry, 'line');
    if (file === null || line === undefined || line < 1) continue;
    const path = isAbsolute(file) ? file : join(directory ?? '', file);
    return { file: isAbsolute(path) ? path : join(dirname(unitPath), path), line: line - 1, start: 0, end: 0 };
  }
  return undefined;
}

const isGlobal = (variable: JsonObject, name: string): boolean =>
  objectsOf(variable, 'locations').some((range) => {
    const location = range.get('location');
    return isObject(location) && textAt(location, 'kind') === 'global' && textAt(location, 'symbol') === name;
  });
