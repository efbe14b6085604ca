import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../assemble';
import { crc32 } from '../crc32';
import { readImage, writeImage } from '../image';
import { link } from '../link';

interface Declared {
  readonly group: number;
  readonly id: number;
  readonly flags: number;
  readonly auth: number;
  readonly number: number;
  readonly texts: readonly (string | undefined)[];
}

const text = fc.option(fc.constantFrom('', 'speed', 'm/s', 'größe', 'a "quoted" one', 'speed'), { nil: undefined });
const declared = fc.record({
  group: fc.nat(255),
  id: fc.nat(255),
  flags: fc.nat(255),
  auth: fc.nat(255),
  number: fc.nat(0xffff),
  texts: fc.tuple(text, text, text),
});
const list = fc.uniqueArray(declared, { maxLength: 12, selector: ({ group, id }) => group * 256 + id });
const target = fc.constantFrom('svc:log', 'app:a', 'app:b', 'shared:ü', 'z');
const mailboxes = fc.uniqueArray(fc.record({ target, capacity: fc.nat(4096) }), {
  selector: (mailbox) => mailbox.target,
});

/** Entries with their string table, from toolchain spec 10.5 alone. @param fields byte offset of each text's offset */
function packed(
  entries: readonly Declared[],
  size: number,
  row: (entry: Declared, view: DataView) => void,
  fields: readonly number[],
) {
  const sorted = [...entries].sort((a, b) => a.group - b.group || a.id - b.id);
  const head = new Uint8Array(size * sorted.length);
  const tail: number[] = [];
  const offsets = new Map<string, number>();
  sorted.forEach((entry, index) => {
    const view = new DataView(head.buffer, index * size, size);
    [entry.group, entry.id, entry.flags, entry.auth].forEach((byte, at) => {
      view.setUint8(at, byte);
    });
    row(entry, view);
    entry.texts.forEach((name, position) => {
      if (name === undefined) return;
      const known = offsets.get(name) ?? head.length + tail.length;
      if (!offsets.has(name)) tail.push(...new TextEncoder().encode(name), 0);
      offsets.set(name, known);
      view.setUint16(fields[position]!, known);
    });
  });
  return Buffer.concat([head, Uint8Array.from(tail)]);
}

const json = (members: object): string => JSON.stringify(members);

describe('declared metadata', () => {
  it('are packed into sections as an independent encoder packs them', () => {
    fc.assert(
      fc.property(list, list, mailboxes, (values, commands, boxes) => {
        const lines = [
          ...values.map(
            ({ group, id, flags, auth, number, texts: [name, unit, group_name] }) =>
              `.value ${json({ group, id, flags, auth, init_raw: number, persist_key: id, name, unit, group_name })}`,
          ),
          ...commands.map(
            ({ group, id, flags, auth, number, texts: [name, help, group_name] }) =>
              `.cmd ${json({ group, id, flags, auth, handler: 'main', reserved: number, name, help, group_name })}`,
          ),
          ...boxes.map((mailbox) => `.mailbox ${json(mailbox)}`),
        ];
        const source = `.text\nRET\n.entry main\nmain:\nRET\n${lines.join('\n')}\n`;
        const assembly = assemble('a.mvasm', () => source);
        const { bytes, diagnostics } = link([{ path: 'a.mvasm', object: assembly.object, assembly }], {
          output: 'a.hxe',
        });
        expect([...assembly.diagnostics, ...diagnostics]).toEqual([]);
        const valueBytes = packed(
          values,
          20,
          ({ id, number }, view) => {
            view.setUint16(4, number);
            view.setUint16(16, id);
          },
          [6, 8, 18],
        );
        const commandBytes = packed(
          commands,
          16,
          ({ number }, view) => {
            view.setUint32(4, 4);
            view.setUint16(12, number);
          },
          [8, 10, 14],
        );
        const escaped = (name: string): string => name.replace(/ü/g, '\\u00fc');
        const boxText = [...boxes]
          .sort((a, b) => (a.target < b.target ? -1 : 1))
          .map((box) => `{"capacity":${box.capacity},"target":"${escaped(box.target)}"}`);
        const expected = [
          ...(values.length > 0 ? [[1, values.length, valueBytes]] : []),
          ...(commands.length > 0 ? [[2, commands.length, commandBytes]] : []),
          ...(boxes.length > 0
            ? [[3, boxes.length, Buffer.from(`{"mailboxes":[${boxText.join()}],"version":1}`)]]
            : []),
        ];
        const image = readImage(bytes!);
        const sections = image.sections.map(({ type, count, offset, size }) => [
          type,
          count,
          Buffer.from(bytes!.subarray(offset, offset + size)),
        ]);
        expect(sections).toEqual(expected);
        // And the reader takes them apart again.
        const texts = (first: string | null, second: string | null, third: string | null) =>
          [first, second, third].map((name) => name ?? undefined);
        const byId = (a: Declared, b: Declared): number => a.group - b.group || a.id - b.id;
        expect(
          image.values.map(({ group, id, flags, auth, initRaw, name, unit, groupName }) => ({
            group,
            id,
            flags,
            auth,
            number: initRaw,
            texts: texts(name, unit, groupName),
          })),
        ).toEqual([...values].sort(byId));
        expect(
          image.commands.map(({ group, id, flags, auth, reserved, name, help, groupName }) => ({
            group,
            id,
            flags,
            auth,
            number: reserved,
            texts: texts(name, help, groupName),
          })),
        ).toEqual([...commands].sort(byId));
      }),
      { numRuns: 200 },
    );
  });
});

describe('images', () => {
  it('of version 1 come back from their 32 bytes of header', () => {
    const words = fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        words,
        fc.uint8Array({ maxLength: 30 }),
        fc.nat(0xffff),
        fc.nat(0xffff),
        fc.nat(),
        (code, rodata, flags, caps, entry) => {
          const bytes = new Uint8Array(32 + 4 * code.length + rodata.length);
          const view = new DataView(bytes.buffer);
          bytes.set(new TextEncoder().encode('HSXE'));
          view.setUint16(4, 1);
          view.setUint16(6, flags);
          const start = 4 * (entry % code.length);
          [start, 4 * code.length, rodata.length, 0, caps].forEach((field, index) => {
            view.setUint32(8 + 4 * index, field);
          });
          code.forEach((word, index) => {
            view.setUint32(32 + 4 * index, word);
          });
          bytes.set(rodata, 32 + 4 * code.length);
          view.setUint32(28, crc32(Buffer.concat([bytes.subarray(0, 28), bytes.subarray(32)])));
          expect(readImage(bytes)).toMatchObject({
            version: 1,
            flags,
            entry: start,
            code: bytes.subarray(32, 32 + 4 * code.length),
            rodata,
            requiredCapabilities: caps,
            headerSize: 32,
            appName: null,
            allowMultipleInstances: true,
            manifestPresent: flags % 2 === 1,
            sections: [],
            values: [],
          });
        },
      ),
    );
  });

  it('of version 2 come back as they were written', () => {
    const name = fc.stringMatching(/^[!-~]([ -~]{0,29}[!-~])?$/);
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 20 }),
        fc.uint8Array(),
        name,
        fc.boolean(),
        fc.nat(0xffff),
        (words, rodata, appName, allowMultipleInstances, requiredCapabilities) => {
          const code = Uint8Array.from([...words, ...words, ...words, ...words]);
          const content = { code, rodata, appName, allowMultipleInstances, requiredCapabilities, entry: 0 };
          expect(readImage(writeImage({ ...content, sections: [] }))).toMatchObject(content);
        },
      ),
    );
  });
});
