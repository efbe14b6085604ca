import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MailboxError } from './error';
import { formatMailboxName, parseMailboxName } from './name';

describe('mailbox names', () => {
  it.each([
    ['pid:', 'pid:7'],
    ['pid:3', 'pid:3'],
    ['svc:log', 'svc:log@7'],
    ['svc:log@3', 'svc:log@3'],
    ['log', 'svc:log@7'],
    ['app:bus', 'app:bus'],
    ['app:bus@3', 'app:bus@3'],
    ['shared:bus@3', 'shared:bus'],
    ['hal:uart:0:rx', 'svc:hal:uart:0:rx@7'],
  ])('%s of task 7 is %s', (text, name) => {
    expect(formatMailboxName(parseMailboxName(text, 7))).toBe(name);
  });

  it.each(['', 'pid:x', 'svc:a@b', 'app:a@1@2', 'pid:-1'])('%j is refused', (text) => {
    expect(() => parseMailboxName(text, 1)).toThrow(MailboxError);
  });

  it('means the same mailbox to everybody once formatted', () => {
    const base = fc.stringMatching(/^[a-z0-9:.]{0,8}$/);
    const target = fc.tuple(fc.constantFrom('', 'svc:', 'app:', 'shared:'), base, fc.constantFrom('', '@', '@12'));
    fc.assert(
      fc.property(target, fc.nat(99), fc.nat(99), (parts, caller, other) => {
        fc.pre(parts.join('') !== '' && !/^(pid|svc|app|shared):/.test(parts[1]));
        const address = parseMailboxName(parts.join(''), caller);
        expect(parseMailboxName(formatMailboxName(address), other)).toEqual(address);
      }),
    );
  });
});
