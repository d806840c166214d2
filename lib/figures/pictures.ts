// Pictures behind a slider or buttons, for example the filters of one layer after the other.
import { showOnly, stepControl } from './control';
import { type Figure, type FigureOptions, figure, trace } from './figure';
import { checkSome } from './numbers';

export interface ImageStepsOptions extends FigureOptions {
  /** What the slider or the buttons choose. */
  slider: string;
  /** One picture for each position, as `imageGrid` makes them: PNG bytes, and its size as shown. */
  steps: readonly { label: string; png: Uint8Array; width: number; height: number }[];
  /** The picture shown first. */
  start?: number;
  /** Buttons if left out. */
  control?: 'slider' | 'buttons';
}

/** Pictures that a slider or buttons switch. Throws an InputError for no steps. */
export function imageStepsFigure(options: ImageStepsOptions): Figure {
  const { steps, start = 0 } = options;
  checkSome('imageStepsFigure', 'steps', steps);
  const [width, height] = [
    Math.max(...steps.map((step) => step.width)),
    Math.max(...steps.map((step) => step.height)),
  ];
  const pictures = steps.map((step) => {
    const bytes = Buffer.from(step.png);
    const unit = step.width / bytes.readUInt32BE(16); // a PNG's width stands in its bytes 16 to 19
    return [
      trace('image', {
        source: `data:image/png;base64,${bytes.toString('base64')}`,
        dx: unit,
        dy: unit,
        // Its pixels are enlarged already; text must not break when it is made smaller.
        zsmooth: 'fast',
        hoverinfo: 'skip',
      }),
    ];
  });
  // Smaller pictures stay in the upper left corner.
  const across = { visible: false, constrain: 'domain' as const, constraintoward: 'left' as const };
  const down = { ...across, constraintoward: 'top' as const, scaleanchor: 'x' as const };
  const control = stepControl(options.control ?? 'buttons', {
    name: options.slider,
    labels: steps.map(({ label }) => label),
    start,
    counts: steps.map(() => 1),
    before: 0,
    below: 12,
  });
  const labels = steps.map(({ label }) => label);
  return figure(options, {
    data: showOnly(pictures, start),
    layout: {
      margin: { l: 16, r: 16, b: 16 },
      xaxis: { ...across, range: [-0.5, width - 0.5] },
      yaxis: { ...down, range: [height - 0.5, -0.5] },
    },
    height: Math.min(720, 70 + Math.ceil(height)),
    control,
    words: `Pictures for each ${options.slider}: ${labels.join(', ')}. Shown: ${labels[start]}.`,
  });
}
