// Figures: pure functions from numbers to what Plotly draws. Nothing here draws.
export * from './figure-bar';
export * from './figure-confusion';
export { format, type Numbers, thin } from './figure-data';
export * from './figure-derivative';
export * from './figure-heatmap';
export * from './figure-histogram';
export * from './figure-images';
export * from './figure-intervals';
export { type LineOptions, lineFigure, type Series } from './figure-line';
export * from './figure-paths';
export * from './figure-scatter';
export { type LineStep, type SliderOptions, sliderFigure } from './figure-steps';
export { palette } from './figure-theme';
export * from './figure-training';
export type { Figure, Reference } from './figure-type';
