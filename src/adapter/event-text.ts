/** What events of the executive print: the program's output, and what the user wants to be told of it. */

import type { EventData, ExecutiveEvent } from '../executive/events';
import type { Debuggee } from './debuggee';
import type { OutputCategory, OutputPlace } from './output-pump';

export interface EventText {
  readonly category: OutputCategory;
  readonly text: string;
  readonly place?: OutputPlace | undefined;
}

/** `undefined` for an event that prints nothing. */
export function textOf(event: ExecutiveEvent, debuggee: Debuggee): EventText | undefined {
  switch (event.type) {
    case 'stdout':
    case 'stderr':
      return { category: event.type, text: event.data.text, place: writtenAt(event) };
    case 'uart':
      return { category: 'stdout', text: line(event.data.text), place: writtenAt(event) };
    case 'debug_log': {
      const place = event.pid === null ? undefined : { pid: event.pid, pcs: [event.data.pc] };
      return { category: 'console', text: `${event.data.text}\n`, place };
    }
    case 'watch_update':
      return { category: 'console', text: `${changeText(event.pid, event.data, debuggee)}\n` };
    case 'warning':
      return { category: 'stderr', text: `${event.data.text}\n` };
    default:
      return undefined;
  }
}

const line = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** Of what the user watches by a command. */
function changeText(
  pid: number | null,
  { address, expr, old, new: now }: EventData['watch_update'],
  debuggee: Debuggee,
): string {
  const symbols = pid !== null && debuggee.has(pid) ? debuggee.task(pid).program.symbols : undefined;
  const label = address === null ? undefined : symbols?.dataLabelAt(address);
  return `${label ?? expr}: ${old || '-'} -> ${now || '-'}`;
}

/** Where the text of an event was written, innermost place first. */
function writtenAt({ pid, data }: { pid: number | null; data: { pcs?: readonly number[] } }): OutputPlace | undefined {
  return pid === null || !data.pcs ? undefined : { pid, pcs: data.pcs };
}
