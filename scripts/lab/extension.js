// What reading these notebooks in JupyterLab needs beside Plotly's renderer: figures that leave the
// file alone, have a text for those who cannot see them and suit a dark theme; links that arrive. A
// prebuilt extension, as `jupyter labextension` would make it, but by hand: it has nothing to bundle.
// The set-up puts figure.js before it and wraps both in a function.

const plotlyMime = 'application/vnd.plotly.v1+json';
const isDark = () => document.body.dataset.jpThemeLight === 'false';

/**
 * The output as a renderer shall see it. Plotly's renderer would store a drawing of its own in the
 * notebook as soon as the pointer is over a figure, and the notebook would be saved with it.
 */
function seen(model) {
  return Object.create(model, {
    setData: { value: () => {} },
    data: {
      get() {
        const { [plotlyMime]: figure, ...others } = model.data;
        if (!isDark()) return model.data;
        const { 'image/png': _still, ...words } = others; // drawn for white paper
        return { ...words, [plotlyMime]: darkFigure(figure) };
      },
    },
  });
}

const drawn = new Set();

function figureRenderer(createRenderer) {
  return (options) => {
    const widget = createRenderer(options);
    const { renderModel, createGraph, dispose } = widget;
    const still = widget.node.querySelector('.plot-img');
    widget.renderModel = (model) => {
      widget.original = model;
      const words = String(model.data['text/plain'] ?? '');
      still.alt = words;
      still.tabIndex = 0; // the keyboard brings it to life as the pointer does
      still.addEventListener('focus', () => widget.createGraph(seen(model)));
      widget.node.setAttribute('role', 'group');
      widget.node.setAttribute('aria-label', words);
      return renderModel.call(widget, seen(model));
    };
    widget.createGraph = async (model) => {
      const hadFocus = document.activeElement === still;
      widget.node.classList.toggle('dark-figure', isDark());
      await createGraph.call(widget, model);
      reachControls(widget.node);
      if (hadFocus) widget.node.querySelector('[tabindex="0"]:not(img)')?.focus();
    };
    widget.dispose = () => {
      drawn.delete(widget);
      dispose.call(widget);
    };
    drawn.add(widget);
    return widget;
  };
}

// JupyterLab leaves the text beside a picture unread.
function pictureRenderer(createRenderer) {
  return (options) => {
    const widget = createRenderer(options);
    const { renderModel } = widget;
    widget.renderModel = async (model) => {
      await renderModel.call(widget, model);
      const { alt } = model.metadata['image/png'] ?? {};
      if (alt) widget.node.querySelector('img')?.setAttribute('alt', alt);
    };
    return widget;
  };
}

function wrapRenderer(registry, mimeType, wrap, rank) {
  const factory = registry.getFactory(mimeType);
  if (!factory) return;
  const createRenderer = wrap((options) => factory.createRenderer(options));
  const mimeTypes = [mimeType];
  registry.addFactory({ ...factory, mimeTypes, createRenderer }, rank);
}

/** Draws figures anew when the theme changes between light and dark. */
function followTheme() {
  new MutationObserver(() => {
    for (const widget of drawn) {
      if (widget.original && widget.isAttached) widget.createGraph(seen(widget.original));
    }
  }).observe(document.body, { attributeFilter: ['data-jp-theme-light'] });
}

/**
 * Scrolls to a heading of the notebook in front, once it is there, and holds it while what stands
 * above it still grows; any touch of the reader's ends that. JupyterLab itself looks for the heading
 * once, before the notebook is there.
 */
function arrive(app, address) {
  const heading = decodeURIComponent(address).replace(/^#/, '');
  const name = CSS.escape(heading);
  const start = Date.now();
  let arrived = 0;
  let last = Number.NaN;
  const timer = setInterval(() => {
    const { node } = app.shell.currentWidget ?? {};
    const element = node?.querySelector(`[data-jupyter-id="${name}"], [id="${name}"]`);
    if (element?.checkVisibility()) {
      const { top } = element.getBoundingClientRect();
      arrived = top === last ? arrived + 1 : 0;
      element.scrollIntoView();
      last = element.getBoundingClientRect().top;
    }
    if (arrived > 30 || Date.now() - start > 60_000) stop();
  }, 100);
  const stop = () => {
    clearInterval(timer);
    for (const kind of touches) document.removeEventListener(kind, stop, true);
  };
  for (const kind of touches) document.addEventListener(kind, stop, true);
}
const touches = ['wheel', 'keydown', 'pointerdown', 'touchstart'];

function followLinks(app) {
  app.commands.commandExecuted.connect((_, { id, args, result }) => {
    if (id !== 'rendermime:handle-local-link' || !args.id) return;
    result.then(() => arrive(app, args.id));
  });
  document.addEventListener('click', ({ target }) => {
    const link = target.closest?.('.jp-Notebook .jp-RenderedMarkdown a[href^="#"]');
    if (link) arrive(app, link.getAttribute('href'));
  });
}

const plugin = (registryToken) => ({
  id: 'alexnet-mnist:reading',
  autoStart: true,
  requires: [registryToken],
  activate(app, registry) {
    followLinks(app);
    // Plotly's renderer may be registered after this.
    app.started.then(() => {
      wrapRenderer(registry, plotlyMime, figureRenderer, 0);
      wrapRenderer(registry, 'image/png', pictureRenderer, registry.getRank?.('image/png') ?? 90);
      followTheme();
    });
  },
});

let shared;
window._JUPYTERLAB ??= {};
window._JUPYTERLAB['alexnet-mnist'] = {
  init: (scope) => {
    shared = scope['@jupyterlab/rendermime'];
  },
  get: async () => {
    const [{ get }] = Object.values(shared);
    const { IRenderMimeRegistry } = (await get())();
    return () => ({ __esModule: true, default: plugin(IRenderMimeRegistry) });
  },
};
