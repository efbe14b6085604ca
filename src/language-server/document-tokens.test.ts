import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assemble } from '../toolchain/assemble';
import { PiecedText } from '../toolchain/incremental/pieced-text';
import { anyEdit, anyText } from '../toolchain/incremental/random-edits.testing';
import { linkUnits } from '../toolchain/link';
import type { DocumentContext } from './context';
import { DocumentTokens } from './document-tokens';
import { tokensInRange } from './semantic-tokens';
import { ProgramView } from './view/program-view';

function contextOf(lines: PiecedText): DocumentContext {
  const assembly = assemble('main.mvasm', (path) => (path === 'main.mvasm' ? lines.text : undefined));
  const linked = linkUnits([{ path: 'main.mvasm', object: assembly.object, assembly }], { output: 'main.hxe' });
  return {
    path: 'main.mvasm',
    lines,
    program: new ProgramView(linked, () => lines),
    includeFolders: [],
    wideServices: false,
    uriOf: (path) => path,
    findings: () => [],
    *findingWork() {},
    exportsNearby: async () => new Map(),
  };
}

it('are after edits what they are from scratch, and the edits of tokens lead there', () => {
  fc.assert(
    fc.property(anyText(500), fc.array(anyEdit, { maxLength: 5 }), (text, edits) => {
      let lines = PiecedText.of(text);
      let tokens = DocumentTokens.of(contextOf(lines), 'utf-16');
      for (const { range, text: replacement } of edits) {
        const client = tokens.data;
        lines = lines.edit(range, replacement);
        const context = contextOf(lines);
        const next = DocumentTokens.of(context, 'utf-16');
        const whole = { start: { line: 0, character: 0 }, end: { line: lines.lineCount - 1, character: 0 } };
        expect(next.data).toEqual(tokensInRange(context, 'utf-16', whole));
        for (const { start, deleteCount, data } of next.editsFrom(tokens)) client.splice(start, deleteCount, ...data);
        expect(client).toEqual(next.data);
        tokens = next;
      }
    }),
    { numRuns: 40, endOnFailure: true },
  );
}, 60_000);

/** A text that was typed into at many places, and the contexts on the way, each with its tokens made. */
function typedText(): { readonly lines: PiecedText; readonly contexts: readonly WeakRef<DocumentContext>[] } {
  let lines = PiecedText.of('    CALL routine\nroutine:\n    RET\n'.repeat(200));
  const places = Array.from({ length: 30 }, (_, index) => ({ line: 20 * index, character: 0 }));
  const contexts = places.map((at) => {
    lines = lines.edit({ start: at, end: at }, '; typed\n');
    const context = contextOf(lines);
    DocumentTokens.of(context, 'utf-16');
    return new WeakRef(context);
  });
  return { lines, contexts };
}

it('hold on to no program that has been replaced', async () => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const { lines, contexts } = typedText();
  // What a WeakRef was made for is kept until the turn ends.
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  collect();
  expect(contexts.filter((context) => context.deref())).toHaveLength(0);
  expect(lines.lineCount).toBe(631);
});
