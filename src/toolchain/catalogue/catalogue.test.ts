import { describe, expect, it } from 'vitest';
import { assemblyCatalogue } from './assembly';
import { catalogue } from './catalogue';
import { imageCatalogue } from './image';
import { linkCatalogue } from './link';
import { lintCatalogue } from './lint';
import { projectCatalogue } from './project';

describe('catalogue', () => {
  it('has every code once', () => {
    const parts = [assemblyCatalogue, linkCatalogue, projectCatalogue, imageCatalogue, lintCatalogue];
    const codes = parts.flatMap((part) => Object.keys(part));
    expect(codes.sort()).toEqual(Object.keys(catalogue).sort());
  });

  it('says what to do about everything', () => {
    for (const { title, help } of Object.values(catalogue)) {
      expect(title).toMatch(/^[^ ].{4,}[^.]$/);
      expect(help).toMatch(/^[^ ].{9,}\.$/);
    }
  });
});
