// Figures as tests look at them, and Plotly in Node, as far as `validate` needs it. The library wants a page when it loads: a
// document that answers everything with itself is enough.
import type { Data, Layout } from 'plotly.js-dist-min';

/** What Plotly finds wrong with a figure: one line each, none for a valid figure. */
export function problems(data: Data[], layout: Partial<Layout>): string[] {
  // Hidden traces, those of a slider's other steps, are not looked at: show all.
  const shown = data.map((trace): Data => ({ ...trace, visible: true }) as Data);
  // Without a size, Plotly would ask the page for one.
  const sized = { ...layout, width: 760, height: layout.height ?? 420 };
  const found = plotly().validate(shown, sized) ?? [];
  // A slider's arguments are copied by Plotly, and a copy is not the same object.
  const copied = /\.args\[\d\] \(set to '(.*)'\) got reset to '\1'/;
  return found.map(({ msg }) => msg).filter((message) => !copied.test(message));
}

// biome-ignore lint/suspicious/noExplicitAny: traces differ by type; a test may look anywhere
export const traces = (figure: { data: unknown[] }) => figure.data as any[];

export const trace = (figure: { data: unknown[] }, i = 0) => traces(figure)[i];

interface Validator {
  validate(data: Data[], layout: Partial<Layout>): { msg: string }[] | undefined;
}

function plotly(): Validator {
  const page = globalThis as Record<string, unknown>;
  if (page.document === undefined) {
    page.window = page;
    page.self = page;
    for (const name of missing) page[name] ??= anything();
    page.navigator ??= { userAgent: '' };
    URL.createObjectURL ??= () => '';
  }
  return require('plotly.js-dist-min');
}

const missing = [
  'document',
  'Element',
  'HTMLElement',
  'CSSStyleDeclaration',
  'DOMParser',
  'addEventListener',
  'getComputedStyle',
  'matchMedia',
  'requestAnimationFrame',
];

// Can be called, constructed and asked for any property, and gives itself.
function anything(): unknown {
  return new Proxy(function page() {}, {
    get: (target, key) => {
      if (key === Symbol.toPrimitive) return () => '';
      if (key === 'length') return 0;
      return key === 'prototype' ? target.prototype : anything();
    },
    apply: () => anything(),
    construct: () => anything() as object,
    set: () => true,
  });
}
