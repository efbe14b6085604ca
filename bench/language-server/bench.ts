/**
 * The language server over stdio: files of 2,000, 20,000 and 200,000 lines, and a program of 500 files. The base is a
 * budget in milliseconds or megabytes. What a slow or busy machine adds shows beside it: a server that finds nothing takes
 * the same starts and keys in turn, and the work of a key and the machine itself are compared with assembling the file anew.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { assemble } from '../../src/toolchain/assemble';
import type { Row } from '../row';
import { generateSource } from '../toolchain/generate-source';
import { Editor, type ServerScripts } from './editor';
import { Measurements, time, times } from './measurements';

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

/** Milliseconds for assembling 20,000 lines on the machine that docs/performance.md has measured the assembler on. */
const QUIET_ASSEMBLY = 3.04;

/** How often things are done; a very large file gets by with less. */
interface Effort {
  readonly warmUp: number;
  readonly keystrokes: number;
  readonly requests: number;
  /** Keys before memory is looked at. */
  readonly settling: number;
  /** Of the server. */
  readonly starts: number;
}

const full: Effort = { warmUp: 30, keystrokes: 200, requests: 200, settling: 1000, starts: 21 };
const little: Effort = { warmUp: 5, keystrokes: 30, requests: 5, settling: 100, starts: 3 };
const FILES = 500;

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

/** @param idle types the same into a server that finds nothing, in turn */
async function measureTyping(
  editor: Editor,
  typist: Typist,
  idle: Typist,
  text: string,
  effort: Effort,
  out: Measurements,
): Promise<void> {
  for (let key = 0; key < effort.warmUp; key++) for (const each of [typist, idle]) await each.press();
  const before = await editor.processorTime();
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let key = 0; key < effort.keystrokes; key++) {
    ours.push(await time(() => typist.press()));
    floor.push(await time(() => idle.press()));
  }
  out.addTimes('keystroke to diagnostics', ours, budgets.keystroke);
  out.compareTimes('keystroke', ours, floor);
  const after = await editor.processorTime();
  if (before === undefined || after === undefined) return;
  const anew = assemblyTime(text, effort.requests);
  out.compare('keystroke computes (assembling anew)', (after - before) / effort.keystrokes, anew, 'ms');
  if (out.judged) out.compare('the machine, assembling (a quiet one)', anew, QUIET_ASSEMBLY, 'ms');
}

/** Milliseconds of processor time. */
function assemblyTime(text: string, rounds: number): number {
  for (let count = 0; count < 5; count++) assemble('main.mvasm', () => text);
  const start = process.cpuUsage();
  for (let count = 0; count < rounds; count++) assemble('main.mvasm', () => text);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / rounds;
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
  const afterKey = async (): Promise<number> => {
    await typist.press();
    const params = { textDocument, previousResultId: resultId };
    return time(async () => {
      ({ resultId } = await editor.request<{ resultId: string }>('textDocument/semanticTokens/full/delta', params));
    });
  };
  for (let count = 0; count < effort.warmUp; count++) await afterKey();
  const measured: number[] = [];
  for (let count = 0; count < effort.requests; count++) measured.push(await afterKey());
  out.addTimes('token delta', measured, budgets.tokens);
}

/** From the start of the process to the answer. */
async function startTime(script: string, heapReporter: string): Promise<number> {
  const begin = performance.now();
  const editor = new Editor({ script, heapReporter });
  await editor.initialize(null);
  const taken = performance.now() - begin;
  await editor.close();
  return taken;
}

async function measureStarts(server: ServerScripts, count: number, out: Measurements): Promise<void> {
  const { script, emptyScript, heapReporter } = server;
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let start = 0; start < count; start++) {
    ours.push(await startTime(script, heapReporter));
    floor.push(await startTime(emptyScript, heapReporter));
  }
  out.addTimes('initialize', ours, budgets.initialize);
  out.compareTimes('initialize', ours, floor);
}

/** A server that finds nothing, with the text open. */
async function openIdle({ emptyScript, heapReporter }: ServerScripts, uri: string, text: string): Promise<Editor> {
  const idle = new Editor({ script: emptyScript, heapReporter });
  await idle.initialize(null);
  await idle.open(uri, text);
  return idle;
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

async function measureMemory(
  editor: Editor,
  uri: string,
  text: string,
  effort: Effort,
  out: Measurements,
): Promise<void> {
  // What is kept for every place comes first.
  await typeEverywhere(editor, uri, text, effort.settling);
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
  await measureStarts(server, effort.starts, out);
  const editor = new Editor(server);
  await editor.initialize(null);
  out.add('open to diagnostics', await time(() => editor.open(uri, text)), budgets.open);
  const place = lineToType(text);
  const typist = new Typist(editor, uri, place.line, place.character);
  const idle = await openIdle(server, uri, text);
  await measureTyping(editor, typist, new Typist(idle, uri, place.line, place.character), text, effort, out);
  await idle.close();
  await measureTokens(editor, uri, typist, effort, out);
  await measureRequests(editor, uri, place, { line: 3, character: 1 }, effort, out);
  await measureMemory(editor, uri, text, effort, out);
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
  const idle = await openIdle(server, uri, text);
  await measureTyping(editor, typist, new Typist(idle, uri, place.line, place.character), text, full, out);
  await idle.close();
  await measureTokens(editor, uri, typist, full, out);
  await measureRequests(editor, uri, place, { line: line - 1, character: 1 }, full, out);
  await measureMemory(editor, uri, text, full, out);
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
