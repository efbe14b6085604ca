import { describe, expect, it } from 'vitest';
import { mutate } from './mutate';
import { Random } from './random';
import { bytesOf } from './target';

describe('mutate', () => {
  const seeds = ['{"a": 1}', ''].map(bytesOf);
  const made = (seed: number): Uint8Array => mutate(seeds, ['word'], new Random(seed));

  it('makes the same input from the same seed, and others from others', () => {
    const inputs = Array.from({ length: 500 }, (_, seed) => Buffer.from(made(seed)).toString('hex'));
    expect(inputs).toEqual(Array.from({ length: 500 }, (_, seed) => Buffer.from(made(seed)).toString('hex')));
    expect(new Set(inputs).size).toBeGreaterThan(300);
  });

  it('leaves the seeds as they are', () => {
    for (let seed = 0; seed < 500; seed++) made(seed);
    expect(seeds).toEqual(['{"a": 1}', ''].map(bytesOf));
  });
});
