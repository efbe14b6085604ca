/** The part of the WebAssembly interface that Node and browsers share and we use; no library of types has it alone. */
interface WebAssemblyHost {
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** Parameters in the order of `Local`; the result is what remains of the budget. */
export type Translated = (
  bank: number,
  pc: number,
  sp: number,
  depth: number,
  flagSource: number,
  flagResult: number,
  flagOperand: number,
  budget: number,
  stackLimit: number,
  returnDepth: number,
) => number;

const host = (globalThis as { WebAssembly?: WebAssemblyHost }).WebAssembly;

/** Memory for translated code, or undefined where the host has no WebAssembly. */
export function createMemory(pages: number): { readonly buffer: ArrayBuffer } | undefined {
  return host && new host.Memory({ initial: pages, maximum: pages });
}

/** @throws an error of the host's that refuses it: a page with a policy against it, a large module outside a worker */
export function instantiate(module: Uint8Array<ArrayBuffer>, memory: object): Translated {
  return new host!.Instance(new host!.Module(module), { e: { m: memory } }).exports['f'] as Translated;
}
