/** Answers and events as lines (executive-protocol spec 1.2): compact, ASCII only; what is no finite number is null. */

const beyondAscii = /[\u0080-\uffff]/g;
const anyBeyondAscii = /[\u0080-\uffff]/;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value);
  // Replacing costs more than looking.
  return `${anyBeyondAscii.test(text) ? text.replace(beyondAscii, escaped) : text}\n`;
}
