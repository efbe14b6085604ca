import { expect, it } from 'vitest';
import type { MemoryMap } from '../../language-server/memory-map';
import { memoryMapPage } from './memory-map-page';

const map: MemoryMap = {
  program: '<b>.mvasm',
  codeLength: 8,
  codeLimit: 0x10000,
  dataLength: 0,
  dataLimit: 0xc000,
  memorySize: 0x10000,
  units: ['<b>.mvasm'],
  code: [{ name: 'main "x"', kind: 'code', start: 0, end: 8, location: { uri: 'file:///a&b', line: 3 } }],
  memory: [{ name: 'stack', kind: 'stack', start: 0xeffc, end: 0xfffc }],
};

it('draws every region, with names as text and nothing from outside', () => {
  const page = memoryMapPage(map);
  expect(page).toContain('main &quot;x&quot;: 0x0000 to 0x0007, 8 bytes');
  expect(page).toContain('data-uri="file:///a&amp;b" data-line="3"');
  expect(page).not.toContain('<b>');
  expect(page).not.toMatch(/(?:src|href)=|https?:/);
  expect(page).toContain('aria-label="Code, 8 bytes"');
});

it('runs only the script that it brings', () => {
  const nonces = Array.from(memoryMapPage(map).matchAll(/nonce[=-]"?([\da-f]+)/g), ([, nonce]) => nonce);
  expect(nonces).toHaveLength(2);
  expect(new Set(nonces).size).toBe(1);
});
