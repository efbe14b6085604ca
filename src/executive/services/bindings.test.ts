import { beforeEach, describe, expect, it } from 'vitest';
import { profiles } from '../configuration/limits';
import { Executive } from '../executive';
import { imageBytes } from '../program.testing';

const END = '.entry main\n.text\nmain:\n RET';

/** Declares a fan-out mailbox with handles for others. */
const declares = (bindings: object[]): Uint8Array =>
  imageBytes(
    `.mailbox {"target":"app:bus","capacity":64,"mode_mask":27,"bindings":${JSON.stringify(bindings)}}\n${END}`,
  );

let executive: Executive;

beforeEach(() => {
  executive = new Executive();
});

const load = (image = imageBytes(END)) => executive.load('program.hxe', image);

const bus = () => executive.mail.snapshot().find(({ name }) => name === 'bus');

describe('bindings of a declared mailbox', () => {
  it('are handles of the tasks there are, behind those of their streams', () => {
    load();
    const { mailbox_creation } = load(declares([{ pid: 1 }, { pid: 2 }, { pid: 1, flags: 4 }]));
    expect(mailbox_creation).toMatchObject([
      {
        target: 'app:bus',
        bindings: [
          { pid: 1, tap: false, handle: 4 },
          { pid: 2, tap: false, handle: 4 },
          { pid: 1, tap: true, handle: 5 },
        ],
      },
    ]);
    expect(bus()).toMatchObject({ subscriber_count: 3, taps: [{ pid: 1, handle: 5 }] });
  });

  it('wait for tasks to come', () => {
    const { mailbox_creation } = load(declares([{ pid: 2, flags: 4 }]));
    expect(mailbox_creation).toMatchObject([{ bindings: [{ pid: 2, handle: null }] }]);
    expect(bus()).toMatchObject({ subscriber_count: 0 });
    load();
    expect(bus()).toMatchObject({ taps: [{ pid: 2, handle: 4 }] });
  });

  it('are dropped with the task that declared them', () => {
    load(declares([{ pid: 2 }]));
    executive.kill(1);
    load();
    expect(bus()).toMatchObject({ subscriber_count: 0 });
  });

  it('keep a program out that would give a task too many handles, with everything it brought', () => {
    const mailboxes = { ...profiles.desktop.mailboxes, handlesPerPid: 3 };
    executive = new Executive({ limits: { ...profiles.desktop, mailboxes } });
    expect(() => load(declares([{ pid: 1 }]))).toThrow('task 1 has 3 mailbox handles open already');
    expect(executive.tasks().tasks).toEqual([]);
    expect(executive.mail.snapshot()).toEqual([]);
  });
});
