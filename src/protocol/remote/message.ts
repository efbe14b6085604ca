/** Messages as they stand on the wire (executive-protocol spec 1.2, 2.1). */

export type Fields = Readonly<Record<string, unknown>>;

/** One request line. Bytes become base64 text; what is `undefined` is left out. */
export const encodeRequest = (fields: Fields): string =>
  JSON.stringify(fields, (_key, value) => (value instanceof Uint8Array ? toBase64(value) : value));

function toBase64(bytes: Uint8Array): string {
  let text = '';
  // As arguments of one call, so many are safe everywhere.
  for (let at = 0; at < bytes.length; at += 0x2000) text += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  return btoa(text);
}

const NO_JSON = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * One line of an executive. The reference writes numbers that are not finite as bare `NaN` and `Infinity`, which is no
 * JSON (quirk Q25); they become `null`. Undefined when the line is no JSON object at all.
 */
export function decodeMessage(line: string): Fields | undefined {
  const value = parse(line) ?? parse(line.replace(NO_JSON, (text) => (text.startsWith('"') ? text : 'null')));
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
