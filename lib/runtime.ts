// Starts TensorFlow. Every other file takes `tf` from here, so that what must happen before
// the native library loads has happened.
import util from 'node:util';

// Node 23 removed util.isNullOrUndefined, which tfjs-node 4.22 calls at every op.
const legacy = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;

// TensorFlow reads these when it loads: errors only, no start-up chatter on stderr.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';

import * as tf from '@tensorflow/tfjs-node';

export { tf };
