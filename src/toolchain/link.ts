/** The linker: objects to one image and its symbols (toolchain spec 9). */

import { basename, parse as parsePath } from 'pathe';
import { type Diagnostic, hasErrors, startOf } from './diagnostics';
import { type Image, readImage, writeImage } from './image';
import { type DebugInput, matchDebugInputs } from './linking/debug-input';
import { linkEntry, type NamedEntry } from './linking/entry';
import { checkSizes } from './linking/limits';
import { linkMetadata } from './linking/metadata';
import { type LinkUnit, Program } from './linking/program';
import { checkImports, copySections, relocate } from './linking/relocate';
import { makeSymbols } from './symbol-file/make';
import type { SymbolFile } from './symbols';

export type { DebugInput } from './linking/debug-input';
export type { NamedEntry } from './linking/entry';
export type { LinkUnit } from './linking/program';

export interface LinkOptions {
  /** Path of the image; its name is the default application name, and it stands in the symbol file. */
  readonly output: string;
  /** At most 31 ASCII characters are kept. */
  readonly appName?: string | undefined;
  /** Several instances may run side by side; true unless said otherwise. */
  readonly allowMultiple?: boolean | undefined;
  /** 16 bits. */
  readonly requiredCapabilities?: number | undefined;
  /** Goes into the image as it is: JSON or TOML. */
  readonly manifest?: Uint8Array | undefined;
  /** Where the program starts, whatever its units say. */
  readonly entry?: NamedEntry | undefined;
  /** Debug input of the compiler, matched to units by stem. */
  readonly debugInputs?: readonly DebugInput[] | undefined;
  /** Files that export a missing name, for the diagnostic of unresolved imports. */
  readonly candidates?: ReadonlyMap<string, readonly string[]> | undefined;
}

export interface LinkResult {
  /** The image and everything about it is there unless a diagnostic is an error. */
  readonly bytes?: Uint8Array;
  readonly image?: Image;
  readonly symbols?: SymbolFile;
  readonly diagnostics: readonly Diagnostic[];
  /** Byte offset in code. */
  readonly entry: number;
  /** Instruction words. */
  readonly words: number;
  /** Bytes. */
  readonly rodataLength: number;
  /** 0 without an image. */
  readonly crc: number;
}

function checkAlignment(program: Program): void {
  for (const unit of program.units) {
    const { assembly, dataBase } = unit;
    const alignment = assembly?.places.alignment;
    if (!alignment || dataBase % alignment.value === 0) continue;
    const message =
      `The data of this unit starts at offset ${dataBase}, no multiple of ${alignment.value}, so nothing in it is ` +
      'aligned; link the unit first, or fill up the data before it.';
    program.reportIn(unit, 'align-lost', message, alignment.place);
  }
}

function toBigEndian(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => {
    view.setUint32(4 * index, word);
  });
  return bytes;
}

/** A program that has been put together, whatever was found wrong with it. */
export interface LinkedProgram {
  readonly program: Program;
  readonly code: Uint32Array;
  readonly rodata: Uint8Array;
  readonly sections: ReturnType<typeof linkMetadata>;
  readonly debug: ReturnType<typeof matchDebugInputs>;
  /** Byte offset in code. */
  readonly entry: number;
}

/** Puts objects together in their order, without making an image of them. */
export function linkUnits(units: readonly LinkUnit[], options: LinkOptions): LinkedProgram {
  const { output, entry: named } = options;
  const program = new Program(units);
  if (units.length === 0)
    program.report('input-none', 'There is nothing to link; name at least one unit.', startOf(output));
  const debug = matchDebugInputs(program, options.debugInputs ?? []);
  program.defineGlobals();
  const sections = linkMetadata(program);
  checkImports(program, options.candidates ?? new Map());
  const { code, rodata } = copySections(program);
  relocate(program, { code, rodata });
  const entry = linkEntry(program, named);
  checkAlignment(program);
  checkSizes(program);
  return { program, code, rodata, sections, debug, entry };
}

/** Links objects in their order. Every mistake is a diagnostic; nothing is thrown. */
export function link(units: readonly LinkUnit[], options: LinkOptions): LinkResult {
  const { output } = options;
  const { program, code, rodata, sections, debug, entry } = linkUnits(units, options);
  const { diagnostics } = program;
  const summary = { diagnostics, entry, words: code.length, rodataLength: rodata.length };
  if (hasErrors(diagnostics)) return { ...summary, crc: 0 };

  const bytes = writeImage({
    entry,
    code: toBigEndian(code),
    rodata,
    appName: options.appName ?? parsePath(basename(output)).name,
    allowMultipleInstances: options.allowMultiple ?? true,
    requiredCapabilities: options.requiredCapabilities ?? 0,
    manifest: options.manifest,
    sections,
  });
  const image = readImage(bytes);
  const symbols = makeSymbols(program, { code, entry, output, crc: image.crc, debug });
  return { ...summary, bytes, image, symbols, crc: image.crc };
}
