// The files of our extension of JupyterLab, as JupyterLab looks for them.
import fs from 'node:fs';
import path from 'node:path';
import { root, venv } from '../paths.mjs';

/** Each file's place, and what is in it. */
export function extensionFiles() {
  const folder = path.join(venv, 'share', 'jupyter', 'labextensions', 'alexnet-mnist');
  const read = (file) => fs.readFileSync(path.join(root, 'scripts', file), 'utf8');
  const parts = [read('publish/site/figure.js'), read('lab/extension.js')];
  const load = 'static/remoteEntry.js';
  return {
    [path.join(folder, 'package.json')]: {
      name: 'alexnet-mnist',
      version: '1.0.0',
      license: 'MIT',
      jupyterlab: { extension: true, _build: { load, extension: './extension' } },
    },
    [path.join(folder, load)]: `(() => {\n${parts.join('\n')}\n})();\n`,
  };
}

/** Styles that go with it: JupyterLab's own custom.css holds them. */
export function extensionStyles() {
  return [
    fs.readFileSync(path.join(root, 'scripts/publish/site/figure.css'), 'utf8'),
    fs.readFileSync(path.join(root, 'scripts/lab/style.css'), 'utf8'),
  ].join('\n');
}
