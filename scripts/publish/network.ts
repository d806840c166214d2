// The README's drawing of the network: the same figure as in notebook 1, as an SVG.
import { writeFileWhole } from '../../lib/base/files';
import { networkFigure } from '../../lib/figures/network';
import { mnistConfig, paperConfig } from '../../lib/network/alexnet';
import { withPlotly } from './figures';

/** Draws the paper's network and ours, from their configs, into a file. */
export async function drawNetwork(file: string): Promise<void> {
  const { data, layout, alt } = networkFigure({
    title: 'AlexNet of 2012, and the same layers for digits of 28 x 28 pixels',
    networks: [
      { name: 'The paper: two graphics cards, 1000 kinds of things', config: paperConfig() },
      { name: 'Here: one machine, ten digits, a quarter of the width', config: mnistConfig() },
    ],
  });
  await withPlotly(async (page) => {
    const size = { width: 800, height: layout.height, autosize: false };
    const figure = JSON.stringify({ data, layout: { ...layout, ...size } });
    const format = JSON.stringify({ format: 'svg', ...size });
    const url = (await page.evaluate(`Plotly.toImage(${figure}, ${format})`)) as string;
    const svg = decodeURIComponent(url.slice(url.indexOf(',') + 1));
    // Plotly's ids are drawn anew each time; the same figure is to be the same file.
    const [, id = ''] = /defs-(\w+)/.exec(svg) ?? [];
    const named = svg.replaceAll(/ trace[0-9a-f]{6}(?=")/g, '');
    const titled = named.replace(/<svg [^>]*>/, `$&<title>${alt.replaceAll('&', '&amp;')}</title>`);
    writeFileWhole(file, `${id ? titled.replaceAll(id, 'network') : titled}\n`);
  });
}
