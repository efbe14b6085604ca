/** The golden vectors of the toolchain, and what a build of a case gives. */

import { readFileSync } from 'node:fs';
import { type Assembly, assemble } from '../../src/toolchain/assemble';
import { type Diagnostic, hasErrors, ToolchainError } from '../../src/toolchain/diagnostics';
import { type LinkResult, type LinkUnit, link } from '../../src/toolchain/link';
import { readObject, writeObject } from '../../src/toolchain/object';

/** What a case expects; which members there are depends on the suite. */
export interface Expectation {
  readonly hxo?: Record<string, unknown>;
  readonly hxe_hex?: string;
  readonly crc?: number;
  readonly entry?: number;
  readonly load?: string;
  readonly disasm?: readonly string[];
  readonly meta_table?: unknown;
  readonly metadata?: { readonly values: unknown; readonly commands: unknown; readonly mailboxes: unknown };
  readonly sym?: unknown;
  readonly header?: unknown;
  readonly code_hex?: string;
  readonly rodata_hex?: string;
  readonly values?: unknown;
  readonly commands?: unknown;
  readonly mailboxes?: unknown;
  readonly symbols?: Record<string, unknown>;
  readonly instruction_pcs?: unknown;
  readonly functions?: unknown;
  readonly locals?: unknown;
  readonly hxo_text?: Record<string, string> | string;
  readonly sym_text?: string;
  readonly kind?: string;
  readonly file?: string | null;
  readonly line?: number | null;
  readonly mnemonic?: string;
  readonly operands?: string;
  readonly size?: number;
}

export interface VectorCase {
  readonly name: string;
  readonly sources: Record<string, string>;
  readonly units: readonly string[];
  readonly link?: {
    readonly output: string;
    readonly app_name?: string;
    readonly allow_multiple?: boolean;
    readonly req_caps?: number;
    readonly debug_info?: readonly string[];
  } | null;
  readonly expect: Expectation;
  readonly quirk?: string;
  readonly recommended?: {
    readonly action: 'same' | 'warn' | 'error' | 'differ';
    readonly kind?: string;
    readonly expect?: Expectation;
  };
  /** The case may be accepted by the extension of this name. */
  readonly extension?: string;
  /** Of the suite hxe-load. */
  readonly hxe_hex?: string;
  /** Of the suite disasm. */
  readonly word?: number;
  readonly next_word?: number;
  readonly pc?: number;
  readonly flags?: number;
  readonly regs?: 'R';
}

export function casesOf(suite: string): readonly VectorCase[] {
  const url = new URL(`../vectors/toolchain/${suite}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')).cases;
}

export interface CaseBuild {
  readonly assemblies: ReadonlyMap<string, Assembly>;
  readonly diagnostics: readonly Diagnostic[];
  readonly result: LinkResult | undefined;
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const objectOf = (assembly: Assembly): unknown => JSON.parse(writeObject(assembly.object));

function objectUnit(path: string, text: string, diagnostics: Diagnostic[]): LinkUnit | undefined {
  try {
    return { path, object: readObject(text) };
  } catch (error) {
    if (!(error instanceof ToolchainError)) throw error;
    const start = { line: 0, character: 0 };
    const range = { start, end: start };
    diagnostics.push({ code: error.code, severity: 'error', message: error.message, file: path, range });
    return undefined;
  }
}

/** Assembles all units; links them when the case says so and there are no errors. */
export function buildCase({ sources, units, link: options }: VectorCase): CaseBuild {
  const assemblies = new Map<string, Assembly>();
  const diagnostics: Diagnostic[] = [];
  const linkUnits: LinkUnit[] = [];
  for (const path of units) {
    if (path.endsWith('.hxo')) {
      const unit = objectUnit(path, sources[path]!, diagnostics);
      if (unit) linkUnits.push(unit);
      continue;
    }
    const assembly = assemble(path, (name) => sources[name]);
    assemblies.set(path, assembly);
    diagnostics.push(...assembly.diagnostics);
    linkUnits.push({ path, object: assembly.object, assembly });
  }
  if (!options || hasErrors(diagnostics)) return { assemblies, diagnostics, result: undefined };
  const result = link(linkUnits, {
    output: options.output,
    appName: options.app_name,
    allowMultiple: options.allow_multiple,
    requiredCapabilities: options.req_caps,
    debugInputs: options.debug_info?.map((path) => ({ path, text: sources[path]! })),
  });
  return { assemblies, diagnostics: [...diagnostics, ...result.diagnostics], result };
}
