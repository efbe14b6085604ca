import { describe, expect, it } from 'vitest';
import { assemble } from './assemble';
import { formatDiagnostic } from './diagnostics';
import { type LinkOptions, link } from './link';
import { readObject, writeObject } from './object';

function linkTexts(texts: Record<string, string>, options: Partial<LinkOptions> = {}) {
  const units = Object.keys(texts).map((path) => {
    const assembly = assemble(path, (name) => texts[name]);
    expect(assembly.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    return { path, object: assembly.object, assembly };
  });
  return link(units, { output: 'out/demo.hxe', ...options });
}

describe('link', () => {
  it('starts at the entry it is told, exported or not, whatever the units say', () => {
    const texts = { 'a.mvasm': '.entry m\nm:\nRET\n', 'b.mvasm': '.entry n\nLDI R1, 1\nn:\nRET\n.data\nd: .word 1\n' };
    const place = { file: 'hsx.json', line: 3, start: 4, end: 5 };
    expect(linkTexts(texts, { entry: { name: 'n', place } })).toMatchObject({ entry: 8, diagnostics: [] });
    const hidden = { 'c.mvasm': 'RET\n.data\nn: .word 1\n', ...texts };
    expect(linkTexts(hidden, { entry: { name: 'n', place } }).entry).toBe(12);
    for (const name of ['d', 'none']) {
      expect(linkTexts(texts, { entry: { name, place } }).diagnostics.map(formatDiagnostic)).toEqual([
        `hsx.json:4:5: error: The program has no code label "${name}"; name a label of one of its units. [entry-unknown]`,
      ]);
    }
  });

  it('reports all mistakes of all units at their source lines', () => {
    const { diagnostics, bytes } = linkTexts({
      'a.mvasm': '.import one\n.extern two\nCALL one\nCALL two\n',
      'b.mvasm': 'LDI R1, d\n.data\nd:\n.word 1\n.cmd {"group":1,"id":1,"handler":"nobody"}\n',
    });
    expect(bytes).toBeUndefined();
    expect(diagnostics.map(formatDiagnostic)).toEqual([
      expect.stringMatching(/^b.mvasm:5:34: error: .*\[handler-unknown\]$/),
      'a.mvasm:1:9: error: No unit exports "one"; add the one that does. [import-unresolved]',
      'a.mvasm:4:6: error: "two" is defined nowhere; add the unit that exports it. [reloc-unknown-symbol]',
      'b.mvasm:1:9: error: "d" is 0x4000, which does not fit into 12 bits; load it with LDI32. [reloc-range]',
    ]);
  });

  it('shows how an included file came into the unit it is wrong in', () => {
    const sources: Record<string, string> = {
      '/w/a.mvasm': '.include "part.mvasm"\n.entry main\n.text\nmain:\n RET\n',
      '/w/b.mvasm': ' RET\n.include "b.mvasm"\n.include "part.mvasm"\n',
      '/w/part.mvasm': '.include "deep.mvasm"\n',
      '/w/deep.mvasm': '.import nowhere\n',
    };
    const units = ['/w/a.mvasm', '/w/b.mvasm'].map((path) => {
      const assembly = assemble(path, (file) => sources[file]);
      return { path, object: assembly.object, assembly };
    });
    const { diagnostics } = link(units, { output: '/w/p.hxe' });
    const chains = diagnostics.map(({ code, related }) => [
      code,
      related?.map(({ file, range }) => `${file}:${range.start.line + 1}`),
    ]);
    expect(chains).toEqual([
      ['import-unresolved', ['/w/part.mvasm:1', '/w/a.mvasm:1']],
      ['import-unresolved', ['/w/part.mvasm:1', '/w/b.mvasm:3']],
    ]);
  });

  it('gives the same image from objects that were written and read back', () => {
    const texts = {
      'a.mvasm': '.import f\n.entry m\nm:\nCALL f\nRET\n',
      'b.mvasm': '.export f\nf:\nLDI32 R1, d\nRET\n.data\nd:\n.word d\n',
    };
    const { bytes } = linkTexts(texts);
    const units = Object.keys(texts).map((path) => ({
      path,
      object: readObject(writeObject(assemble(path, (name) => texts[name as keyof typeof texts]).object)),
    }));
    expect(link(units, { output: 'out/demo.hxe' }).bytes).toEqual(bytes);
  });

  it('takes the application name from the output and the flags from the options', () => {
    expect(linkTexts({ 'a.mvasm': 'RET' }).image).toMatchObject({ appName: 'demo', allowMultipleInstances: true });
    const options = {
      appName: ' Zürich and a name of more than thirty-one ',
      allowMultiple: false,
      requiredCapabilities: 5,
    };
    expect(linkTexts({ 'a.mvasm': 'RET' }, options).image).toMatchObject({
      appName: 'Zrich and a name of more than',
      allowMultipleInstances: false,
      requiredCapabilities: 5,
    });
  });

  it('reports no units, and debug input that is broken or belongs to nothing', () => {
    expect(link([], { output: 'x.hxe' }).diagnostics).toMatchObject([{ code: 'input-none' }]);
    const debugInputs = [
      { path: 'a.dbg', text: '[' },
      { path: 'z.dbg', text: '{}' },
    ];
    expect(linkTexts({ 'a.mvasm': 'RET' }, { debugInputs }).diagnostics).toMatchObject([
      { code: 'debug-json', file: 'a.dbg' },
      { code: 'debug-unmatched', file: 'z.dbg' },
    ]);
  });
});

describe('readObject', () => {
  it('tolerates missing and unknown keys', () => {
    expect(readObject('{"version": 9, "future": true}')).toMatchObject({
      entry: 0,
      code: new Uint32Array(),
      entrySymbol: undefined,
    });
  });

  it.each([
    ['[]', 'object-json'],
    ['{', 'object-json'],
    ['{"code": 5}', 'object-json'],
    ['{"code": ["x"]}', 'object-json'],
    ['{"relocs": [5]}', 'object-json'],
    ['{"symbols": {"a": 1}}', 'object-json'],
    ['{"rodata": "abc"}', 'object-rodata'],
  ])('refuses %s', (text, code) => {
    expect(() => readObject(text)).toThrow(expect.objectContaining({ code }));
  });
});
