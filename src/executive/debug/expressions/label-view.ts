/** How the data behind a label is looked at when nobody said so: by its size, and text by its content. */

import { type ScalarType, sizeOf } from './data-type';
import { isPrintable } from './format';

type LabelView =
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'text'; readonly length: number }
  | { readonly kind: 'array'; readonly type: ScalarType; readonly count: number };

/** Sizes of 1, 2 and 4 are numbers; longer data is text, or words where it divides evenly, or bytes. */
export function viewOf(bytes: Uint8Array): LabelView {
  if (bytes.length === 1) return { kind: 'scalar', type: 'u8' };
  if (bytes.length === 2) return { kind: 'scalar', type: 'u16' };
  if (bytes.length === 4) return { kind: 'scalar', type: 'word' };
  const text = textLength(bytes);
  if (text !== undefined) return { kind: 'text', length: text };
  const type = bytes.length % 4 === 0 ? 'word' : 'u8';
  return { kind: 'array', type, count: bytes.length / sizeOf(type) };
}

/** Characters before the closing zero (or the end); `undefined` when it does not read as text. */
function textLength(bytes: Uint8Array): number | undefined {
  const zero = bytes.indexOf(0);
  const length = zero < 0 ? bytes.length : zero;
  const isText = (byte: number) => isPrintable(byte) || byte === 9 || byte === 10 || byte === 13;
  const paddingOnly = bytes.subarray(length).every((byte) => byte === 0);
  return length > 0 && paddingOnly && bytes.subarray(0, length).every(isText) ? length : undefined;
}
