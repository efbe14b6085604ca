import { describe, expect, it } from 'vitest';
import { Executive } from '../executive';
import { imageBytes } from '../program.testing';
import { boot, parseManifest } from './manifest';

const image = imageBytes('.entry main\n.text\nmain:\n RET');

describe('loading in pieces', () => {
  it('loads as a whole, with progress', () => {
    const executive = new Executive();
    const { provisioning } = executive;
    const types: string[] = [];
    executive.events.listen(({ type }) => types.push(type));
    const pid = provisioning.begin();
    expect(pid).toBe(1);
    expect(provisioning.write(pid, image.subarray(0, 10))).toBe(10);
    expect(() => provisioning.end(pid)).toThrow('EBADMSG');
    provisioning.write(pid, image.subarray(10));
    expect(provisioning.report().streams).toMatchObject([{ pid: 1, bytes: image.length }]);
    expect(provisioning.end(pid).pid).toBe(1);
    expect(executive.record(1).app_name).toBe('program');
    expect(provisioning.state).toBe('ready');
    expect(types).toEqual(['provisioning.started', 'task_state', 'provisioning.complete']);
  });

  it('is stuck behind a bad image until it is aborted', () => {
    const { provisioning } = new Executive();
    const pid = provisioning.begin('bad');
    provisioning.write(pid, new Uint8Array(40));
    expect(() => provisioning.end(pid)).toThrow('EBADMSG');
    expect(provisioning.lastError).toMatch(/^EBADMSG: /);
    expect(() => provisioning.write(pid, image)).toThrow('EBUSY');
    expect(() => provisioning.end(pid)).toThrow('EBUSY');
    provisioning.abort(pid);
    expect(() => provisioning.write(pid, image)).toThrow('ESRCH');
    expect(() => provisioning.abort(pid)).toThrow('ESRCH');
  });

  it('does not collect without end', () => {
    const { provisioning } = new Executive();
    const pid = provisioning.begin();
    expect(() => provisioning.write(pid, new Uint8Array(0x100001))).toThrow('ENOSPC');
  });
});

describe('manifest', () => {
  it('is loaded by priority, with fallbacks; what fails keeps nobody else from loading', async () => {
    const entries = parseManifest(
      JSON.stringify({
        images: [
          { path: 'second.hxe', fram_keys: [{ key: 7, default: 5 }] },
          { path: 'none.hxe', priority: 1 },
          { path: 'broken.hxe', fallbacks: ['first.hxe'], priority: 2 },
        ],
      }),
    );
    const executive = new Executive();
    const files: Record<string, Uint8Array> = {
      'first.hxe': image,
      'second.hxe': image,
      'broken.hxe': new Uint8Array(9),
    };
    const results = await boot(entries, executive, (path) => Promise.resolve(files[path]));
    expect(results.map(({ path, pid }) => [path, pid])).toEqual([
      ['first.hxe', 1],
      ['none.hxe', null],
      ['second.hxe', 2],
    ]);
    expect(results[1]!.errors).toEqual(['none.hxe: there is no such file']);
    expect(executive.resources().persist_keys.used).toBe(1);
  });

  it('may be TOML', () => {
    const text = '# boot\n[[images]]\npath = "a.hxe"\n[[images]]\npath = "b.hxe"\npriority = 1\n';
    expect(parseManifest(text).map(({ path }) => path)).toEqual(['b.hxe', 'a.hxe']);
  });

  it('tells where it is wrong', () => {
    expect(() => parseManifest('[[images]]\npath = 5')).toThrow('EBADMSG: manifest');
    expect(() => parseManifest('[[images]]\npath')).toThrow('EBADMSG: the manifest is no TOML: line 2');
    expect(() => parseManifest('{')).toThrow('EBADMSG: the manifest is no JSON');
    expect(() => parseManifest('[{"path": ""}]')).toThrow('EBADMSG: manifest');
  });
});
