// Runs in the page, beside Plotly: draws a figure and gives its pixels with at most 256 colors.

// biome-ignore lint/correctness/noUnusedVariables: called from figures.ts
async function drawFigure({ data, layout }, width) {
  const height = layout.height ?? 420;
  const sized = { ...layout, width, height, autosize: false };
  const url = await Plotly.toImage({ data, layout: sized }, { format: 'png', width, height });
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  context.fillStyle = layout.paper_bgcolor ?? '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
  return { width: canvas.width, height: canvas.height, ...reduceColors(pixels) };
}

// The most frequent colors are kept, each the mean of those that share its five leading bits a
// channel; the others go to the nearest. A figure is mostly flat, so that this is hard to see.
function reduceColors(pixels) {
  const bins = new Map();
  const binOf = (i) =>
    ((pixels[i] >> 3) << 10) | ((pixels[i + 1] >> 3) << 5) | (pixels[i + 2] >> 3);
  for (let i = 0; i < pixels.length; i += 4) {
    const key = binOf(i);
    let bin = bins.get(key);
    if (!bin) {
      bin = { count: 0, sum: [0, 0, 0] };
      bins.set(key, bin);
    }
    bin.count++;
    for (let channel = 0; channel < 3; channel++) bin.sum[channel] += pixels[i + channel];
  }
  const ordered = [...bins.entries()].sort((a, b) => b[1].count - a[1].count || a[0] - b[0]);
  const mean = ({ count, sum }) => sum.map((total) => Math.round(total / count));
  const palette = ordered.slice(0, 256).map(([, bin]) => mean(bin));
  const place = new Map();
  ordered.forEach(([key, bin], i) => {
    place.set(key, i < palette.length ? i : nearest(palette, mean(bin)));
  });
  let text = '';
  for (let i = 0; i < pixels.length; i += 4) text += String.fromCharCode(place.get(binOf(i)));
  return { palette, indexes: btoa(text) };
}

function nearest(palette, color) {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  palette.forEach((entry, i) => {
    const distance = entry.reduce((sum, value, c) => sum + (value - color[c]) ** 2, 0);
    if (distance < least) {
      least = distance;
      best = i;
    }
  });
  return best;
}
