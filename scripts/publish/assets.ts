// What all pages of the web edition share: styles, scripts, the code's colors.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { writeFileWhole } from '../../lib/base/files';
import { ROOT } from '../../lib/base/folders';

const sources = path.join(ROOT, 'scripts/publish/site');
const modules = path.join(ROOT, 'node_modules');
const python = path.join(ROOT, '.venv/bin/python');

/** Copies what pages need into a folder. */
export function copyAssets(assets: string): void {
  const katex = path.join(modules, 'katex/dist');
  const copies: [from: string, to: string][] = [
    [path.join(modules, 'plotly.js-dist-min/plotly.min.js'), 'plotly.min.js'],
    [path.join(katex, 'katex.min.css'), 'katex/katex.min.css'],
    [path.join(katex, 'katex.min.js'), 'katex/katex.min.js'],
    [path.join(katex, 'contrib/auto-render.min.js'), 'katex/auto-render.min.js'],
    [path.join(ROOT, 'docs/network.svg'), 'network.svg'],
    ...['style.css', 'figure.css', 'page.js', 'figure.js', 'search.js'].map(
      (name): [string, string] => [path.join(sources, name), name],
    ),
  ];
  for (const font of fs.readdirSync(path.join(katex, 'fonts'))) {
    if (font.endsWith('.woff2'))
      copies.push([path.join(katex, 'fonts', font), `katex/fonts/${font}`]);
  }
  for (const [from, to] of copies) {
    fs.mkdirSync(path.dirname(path.join(assets, to)), { recursive: true });
    fs.copyFileSync(from, path.join(assets, to));
  }
  writeFileWhole(path.join(assets, 'code.css'), highlighting());
}

// The colors of code, for light and dark pages.
function highlighting(): string {
  const rules = (style: string) => {
    const args = ['-m', 'pygments', '-S', style, '-f', 'html', '-a', '.highlight'];
    const css = execFileSync(python, args, { encoding: 'utf8' });
    // The page has a background of its own.
    return css
      .split('\n')
      .filter((line) => /^\.highlight \./.test(line))
      .join('\n');
  };
  return `${rules('default')}\n@media (prefers-color-scheme: dark) {\n${rules('github-dark')}\n}\n`;
}
