import { afterEach, describe, expect, it } from 'vitest';
import { FakeExecutive } from './fake-executive.testing';
import { ExecutiveLink, type LinkOptions, type LinkState } from './link';

const links: ExecutiveLink[] = [];

async function open(executive: FakeExecutive, options: Partial<LinkOptions> = {}): Promise<ExecutiveLink> {
  const link = await ExecutiveLink.open({ connect: executive.connect, client: 'test', features: [], ...options });
  links.push(link);
  return link;
}

/** The next state of a kind; ask before what causes it. */
const nextState = (link: ExecutiveLink, kind: LinkState['kind']): Promise<LinkState> =>
  new Promise((resolve) => {
    const stop = link.onState((state) => {
      if (state.kind !== kind) return;
      stop();
      resolve(state);
    });
  });

afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
});

describe('a link', () => {
  it('opens a session, subscribes, and acknowledges once and for all', async () => {
    const executive = new FakeExecutive();
    executive.features = ['step_paused'];
    const link = await open(executive, { features: ['step_paused', 'other'], locks: [3] });
    expect(executive.commands()).toEqual(['session.open', 'events.subscribe', 'events.ack']);
    expect(executive.received[0]).toMatchObject({ pid_lock: 3, capabilities: { features: ['step_paused', 'other'] } });
    expect([...link.features]).toEqual(['step_paused']);
  });

  it('answers requests in order, each with its own error', async () => {
    const executive = new FakeExecutive();
    executive.answer = (command, { pid }) => (command === 'ps' && pid === 2 ? { error: 'unknown pid 2' } : 'ordinary');
    const link = await open(executive);
    const outcomes = await Promise.allSettled([1, 2, 3].map((pid) => link.call('ps', { pid })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((outcomes[1] as PromiseRejectedResult).reason.message).toBe('unknown pid 2');
  });

  it('takes numbers that are no JSON', async () => {
    const executive = new FakeExecutive();
    const raw = '{"version":1,"status":"ok","value":{"status":0,"value":-Infinity,"note":"NaN \\" Infinity"}}';
    executive.answer = (command) => (command === 'val.get' ? { raw } : 'ordinary');
    const link = await open(executive);
    expect((await link.call('val.get'))['value']).toEqual({ status: 0, value: null, note: 'NaN " Infinity' });
  });

  it('passes events on, each once', async () => {
    const executive = new FakeExecutive();
    const link = await open(executive);
    const seen: number[] = [];
    link.onEvent(({ seq }) => seen.push(seq));
    executive.emit('task_state');
    executive.emit('debug_stop');
    executive.breakStreams();
    executive.emit('while nobody listened');
    while (seen.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen).toEqual([1, 2, 3]);
  });

  it('opens an expired session again and repeats the request', async () => {
    const executive = new FakeExecutive();
    const link = await open(executive);
    executive.live.clear();
    await Promise.all([link.call('ping'), link.call('ps')]);
    expect(executive.commands().filter((name) => name === 'session.open')).toHaveLength(2);
  });

  it('opens a session that somebody has ended again, and goes on with its events', async () => {
    const executive = new FakeExecutive();
    const seen: number[] = [];
    const states: string[] = [];
    const renewed = new Promise<void>((resolve) => {
      void open(executive, { renewed: async () => resolve() }).then((link) => {
        link.onEvent(({ seq }) => seen.push(seq));
        link.onState(({ kind }) => states.push(kind));
        executive.emit('before');
        executive.live.clear();
        executive.breakStreams();
        executive.emit('meanwhile');
      });
    });
    await renewed;
    executive.emit('after');
    expect(seen).toEqual([1, 2, 3]);
    expect(states).toEqual([]);
  });
});

describe('a broken connection', () => {
  it('fails what is under way and is made anew', async () => {
    const executive = new FakeExecutive();
    const restarts: boolean[] = [];
    const link = await open(executive, { restore: async (restarted) => void restarts.push(restarted) });
    executive.emit('before');
    executive.answer = (command) => (command === 'step' ? undefined : 'ordinary');
    const step = link.call('step');
    const back = nextState(link, 'connected');
    await Promise.resolve();
    executive.breakAll();
    await expect(step).rejects.toMatchObject({ failure: 'lost' });
    await expect(link.call('ping')).rejects.toMatchObject({ failure: 'lost' });
    expect(await back).toEqual({ kind: 'connected', restarted: false });
    expect(restarts).toEqual([false]);
    await link.call('ping');
  });

  it('tells an executive that has forgotten everything', async () => {
    const executive = new FakeExecutive();
    const link = await open(executive);
    const seen: string[] = [];
    link.onEvent(({ type }) => seen.push(type));
    executive.emit('a');
    executive.emit('b');
    const back = nextState(link, 'connected');
    executive.restart();
    for (const type of ['new 1', 'new 2', 'new 3']) executive.emit(type);
    expect(await back).toEqual({ kind: 'connected', restarted: true });
    expect(seen).toEqual(['a', 'b', 'new 1', 'new 2', 'new 3']);
  });

  describe('with an executive that tells its id', () => {
    async function openWithId(executive: FakeExecutive, locks?: readonly number[]) {
      executive.features = ['executive_id'];
      return open(executive, { features: ['executive_id'], ...(locks && { locks }) });
    }

    it('knows it again when somebody has ended the session meanwhile', async () => {
      const executive = new FakeExecutive();
      const link = await openWithId(executive, [1]);
      link.passLock(1, 4);
      const back = nextState(link, 'connected');
      executive.live.clear();
      executive.breakAll();
      expect(await back).toEqual({ kind: 'connected', restarted: false });
      expect(executive.received.findLast(({ cmd }) => cmd === 'session.open')).toMatchObject({ pid_lock: 4 });
    });

    it('knows another one by its id, however many events that has had', async () => {
      const executive = new FakeExecutive();
      const link = await openWithId(executive, [1]);
      link.passLock(1, 4);
      const seen: string[] = [];
      link.onEvent(({ type }) => seen.push(type));
      executive.emit('old');
      const back = nextState(link, 'connected');
      executive.restart();
      executive.id = 'second';
      for (const type of ['new 1', 'new 2']) executive.emit(type);
      expect(await back).toEqual({ kind: 'connected', restarted: true });
      expect(seen).toEqual(['old', 'new 1', 'new 2']);
      expect(executive.received.findLast(({ cmd }) => cmd === 'session.open')).toMatchObject({ pid_lock: 1 });
    });

    it('leaves no session behind that it only opened to ask', async () => {
      const executive = new FakeExecutive();
      const link = await openWithId(executive);
      const back = nextState(link, 'connected');
      executive.restart();
      await back;
      expect(executive.live.size).toBe(1);
    });
  });

  it('keeps its session, and with it its locks', async () => {
    const executive = new FakeExecutive();
    const link = await open(executive, { locks: [1] });
    const back = nextState(link, 'connected');
    executive.breakAll();
    expect(await back).toEqual({ kind: 'connected', restarted: false });
    await link.call('ping');
    expect(executive.commands().filter((name) => name === 'session.open')).toHaveLength(1);
  });

  it('is given up after a while', async () => {
    const executive = new FakeExecutive();
    const link = await open(executive, { patience: 150 });
    const lost = nextState(link, 'lost');
    executive.listens = false;
    executive.breakAll();
    expect(await lost).toEqual({ kind: 'lost', reason: 'nobody listens there' });
    await expect(link.call('ping')).rejects.toMatchObject({ failure: 'lost' });
  });

  it.each([
    ['silence', undefined, 'timeout'],
    ['garbage', { raw: '<html>' }, 'garbage'],
    ['an answer without status', { raw: '[]' }, 'garbage'],
  ] as const)('counts %s as broken', async (_name, answer, failure) => {
    const executive = new FakeExecutive();
    const link = await open(executive, { timeout: 50, patience: 5_000 });
    executive.answer = (command) => (command === 'info' ? answer : 'ordinary');
    const back = nextState(link, 'connected');
    await expect(link.call('info')).rejects.toMatchObject({ failure });
    await back;
    await link.call('ping');
  });
});

describe('the end', () => {
  it('closes session and connections, and refuses what comes later', async () => {
    const executive = new FakeExecutive();
    const link = await open(executive);
    await link.close();
    await link.close();
    expect(executive.commands().at(-1)).toBe('session.close');
    expect(executive.openConnections).toBe(0);
    await expect(link.call('ping')).rejects.toMatchObject({ failure: 'closed' });
  });

  it('stops an attempt to come back', async () => {
    const executive = new FakeExecutive();
    const link = await open(executive);
    executive.listens = false;
    executive.breakAll();
    await link.close();
    executive.listens = true;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(executive.openConnections).toBe(0);
  });

  it('says why it cannot open', async () => {
    const nobody = new FakeExecutive();
    nobody.listens = false;
    await expect(open(nobody)).rejects.toThrow('nobody listens there');
    const locked = new FakeExecutive();
    locked.answer = () => ({ error: 'pid_locked:1' });
    await expect(open(locked)).rejects.toThrow('pid_locked:1');
    expect(nobody.openConnections + locked.openConnections).toBe(0);
  });
});
