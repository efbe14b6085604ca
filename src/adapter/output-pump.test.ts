import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutputPump } from './output-pump';

function pump(perSecond = 1024) {
  const sent: string[] = [];
  return {
    sent,
    pump: new OutputPump((category, text) => sent.push(`${category}: ${text}`), { delay: 20, perSecond }),
  };
}

describe('OutputPump', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('joins what is written within the delay', () => {
    const { pump: out, sent } = pump();
    out.write('stdout', 'a');
    out.write('stdout', 'b');
    vi.advanceTimersByTime(19);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual(['stdout: ab']);
  });

  it('keeps the order of categories', () => {
    const { pump: out, sent } = pump();
    out.write('stdout', 'a');
    out.write('stderr', 'b');
    out.write('stdout', 'c');
    out.flush();
    expect(sent).toEqual(['stdout: a', 'stderr: b', 'stdout: c']);
  });

  it('leaves out what exceeds a second and says how much, once', () => {
    const { pump: out, sent } = pump();
    for (let i = 0; i < 10; i++) out.write('stdout', 'x'.repeat(1000));
    vi.advanceTimersByTime(1000);
    expect(sent.filter((line) => line.startsWith('stdout')).join('').length).toBe('stdout: '.length + 1024);
    expect(sent.filter((line) => line.startsWith('console'))).toEqual([
      'console: \n[8976 characters of output left out: the program writes more than 1 KiB per second]\n',
    ]);
    out.write('stdout', 'later');
    vi.advanceTimersByTime(20);
    expect(sent.at(-1)).toBe('stdout: later');
  });

  it('leaves out whole lines', () => {
    const { pump: out, sent } = pump(10);
    out.write('stdout', 'one\ntwo\nthree\n');
    out.write('stdout', 'four\n');
    out.flush();
    expect(sent[0]).toBe('stdout: one\ntwo\n');
    expect(sent[1]).toContain('[11 characters of output left out');
  });

  it('tells at a flush what was left out so far', () => {
    const { pump: out, sent } = pump();
    out.write('stdout', 'x'.repeat(1025));
    out.flush();
    expect(sent.at(-1)).toContain('1 characters of output left out');
    vi.advanceTimersByTime(5000);
    expect(sent).toHaveLength(2);
  });

  it('sends nothing after its end', () => {
    const { pump: out, sent } = pump();
    out.write('stdout', 'x');
    out.end();
    vi.advanceTimersByTime(5000);
    expect(sent).toEqual(['stdout: x']);
  });
});
