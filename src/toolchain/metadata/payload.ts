/** The JSON payload of a metadata directive, with places in the source (toolchain spec 7, 18). */

import type { Unit } from '../assembly/unit';
import type { DiagnosticCode, Place } from '../diagnostics';
import { type JsonNode, JsonSyntaxError, readJson } from '../json/read';
import { portabilityMessage } from '../syntax/extensions';
import type { PayloadPart } from '../syntax/payload';
import type { DirectiveLine } from '../syntax/tree';

export class Payload {
  readonly text: string;
  /** Offset in `text` at which each part starts. */
  private readonly starts: number[] = [];

  constructor(
    readonly unit: Unit,
    private readonly file: string,
    private readonly parts: readonly PayloadPart[],
  ) {
    let text = '';
    for (const part of parts) {
      if (this.starts.length > 0) text += '\n';
      this.starts.push(text.length);
      text += part.text;
    }
    this.text = text;
  }

  /**
   * The stretch in the source; what spans lines ends with its first line. Never empty: where the payload ends, it is the
   * last character.
   */
  placeOf(start: number, end: number): Place {
    let index = this.starts.length - 1;
    while (index > 0 && this.starts[index]! > start) index--;
    let part = this.parts[index]!;
    while (index > 0 && part.start === part.end) part = this.parts[--index]!;
    const column = Math.min(start - this.starts[index]! + part.start, Math.max(part.end - 1, part.start));
    return {
      file: this.file,
      line: part.line,
      start: column,
      end: Math.min(column + Math.max(end - start, 1), part.end),
    };
  }

  placeOfNode({ start, end }: JsonNode): Place {
    return this.placeOf(start, end);
  }

  report(code: DiagnosticCode, message: string, node: JsonNode): void {
    this.unit.reportAt(code, message, this.placeOfNode(node));
  }
}

export interface PayloadEntries {
  readonly payload: Payload;
  readonly nodes: readonly JsonNode[];
}

/** The objects of the payload of the directive; what is none is reported. */
export function readPayload(
  unit: Unit,
  file: string,
  directive: DirectiveLine,
  parts: readonly PayloadPart[],
): PayloadEntries {
  const payload = new Payload(unit, file, parts);
  const none = { payload, nodes: [] };
  if (payload.text.trim() === '') {
    const { name, usage } = directive.directive!;
    unit.report('metadata-payload', `${name} needs a JSON object: ${name} ${usage}.`, directive.word);
    return none;
  }
  if (parts.length > 1) {
    unit.report('not-portable', portabilityMessage('metadata-multiline'), directive.word);
  }
  const root = parsePayload(payload);
  if (!root) return none;
  if (root.items?.length === 0) payload.report('metadata-empty', 'The list is empty; put an object into it.', root);
  const nodes = (root.items ?? [root]).filter((node) => {
    if (!node.members) payload.report('metadata-entry', 'Each entry must be a JSON object: {"key": value, …}.', node);
    return node.members !== undefined;
  });
  return { payload, nodes };
}

function parsePayload(payload: Payload): JsonNode | undefined {
  const onHexadecimal = (start: number, end: number): void => {
    payload.unit.reportAt('not-portable', portabilityMessage('metadata-hex'), payload.placeOf(start, end));
  };
  try {
    return readJson(payload.text, { onHexadecimal });
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const offset = Math.min(error.offset, payload.text.length - 1);
    payload.unit.reportAt('metadata-json', error.message, payload.placeOf(offset, offset + 1));
    return undefined;
  }
}
