/**
 * The language server over stdio: files of 2,000, 20,000 and 200,000 lines, and a program of 500 files. The base is a
 * budget in milliseconds or megabytes, and for the keystroke also the work of assembling the whole file anew.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { assemble } from '../../src/toolchain/assemble';
import type { Row } from '../row';
import { generateSource } from '../toolchain/generate-source';
import { Editor, type ServerScripts } from './editor';

/** At 20,000 lines; larger and smaller files are measured against the same. */
const budgets = {
  initialize: 150,
  open: 250,
  keystroke: 30,
  completion: 10,
  tokens: 5,
  rename: 100,
  symbols: 50,
  memory: 5,
};

/** How often things are done; a very large file gets by with less. */
interface Effort {
  readonly warmUp: number;
  readonly keystrokes: number;
  readonly requests: number;
  /** Of the server. */
  readonly starts: number;
}

const full: Effort = { warmUp: 30, keystrokes: 200, requests: 40, starts: 21 };
const little: Effort = { warmUp: 5, keystrokes: 30, requests: 5, starts: 3 };
const FILES = 500;

const quantile = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(part * times.length))]!;

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function times(count: number, work: (index: number) => Promise<unknown>): Promise<number[]> {
  const measured: number[] = [];
  for (let index = 0; index < count; index++) measured.push(await time(() => work(index)));
  return measured;
}

class Measurements {
  readonly rows: Row[] = [];

  constructor(
    private readonly subject: string,
    /** Whether the budgets are meant for this size. */
    private readonly judged: boolean,
  ) {}

  /** @param base a budget, which counts where it is meant for this size */
  add(what: string, ours: number, base: number, unit = 'ms'): void {
    this.compare(what, ours, base, unit, this.judged ? { goal: 1 } : {});
  }

  compare(what: string, ours: number, base: number, unit: string, goal: Pick<Row, 'goal'> = {}): void {
    this.rows.push({ name: `${this.subject}: ${what}`, ours, base, unit, ratio: ours / base, ...goal });
  }

  addTimes(what: string, measured: readonly number[], budget: number): void {
    this.add(`${what} p50`, quantile(measured, 0.5), budget);
    this.add(`${what} p95`, quantile(measured, 0.95), budget);
  }
}

/** A digit comes and goes at the end of a line. */
class Typist {
  private isThere = false;

  constructor(
    private readonly editor: Editor,
    private readonly uri: string,
    private readonly line: number,
    private readonly character: number,
  ) {}

  async press(): Promise<void> {
    const end = this.character + (this.isThere ? 1 : 0);
    const range = {
      start: { line: this.line, character: this.character },
      end: { line: this.line, character: end },
    };
    this.isThere = !this.isThere;
    await this.editor.change(this.uri, range, this.isThere ? '1' : '');
  }
}

/** The line of the text in its middle that loads a number. */
function lineToType(text: string): { line: number; character: number } {
  const lines = text.split('\n');
  const line = lines.findIndex((each, index) => index >= lines.length / 2 && each.includes('LDI R6, 1'));
  return { line, character: lines[line]!.length };
}

async function measureTyping(
  editor: Editor,
  typist: Typist,
  text: string,
  effort: Effort,
  out: Measurements,
): Promise<void> {
  for (let key = 0; key < effort.warmUp; key++) await typist.press();
  const before = await editor.processorTime();
  out.addTimes('keystroke to diagnostics', await times(effort.keystrokes, () => typist.press()), budgets.keystroke);
  const after = await editor.processorTime();
  if (before === undefined || after === undefined) return;
  for (let count = 0; count < 5; count++) assemble('main.mvasm', () => text);
  const start = process.cpuUsage();
  for (let count = 0; count < effort.requests; count++) assemble('main.mvasm', () => text);
  const { user, system } = process.cpuUsage(start);
  const anew = (user + system) / 1000 / effort.requests;
  out.compare('keystroke computes (assembling anew)', (after - before) / effort.keystrokes, anew, 'ms');
}

async function measureRequests(
  editor: Editor,
  uri: string,
  place: { readonly line: number; readonly character: number },
  name: { readonly line: number; readonly character: number },
  effort: Effort,
  out: Measurements,
): Promise<void> {
  const textDocument = { uri };
  const completion = { textDocument, position: { line: place.line, character: place.character - 1 } };
  await times(3, () => editor.request('textDocument/completion', completion));
  out.addTimes(
    'completion',
    await times(effort.requests, () => editor.request('textDocument/completion', completion)),
    budgets.completion,
  );
  const rename = { textDocument, position: name, newName: 'renamed' };
  out.addTimes('rename', await times(5, () => editor.request('textDocument/rename', rename)), budgets.rename);
  out.addTimes(
    'workspace symbols',
    await times(10, () => editor.request('workspace/symbol', { query: 'routine_1' })),
    budgets.symbols,
  );
}

/** Each after a keystroke, as editors ask for it. */
async function measureTokens(
  editor: Editor,
  uri: string,
  typist: Typist,
  effort: Effort,
  out: Measurements,
): Promise<void> {
  const textDocument = { uri };
  let { resultId } = await editor.request<{ resultId: string }>('textDocument/semanticTokens/full', { textDocument });
  const measured: number[] = [];
  for (let count = 0; count < effort.requests; count++) {
    await typist.press();
    const params = { textDocument, previousResultId: resultId };
    measured.push(
      await time(async () => {
        ({ resultId } = await editor.request<{ resultId: string }>('textDocument/semanticTokens/full/delta', params));
      }),
    );
  }
  out.addTimes('token delta', measured, budgets.tokens);
}

/** From the start of the process to the answer. */
async function startTimes(server: ServerScripts, count: number): Promise<number[]> {
  const measured: number[] = [];
  for (let start = 0; start < count; start++) {
    const begin = performance.now();
    const editor = new Editor(server);
    await editor.initialize(null);
    measured.push(performance.now() - begin);
    await editor.close();
  }
  return measured;
}

/** Keys all over the text, as somebody works on it, each with the tokens that the editor asks for. */
async function typeEverywhere(editor: Editor, uri: string, text: string, keys: number): Promise<void> {
  const lines = text.split('\n');
  const places = lines.flatMap((line, index) => (line.includes('LDI R6, 1') ? [index] : []));
  const textDocument = { uri };
  let { resultId } = await editor.request<{ resultId: string }>('textDocument/semanticTokens/full', { textDocument });
  for (let key = 0; key < keys; key += 2) {
    const line = places[(key * 37) % places.length]!;
    const typist = new Typist(editor, uri, line, lines[line]!.length);
    for (let press = 0; press < 2; press++) {
      await typist.press();
      const params = { textDocument, previousResultId: resultId };
      ({ resultId } = await editor.request<{ resultId: string }>('textDocument/semanticTokens/full/delta', params));
    }
  }
}

async function measureMemory(editor: Editor, uri: string, text: string, out: Measurements): Promise<void> {
  // What is kept for every place comes first.
  await typeEverywhere(editor, uri, text, 1000);
  const [heapBefore, before] = [await editor.heapInUse(), await editor.residentMemory()];
  await typeEverywhere(editor, uri, text, 1000);
  const [heapAfter, after] = [await editor.heapInUse(), await editor.residentMemory()];
  out.add('heap after 1,000 keystrokes more', Math.max(heapAfter - heapBefore, 0), budgets.memory, 'MB');
  if (before !== undefined && after !== undefined) out.compare('memory in all (before them)', after, before, 'MB');
}

async function fileRows(server: ServerScripts, lines: number): Promise<Row[]> {
  const effort = lines > 20_000 ? little : full;
  const out = new Measurements(`${lines.toLocaleString('en')} lines`, lines === 20_000);
  const text = generateSource(lines);
  const uri = 'file:///bench/main.mvasm';
  out.addTimes('initialize', await startTimes(server, effort.starts), budgets.initialize);
  const editor = new Editor(server);
  await editor.initialize(null);
  out.add('open to diagnostics', await time(() => editor.open(uri, text)), budgets.open);
  const place = lineToType(text);
  const typist = new Typist(editor, uri, place.line, place.character);
  await measureTyping(editor, typist, text, effort, out);
  await measureTokens(editor, uri, typist, effort, out);
  await measureRequests(editor, uri, place, { line: 3, character: 1 }, effort, out);
  if (effort === full) await measureMemory(editor, uri, text, out);
  await editor.close();
  return out.rows;
}

/** Units of a program, each with a routine that calls the next one, below a folder. */
async function writeProgram(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const unit = (index: number): string => {
    const next = index + 1 < FILES ? [`.import routine_${index + 1}`] : [];
    const head = index === 0 ? ['.entry routine_0', ...next] : next;
    const call = index + 1 < FILES ? [`    CALL routine_${index + 1}`] : [];
    return [
      ...head,
      `.export routine_${index}`,
      '.text',
      `routine_${index}:`,
      '    LDI R6, 1',
      ...call,
      '    RET',
      '',
    ].join('\n');
  };
  await Promise.all(
    Array.from({ length: FILES }, (_, index) => writeFile(path.join(folder, `unit_${index}.mvasm`), unit(index))),
  );
  return unit(0);
}

async function programRows(server: ServerScripts, folder: string): Promise<Row[]> {
  const out = new Measurements(`${FILES} files`, false);
  const text = await writeProgram(folder);
  const uri = pathToFileURL(path.join(folder, 'unit_0.mvasm')).toString();
  const editor = new Editor(server);
  out.add('initialize', await time(() => editor.initialize(pathToFileURL(folder).toString())), budgets.initialize);
  out.add('open to diagnostics', await time(() => editor.open(uri, text)), budgets.open);
  const line = text.split('\n').findIndex((each) => each.includes('LDI R6, 1'));
  const place = { line, character: '    LDI R6, 1'.length };
  const typist = new Typist(editor, uri, place.line, place.character);
  await measureTyping(editor, typist, text, full, out);
  await measureTokens(editor, uri, typist, full, out);
  await measureRequests(editor, uri, place, { line: line - 1, character: 1 }, full, out);
  await measureMemory(editor, uri, text, out);
  await editor.close();
  return out.rows;
}

/**
 * @param server paths of the bundles
 * @param work a folder to write to
 */
export async function languageServerBench(
  server: ServerScripts,
  work: string,
  show: (row: Row) => void,
): Promise<void> {
  for (const lines of [2_000, 20_000, 200_000]) (await fileRows(server, lines)).forEach(show);
  (await programRows(server, path.join(work, 'program'))).forEach(show);
}
