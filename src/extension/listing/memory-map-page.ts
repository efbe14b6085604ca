/** The page of the memory map: one bar for code, one for data memory, and tables of what lies in them. */

import type { MemoryMap, MemoryRegion } from '../../language-server/memory-map';
import { barLayout } from './bar-layout';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (plain: string): string => plain.replace(/[&<>"]/g, (character) => escapes[character]!);
const address = (value: number): string => `0x${value.toString(16).toUpperCase().padStart(4, '0')}`;

const colours: Readonly<Record<MemoryRegion['kind'], readonly string[]>> = {
  code: ['var(--vscode-charts-blue)', 'var(--vscode-charts-purple)'],
  data: ['var(--vscode-charts-green)', 'var(--vscode-charts-yellow)'],
  registers: ['var(--vscode-charts-orange)'],
  stack: ['var(--vscode-charts-red)'],
  free: ['transparent'],
};

const WIDTH = 1000;
const HEIGHT = 36;

/** @param limit what the whole width stands for, in bytes from `from` on */
function bar(regions: readonly MemoryRegion[], from: number, limit: number, label: string): string {
  const spans = barLayout(regions, from, limit, WIDTH);
  const parts = regions.map((region, index) => {
    const { start, end, kind, name } = region;
    const fill = colours[kind][index % colours[kind].length]!;
    const title = `<title>${text(`${name}: ${address(start)} to ${address(end - 1)}, ${end - start} bytes`)}</title>`;
    const { x, width } = spans[index]!;
    return `<rect x="${x.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="${HEIGHT}" fill="${fill}">${title}</rect>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${text(label)}">
<rect x="0" y="0" width="${WIDTH}" height="${HEIGHT}" class="room"/>${parts.join('')}</svg>
<div class="scale"><span>${address(from)}</span><span>${address(from + limit - 1)}</span></div>`;
}

function table(regions: readonly MemoryRegion[], caption: string): string {
  const rows = regions.map(({ name, start, end, kind, location }, index) => {
    const colour = colours[kind][index % colours[kind].length]!;
    const label = text(name);
    const link = location
      ? `<button data-uri="${text(location.uri)}" data-line="${location.line}">${label}</button>`
      : label;
    return `<tr><td><span class="swatch" style="background:${colour}"></span>${link}</td><td>${address(start)}</td><td>${address(end - 1)}</td><td>${end - start}</td></tr>`;
  });
  return `<table><caption>${text(caption)}</caption><thead><tr><th scope="col">Label</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Bytes</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

/** Where jumps end: code behind it is reached by CALL alone. */
const JUMP_REACH = 0x1000;

/** Nothing is loaded from anywhere: style and script stand in the page, and the script only under its nonce. */
export function memoryMapPage(map: MemoryMap): string {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('');
  const { codeLength, codeLimit, dataLength, dataLimit, memorySize } = map;
  const codeRoom = Math.max(codeLength, JUMP_REACH);
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'">
<title>Memory Map</title>
<style>
body { font-family: var(--vscode-font-family); color: var(--vscode-foreground); padding: 0 1em 1em; max-width: 70em; }
h1 { font-size: 1.3em; } h2 { font-size: 1.1em; margin-top: 1.6em; }
svg { width: 100%; height: ${HEIGHT}px; display: block; }
svg .room { fill: var(--vscode-editorWidget-background); stroke: var(--vscode-widget-border, var(--vscode-foreground)); }
svg rect + rect { stroke: var(--vscode-editor-background); stroke-width: 0.5; }
.scale { display: flex; justify-content: space-between; font-family: var(--vscode-editor-font-family); opacity: 0.8; }
table { border-collapse: collapse; margin-top: 0.8em; width: 100%; }
caption { text-align: left; opacity: 0.8; padding-bottom: 0.3em; }
th, td { text-align: left; padding: 0.15em 0.8em 0.15em 0; border-bottom: 1px solid var(--vscode-editorWidget-border, transparent); }
td:not(:first-child) { font-family: var(--vscode-editor-font-family); }
.swatch { display: inline-block; width: 0.8em; height: 0.8em; margin-right: 0.5em; border: 1px solid var(--vscode-foreground); }
button { background: none; border: none; padding: 0; color: var(--vscode-textLink-foreground); cursor: pointer; font: inherit; text-align: left; }
button:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
</style></head><body>
<h1>${text(map.program)}</h1>
<p>${text(map.units.length === 1 ? 'One unit' : `Units: ${map.units.join(', ')}`)}</p>
<h2>Code</h2>
<p>${codeLength} bytes, ${percent(codeLength, codeLimit)} of ${codeLimit}. Jumps reach the first ${JUMP_REACH}, which the bar shows${codeLength > JUMP_REACH ? ' and what lies beyond' : ''}.</p>
${bar(map.code, 0, codeRoom, `Code, ${codeLength} bytes`)}
${table(map.code, 'Labels of the code')}
<h2>Data memory of the first task</h2>
<p>${dataLength} bytes of data, ${percent(dataLength, dataLimit)} of ${dataLimit}.</p>
${bar(map.memory, 0, memorySize, `Data memory, ${dataLength} bytes of data`)}
${table(map.memory, 'Regions of the data memory')}
<script nonce="${nonce}">
const vscode = acquireVsCodeApi();
document.addEventListener('click', ({ target }) => {
  const button = target.closest('button[data-uri]');
  if (button) vscode.postMessage({ uri: button.dataset.uri, line: Number(button.dataset.line) });
});
</script>
</body></html>`;
}
