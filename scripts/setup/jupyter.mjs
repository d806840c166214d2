// Small files that the set-up writes, and rewrites when they differ: the kernel, and JupyterLab's
// settings. The kernel is started by the Node that ran the set-up; its paths are absolute, so a moved
// clone gets new ones.
import fs from 'node:fs';
import path from 'node:path';
import { root, tslab, venv } from '../paths.mjs';
import { extensionFiles, extensionStyles } from './extension.mjs';
import { jupyterPlaces } from './places.mjs';
import { writeWhole } from './stamp.mjs';

export const kernelSpec = () => path.join(jupyterPlaces().kernels, 'tslab', 'kernel.json');

// Nothing of JupyterLab may call out: no news, no catalogue of extensions.
const news = '@jupyterlab/apputils-extension:announcements';

/** What Jupyter is to know of the kernel. */
export function kernel() {
  const watch = path.join(root, 'scripts', 'setup', 'kernel.cjs');
  const program = [process.execPath, '--require', watch, tslab, 'kernel'];
  return {
    argv: [...program, '--config-path', '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  };
}

function jupyterFiles() {
  const { etc, config } = jupyterPlaces();
  return {
    [kernelSpec()]: kernel(),
    [path.join(etc, 'labconfig', 'page_config.json')]: {
      disabledExtensions: { [news]: true },
      lockedExtensions: { [news]: true },
    },
    [path.join(etc, 'jupyter_lab_config.json')]: {
      LabApp: { extension_manager: 'readonly', custom_css: true },
    },
    [path.join(etc, 'jupyter_server_config.json')]: {
      KernelSpecManager: { allowed_kernelspecs: ['tslab'], ensure_native_kernel: false },
      MultiKernelManager: { default_kernel_name: 'tslab' },
    },
    [path.join(config, 'custom', 'custom.css')]: extensionStyles(),
    ...(jupyterPlaces().own ? { [overrides]: settings, ...extensionFiles() } : {}),
  };
}

const overrides = path.join(venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');
const settings = {
  // The first completion waits for TypeScript to read TensorFlow's types.
  '@jupyterlab/completer-extension:manager': { providerTimeout: 5000 },
};

// How JupyterLab looks when it is first opened: the table of contents beside the notebook. From then on it
// keeps there how its user left it.
const workspace = () =>
  path.join(jupyterPlaces().config, 'lab', 'workspaces', 'default-37a8.jupyterlab-workspace');
const firstLook = {
  data: {
    'layout-restorer:data': {
      left: {
        ...{ collapsed: false, visible: true, current: '@jupyterlab/toc:plugin' },
        widgets: ['filebrowser', 'running-sessions', '@jupyterlab/toc:plugin'],
      },
      relativeSizes: [0.22, 0.78, 0],
    },
  },
  metadata: { id: 'default' },
};

const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

export const jupyter = {
  name: 'kernel and settings',
  bytes: 0,
  problem() {
    for (const [file, value] of Object.entries(jupyterFiles())) {
      if (!fs.existsSync(file)) return 'not made yet';
      if (fs.readFileSync(file, 'utf8') !== textOf(value)) return 'for another place or version';
    }
    return fs.existsSync(workspace()) ? null : 'not made yet';
  },
  async make() {
    for (const [file, value] of Object.entries(jupyterFiles())) writeWhole(file, textOf(value));
    if (!fs.existsSync(workspace())) writeWhole(workspace(), textOf(firstLook));
    for (const folder of ['config', 'data', 'runtime', 'ipython']) {
      fs.mkdirSync(jupyterPlaces()[folder], { recursive: true, mode: 0o700 });
    }
  },
};
