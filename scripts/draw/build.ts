// Writes the page: one HTML file with its style, the bundled program, and a script for each network.
import fs from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { writeFileWhole } from '../../lib/base/files';
import { ROOT } from '../../lib/base/folders';
import { loadMnist } from '../../lib/data/mnist';
import { pick, poolIndices, writeDigits } from './digits';
import { publishedNetworks, writeNetwork } from './networks';

/** The way back, where the page is a part of the web edition. */
const CHAPTERS = '<nav aria-label="web edition"><a href="../index.html">All chapters</a></nav>';

const sources = path.join(ROOT, 'scripts', 'draw', 'page');

/** Writes the page into a folder, which it makes. Returns the path of its index.html. */
export async function writeDrawPage(folder: string): Promise<string> {
  fs.mkdirSync(folder, { recursive: true });
  const write = (name: string, content: string | Uint8Array) =>
    writeFileWhole(path.join(folder, name), content);
  const networks = publishedNetworks();
  const { test } = loadMnist();
  const pool = pick(test, poolIndices());
  const predictions = networks.map((network) => {
    const { script, predictions } = writeNetwork(network, test, pool);
    write(network.file, script);
    return [network.name, predictions] as const;
  });
  write('digits.js', writeDigits(test, Object.fromEntries(predictions)));
  write('page.js', await bundle(JSON.stringify(networks)));
  const style = fs.readFileSync(path.join(sources, 'style.css'), 'utf8');
  const html = fs.readFileSync(path.join(sources, 'index.html'), 'utf8');
  const chapters = fs.existsSync(path.join(folder, '..', 'index.html')) ? CHAPTERS : '';
  const whole = html.replace('/* style */', () => style).replace('<!-- chapters -->', chapters);
  write('index.html', whole);
  return path.join(folder, 'index.html');
}

/** The program as one classic script, which a page from a disk may load. */
async function bundle(networks: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(sources, 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'eof',
    define: { NETWORKS: networks, 'process.env.NODE_ENV': '"production"' },
    plugins: [plainBackend],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * lib's TensorFlow, replaced by the one that browsers have. Its ops are imported one by one, so that
 * those which nothing uses are left out.
 */
const plainBackend: Plugin = {
  name: 'plain backend',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /(^|\/)runtime$/ }, ({ importer }) =>
      importer.includes(`${path.sep}lib${path.sep}`)
        ? { path: path.join(sources, 'tensorflow.ts') }
        : undefined,
    );
    onLoad({ filter: /[\\/](lib|page)[\\/].*\.ts$/ }, ({ path: file }) => {
      const text = fs.readFileSync(file, 'utf8');
      const contents = text.replace(
        /^import \{([^}]*?)\btf\b,?([^}]*)\} from ('[^']*runtime');$/m,
        "import * as tf from '@tensorflow/tfjs-core'; import {$1$2} from $3;",
      );
      return { contents, loader: 'ts', resolveDir: path.dirname(file) };
    });
  },
};
