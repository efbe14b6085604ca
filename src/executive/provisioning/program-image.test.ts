import { describe, expect, it } from 'vitest';
import { decodeHalf } from '../../isa/half';
import { readImage, writeImage } from '../../toolchain/image';
import { profiles } from '../configuration/limits';
import { Executive } from '../executive';
import { imageBytes } from '../program.testing';
import { readProgramImage } from './program-image';

const SOURCE = `.value {"group":1,"id":2,"name":"heater.target","init":5,"persist_key":7}
.entry main
.text
main:
 RET`;

function withManifest(manifest: string, source = SOURCE): Uint8Array {
  const { code, rodata, entry, requiredCapabilities, sections } = readImage(imageBytes(source));
  const bytes = imageBytes(source);
  return writeImage({
    ...{ entry, code, rodata, requiredCapabilities, appName: '', allowMultipleInstances: true },
    manifest: new TextEncoder().encode(manifest),
    sections: sections.map(({ type, count, offset, size }) => ({
      ...{ type, count },
      payload: bytes.subarray(offset, offset + size),
    })),
  });
}

const load = (executive: Executive, manifest: string) => executive.load('x.hxe', withManifest(manifest));
const target = ({ registry }: Executive) => decodeHalf(registry.values.get(0x102, { pid: 1, level: 0 }).raw);

describe('an image with a manifest', () => {
  it.each([
    [
      'TOML',
      'image_name = "heater"\nversion = "1.2"\nmailboxes = ["app:heater"]\nowner = "me"\n[values]\n"heater.target" = 21.5',
    ],
    [
      'JSON',
      '{"image_name":"heater","version":"1.2","mailboxes":["app:heater"],"pid":9,"values":{"heater.target":21.5}}',
    ],
  ])('gets name, mailboxes and first values from it: %s', (_name, manifest) => {
    const executive = new Executive();
    expect(load(executive, manifest)).toMatchObject({
      ...{ pid: 1, app_name: 'heater', program_version: '1.2', manifest_present: true },
      mailbox_creation: [{ target: 'app:heater', status: 'ok' }],
    });
    expect(target(executive)).toBe(21.5);
  });

  it('keeps its metadata, and the code it had', () => {
    const plain = readImage(imageBytes(SOURCE));
    const image = readProgramImage(withManifest('version = "3"'));
    expect(image.code).toEqual(plain.code);
    expect(image.values).toEqual(plain.values);
  });

  it('needs the capabilities of both', () => {
    expect(() => load(new Executive({ hal: 'none' }), 'required_caps = 8')).toThrow('CAN');
  });

  it.each([
    ['mode = ', 'EBADMSG: the manifest is no TOML: line 1, column 8'],
    ['{"version": 5}', 'EBADMSG: manifest at version: '],
    ['fram_keys = [{ key = 7, length = 4 }]', 'EBADMSG: manifest at fram_keys.0.length: a datum has 2 bytes'],
    ['fram_keys = [{ key = 7, mode = "keep" }]', 'EBADMSG: manifest at fram_keys.0.mode: '],
    ['[values]\nnothing = 1', 'EBADMSG: manifest at values: the image has no value "nothing"'],
  ])('is refused when it says %j', (manifest, message) => {
    const executive = new Executive();
    expect(() => load(executive, manifest)).toThrow(message);
    expect(executive.tasks().tasks).toEqual([]);
  });

  it('may lack it in spite of the flag, as images of other tools do', () => {
    const image = readImage(withManifest(''));
    expect(image.manifestPresent).toBe(true);
    expect(image.manifest).toBeUndefined();
  });
});

describe('persistent keys of a manifest', () => {
  /** With 2, as a half, under the key. */
  const withKey = (): Executive => {
    const file = new TextEncoder().encode('{"7": 16384}');
    return new Executive({ persistence: { kind: 'json', storage: { read: () => file, write: () => undefined } } });
  };

  it.each([
    ['load', 2, 2],
    ['save', 5, 9],
    ['loadsave', 2, 9],
  ])('with mode %s are read, and written', (mode, read, written) => {
    const executive = withKey();
    load(executive, `fram_keys = [{ key = 7, mode = "${mode}" }]`);
    expect(target(executive)).toBe(read);
    executive.setValue(0x102, 9, 1);
    executive.kill(1);
    load(executive, 'fram_keys = [{ key = 7, mode = "load" }]');
    expect(target(executive)).toBe(written);
  });

  it('count as empty when their datum is not the one of the manifest', () => {
    const executive = withKey();
    load(executive, 'fram_keys = [{ key = 7, crc = 1 }]');
    expect(target(executive)).toBe(5);
    executive.kill(1);
    load(executive, 'fram_keys = [{ key = 7, crc = 1, default = 0x4200 }]');
    expect(target(executive)).toBe(3);
  });

  it('are not touched when the program cannot be loaded', () => {
    const written: Uint8Array[] = [];
    const storage = {
      read: () => new TextEncoder().encode('{"7": 1}'),
      write: (bytes: Uint8Array) => void written.push(bytes),
    };
    // There is no room for the name of its value, which shows in the midst of the load.
    const limits = { ...profiles.desktop, stringBytes: 1 };
    const executive = new Executive({ limits, persistence: { kind: 'json', storage } });
    const keys = 'fram_keys = [{ key = 7, crc = 5, default = 0x4200 }, { key = 8, default = 0x3c00 }]';
    expect(() => load(executive, keys)).toThrow('ENOSPC');
    expect(written).toEqual([]);
    expect(executive.resources().persist_keys.used).toBe(1);
  });
});
