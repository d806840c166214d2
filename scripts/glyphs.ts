// Draws the letters that lib/images writes under its pictures, once, and stores them as
// lib/images/glyphs.ts: `node build/scripts/glyphs.js`. Needed again only to
// change the font or to add letters. Chromium is looked for where npm run publish looks for it.
import path from 'node:path';
import type { Tensor3D } from '@tensorflow/tfjs-node';
import { writeFileWhole } from '../lib/base/files';
import { ROOT } from '../lib/base/folders';
import { tf } from '../lib/tensorflow/runtime';
import { runCommand } from './command';
import { withPage } from './publish/figures';

const letters =
  Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('') +
  '×−–—·→±≤≥²³°µαβγσΔ√∞…é';
const size = 26; // Device pixels: 13 CSS pixels at two device pixels each.
const height = 34;

async function main() {
  const spec = { letters, size, height };
  const { png, widths } = await withPage((page) => page.evaluate(drawAtlas, spec));
  const levels = tf.node.decodePng(Buffer.from(png, 'base64'), 1).div(17).floor().mul(17);
  const gray = await tf.node.encodePng(levels.cast('int32') as Tensor3D, 9);
  const file = path.join(ROOT, 'lib', 'images', 'glyphs.ts');
  writeFileWhole(
    file,
    `// The letters of DejaVu Sans (free to use, see dejavu-fonts.github.io), ${size} pixels high, side by
// side in one gray PNG. Written by scripts/glyphs.ts.
export const letters = ${JSON.stringify(letters)};
export const widths = ${JSON.stringify(widths)};
export const lineHeight = ${height};
export const atlas =
  '${Buffer.from(gray).toString('base64')}';
`,
  );
}

// Runs in the page.
function drawAtlas(spec: { letters: string; size: number; height: number }) {
  // biome-ignore lint/suspicious/noExplicitAny: the page's globals, of which Node's types know nothing
  const { document } = globalThis as any;
  const canvas = document.createElement('canvas');
  const measure = canvas.getContext('2d');
  const font = `${spec.size}px "DejaVu Sans"`;
  measure.font = font;
  const glyphs = Array.from(spec.letters);
  // A glyph may reach out of its own width, to the left as a j does; its neighbors must not get that.
  const sizes = glyphs.map((glyph) => measure.measureText(glyph));
  const lefts = sizes.map((size) => Math.max(0, Math.ceil(size.actualBoundingBoxLeft)));
  const widths = sizes.map(
    (size, i) =>
      Math.ceil(Math.max(size.width, size.actualBoundingBoxRight)) + (lefts[i] as number),
  );
  canvas.width = widths.reduce((sum: number, width: number) => sum + width, 0);
  canvas.height = spec.height;
  const draw = canvas.getContext('2d');
  draw.fillStyle = '#000';
  draw.fillRect(0, 0, canvas.width, canvas.height);
  draw.fillStyle = '#fff';
  draw.font = font;
  draw.textBaseline = 'alphabetic';
  let x = 0;
  glyphs.forEach((glyph, i) => {
    draw.fillText(glyph, x + (lefts[i] as number), Math.round(spec.height * 0.76));
    x += widths[i] as number;
  });
  const png = canvas.toDataURL('image/png').split(',')[1];
  return { png, widths };
}

if (require.main === module) runCommand(main);
