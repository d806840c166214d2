// What a drawn figure needs wherever it is drawn, here and in JupyterLab: colors for a dark page, and
// controls that the keyboard reaches. Plotly has neither.

/** A figure's colors, lib/figures/theme.ts, and what they are on a dark page. */
const darkColors = {
  '#1f2328': '#e3e7ec', // ink
  '#57606a': '#a8b3bf', // quiet
  '#e3e6ea': '#3a424c', // grid
  '#0072b2': '#3d9ad6', // blue
  '#aa4499': '#c76bb8', // purple
  '#4d4d4d': '#b3b3b3', // grey
};

/** A figure for a dark page, which is seen through it. What colors stand for stays: maps are as they were. */
// biome-ignore lint/correctness/noUnusedVariables: called from page.js and JupyterLab's extension
function darkFigure(figure) {
  const text = JSON.stringify(figure).replace(
    /#[0-9a-f]{6}\b/gi,
    (color) => darkColors[color.toLowerCase()] ?? color,
  );
  const dark = JSON.parse(text);
  dark.layout.paper_bgcolor = 'rgba(0, 0, 0, 0)';
  // A map's gaps and its numbers are for white.
  const map = dark.data.some(({ type }) => type === 'heatmap' || type === 'contour');
  if (!map) dark.layout.plot_bgcolor = 'rgba(0, 0, 0, 0)';
  return dark;
}

/** Makes a drawn figure's sliders and buttons elements that take the focus and obey keys. */
// biome-ignore lint/correctness/noUnusedVariables: called from page.js and JupyterLab's extension
function reachControls(plot) {
  const prepare = () => {
    for (const [i, group] of plot.querySelectorAll('.slider-group').entries()) {
      prepareSlider(plot, group, i);
    }
    let button = 0;
    for (const { buttons, active } of plot.layout?.updatemenus ?? []) {
      for (const i of buttons.keys()) {
        prepareButton(plot.querySelectorAll('.updatemenu-button')[button++], i === active);
      }
    }
  };
  prepare();
  if (plot.reached) return;
  plot.reached = true;
  plot.on('plotly_afterplot', prepare);
}

const stepInset = 10; // between the rail's ends and the first and the last step, in Plotly

function prepareSlider(plot, group, index) {
  const { steps, active = 0, currentvalue } = plot.layout.sliders[index];
  const values = {
    role: 'slider',
    tabindex: 0,
    'aria-label': (currentvalue?.prefix ?? 'step').replace(/:\s*$/, ''),
    'aria-valuemin': 0,
    'aria-valuemax': steps.length - 1,
    'aria-valuenow': active,
    'aria-valuetext': steps[active]?.label ?? '',
  };
  for (const [name, value] of Object.entries(values)) group.setAttribute(name, value);
  group.onkeydown = (event) => {
    const now = plot.layout.sliders[index].active ?? 0;
    const last = steps.length - 1;
    const moves = { Home: 0, End: last };
    for (const key of ['ArrowLeft', 'ArrowDown']) moves[key] = Math.max(0, now - 1);
    for (const key of ['ArrowRight', 'ArrowUp']) moves[key] = Math.min(last, now + 1);
    if (moves[event.key] === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const rail = group.querySelector('.slider-rail-touch-rect');
    const { left, top, width } = rail.getBoundingClientRect();
    const part = last === 0 ? 0 : moves[event.key] / last;
    const clientX = left + stepInset + part * (width - 2 * stepInset);
    const at = { clientX, clientY: top + 1, bubbles: true, cancelable: true };
    rail.dispatchEvent(new MouseEvent('mousedown', at));
    plot.dispatchEvent(new MouseEvent('mouseup', at));
  };
}

function prepareButton(button, active) {
  if (!button) return;
  const values = { role: 'button', tabindex: 0, 'aria-pressed': active };
  for (const [name, value] of Object.entries(values)) button.setAttribute(name, value);
  button.onkeydown = (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  };
}
