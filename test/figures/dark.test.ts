// On dark pages figures get other colors: each is one of the theme's, and seen there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';
import { ROOT } from '../../lib/base/folders';
import { sliderFigure } from '../../lib/figures/line-slider';
import * as theme from '../../lib/figures/theme';

const site = (name: string) =>
  fs.readFileSync(path.join(ROOT, 'scripts/publish/site', name), 'utf8');
const source = `${site('figure.js')}\n({ darkColors, darkFigure })`;
const { darkColors, darkFigure } = vm.runInNewContext(source) as {
  darkColors: Record<string, string>;
  darkFigure(figure: object): { layout: Record<string, unknown> };
};

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
const contrast = (a: string, b: string) => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};
// The web edition's page and JupyterLab's.
const [, own = ''] = /prefers-color-scheme: dark[^}]*--page: (#\w+);/.exec(site('style.css')) ?? [];
const pages = [own, '#111111'];

test("lines and bars stand out from a dark page by WCAG's 3 to 1, text by its 4.5", () => {
  assert.match(own, /^#[0-9a-f]{6}$/);
  for (const page of pages) {
    for (const color of theme.palette) {
      assert.ok(contrast(darkColors[color] ?? color, page) > 3, color);
    }
    for (const text of [theme.ink, theme.quiet]) {
      assert.ok(contrast(darkColors[text] ?? text, page) > 4.5, text);
    }
  }
});

test('what is replaced is a color of the theme', () => {
  const known: string[] = [...theme.palette, theme.ink, theme.quiet, theme.grid];
  assert.deepEqual(
    Object.keys(darkColors).filter((color) => !known.includes(color)),
    [],
  );
});

test('a dark figure keeps its data and has no paper', () => {
  const words = { title: 'A finding', x: 'x', y: 'y', slider: 'power' };
  const steps = [{ label: '1', series: [{ name: 'a', y: [1, 2] }] }];
  const figure = sliderFigure({ ...words, steps });
  const dark = JSON.parse(JSON.stringify(darkFigure(figure)));
  assert.equal(dark.layout.paper_bgcolor, 'rgba(0, 0, 0, 0)');
  assert.equal(dark.layout.font.color, darkColors[theme.ink]);
  assert.deepEqual(dark.data[0].y, [1, 2]);
});
