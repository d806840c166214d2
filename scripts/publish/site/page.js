// Brings a page of the web edition to life: its maths and its figures, without a network.

const delimiters = [
  { left: '$$', right: '$$', display: true },
  { left: '$', right: '$', display: false },
  { left: '\\(', right: '\\)', display: false },
  { left: '\\[', right: '\\]', display: true },
  { left: '\\begin{align}', right: '\\end{align}', display: true },
  { left: '\\begin{align*}', right: '\\end{align*}', display: true },
  { left: '\\begin{equation}', right: '\\end{equation}', display: true },
];
for (const prose of document.querySelectorAll('.text_cell, .output_markdown')) {
  renderMathInElement(prose, { delimiters, throwOnError: false });
}

// What is wider than the page is moved sideways, by the keyboard, too.
const wide =
  '.highlight pre, .output_text pre, .output_html, .output_markdown, .output_png, .text_cell';
const reachScrollers = () => {
  for (const element of document.querySelectorAll(`${wide}, .katex-display, .text_cell pre`)) {
    if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  }
};
reachScrollers();
addEventListener('resize', reachScrollers);

// Where there is room the contents stand beside the text, else they are opened when wanted.
const beside = matchMedia('(min-width: 85rem)');
const openContents = () => {
  const contents = document.querySelector('.contents details');
  if (contents) contents.open = beside.matches;
};
openContents();
beside.addEventListener('change', openContents);

const dark = matchMedia('(prefers-color-scheme: dark)');

// The still picture stays until the figure is drawn, which is when it comes near, and on paper.
for (const frame of document.querySelectorAll('figure.plot')) {
  const figure = JSON.parse(frame.querySelector('script').textContent);
  const live = document.createElement('div');
  live.setAttribute('role', 'group');
  live.setAttribute('aria-label', frame.querySelector('img').alt);
  frame.append(live);
  let drawnFor = '';
  const draw = async () => {
    // A drawing whose words need room is not made narrower, but moved sideways.
    const width = Math.max(frame.clientWidth, figure.layout.meta?.minWidth ?? 0);
    if (width > frame.clientWidth) frame.tabIndex = 0; // it scrolls: by keys, too
    if (frame.clientWidth === 0 || `${width}${dark.matches}` === drawnFor) return;
    drawnFor = `${width}${dark.matches}`;
    const { data, layout } = dark.matches ? darkFigure(figure) : figure;
    const fitted = fit(data, layout, width);
    // On a phone the tool bar, always shown there, would lie over the title.
    const config = {
      ...figure.config,
      responsive: false,
      displayModeBar: frame.clientWidth < 600 ? false : 'hover',
    };
    await Plotly.react(live, fitted.data, fitted.layout, config);
    live.classList.toggle('dark-figure', dark.matches);
    reachControls(live);
    frame.classList.add('alive');
  };
  const near = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      near.disconnect();
      new ResizeObserver(draw).observe(frame);
      dark.addEventListener('change', draw);
    },
    { rootMargin: '800px' },
  );
  near.observe(frame);
}

// A title is broken into lines for its figure's usual width; on a phone it is broken anew, and
// what only repeats the numbers in the cells, the color bar, makes room.
function fit(data, layout, width) {
  const narrow = width < 600;
  const title = layout.title?.text ?? '';
  const words = title.replaceAll('<br>', ' ');
  const lines = narrow ? breakLines(words, Math.floor(width / 8.2)) : title.split('<br>');
  const more = (lines.length - title.split('<br>').length) * 20;
  // On a phone the legend has a line for each series, below the figure or, if there is a slider, above.
  const inLegend = ({ name, visible, showlegend }) =>
    name && visible !== false && showlegend !== false;
  const named = new Set(
    [...data, ...(layout.shapes ?? [])].filter(inLegend).map(({ name }) => name),
  );
  const roomFor = layout.sliders ? 1 : 2; // lines that there is room for
  const legendHeight = narrow && layout.showlegend ? Math.max(0, named.size - roomFor) * 20 : 0;
  const margin = { ...layout.margin, t: (layout.margin?.t ?? 60) + more };
  if (layout.sliders) margin.t += legendHeight;
  if (narrow) margin.r = Math.min(margin.r ?? 12, 12);
  const sliderHeight = layout.sliders ? 90 : 0;
  const height = Math.min(
    (layout.height ?? 420) + more + legendHeight,
    pictureHeight(layout, width - margin.l - margin.r) + margin.t + margin.b + sliderHeight,
  );
  const size = narrow ? 15 : (layout.title?.font?.size ?? 17);
  const fittedData = narrow ? data.map(withoutLabels) : data;
  const top = 14 + ((lines.length - 1) * size * 1.3) / 2;
  return {
    data: structuredClone(fittedData),
    layout: structuredClone({
      ...layout,
      width,
      height,
      title: {
        ...layout.title,
        text: lines.join('<br>'),
        font: { ...layout.title?.font, size },
        y: 1 - top / height,
      },
      font: { ...layout.font, size: narrow ? 12 : (layout.font?.size ?? 14) },
      ...(narrow ? smallTitles(layout) : {}),
      margin,
    }),
  };
}

// Pictures keep their proportions, and a narrow one needs less height than the figure has.
function pictureHeight({ xaxis, yaxis }, width) {
  if (yaxis?.scaleanchor !== 'x' || !xaxis?.range || !yaxis.range) return Number.POSITIVE_INFINITY;
  const [[left, right], [bottom, top]] = [xaxis.range, yaxis.range];
  return Math.ceil((width * Math.abs(top - bottom)) / Math.abs(right - left));
}

// Numbers beside many bars would lie over one another; a touch still shows them.
function withoutLabels(trace) {
  if (trace.type === 'heatmap' && trace.texttemplate) {
    return { ...trace, showscale: false, textfont: { size: 10 } };
  }
  if (trace.type === 'bar' && trace.orientation !== 'h' && trace.x.length > 5) {
    return { ...trace, textposition: 'none' };
  }
  return trace;
}

function breakLines(text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

function smallTitles(layout) {
  const axes = Object.entries(layout).filter(
    ([key, { title } = {}]) => /^[xy]axis/.test(key) && title,
  );
  return Object.fromEntries(
    axes.map(([key, axis]) => [
      key,
      { ...axis, title: { ...axis.title, font: { ...axis.title.font, size: 12 } } },
    ]),
  );
}
