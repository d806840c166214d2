"""Reads MNIST's test images by each recorded network, in Python TensorFlow.

It knows nothing of the TypeScript: it reads the checkpoints (safetensors), their configuration and
MNIST's files itself, and computes the network with TensorFlow's own ops. The environment is that of
make_golden.py, or that of the bench, which makes it. From the repository's folder:

    .venv-bench/bin/python test/golden/evaluate.py

It writes evaluate.json beside itself: what each checkpoint under data/runs predicts for each image,
and the logits of some. --out FILE writes elsewhere, --every N keeps the logits of every Nth image.
"""

import argparse
import gzip
import hashlib
import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
import numpy as np
import tensorflow as tf

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "data"
ACTIVATIONS = {"relu": tf.nn.relu, "tanh": tf.tanh, "sigmoid": tf.sigmoid}


def read_idx(name):
    """uint8 values: a magic number (0, 0, 8, number of sizes), the sizes, the values."""
    content = gzip.decompress((DATA / "mnist" / name).read_bytes())
    assert content[:3] == bytes([0, 0, 8]), name
    sizes = np.frombuffer(content, ">u4", count=content[3], offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(sizes)


def read_checkpoint(content):
    """Weights by name, and the training's configuration."""
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    config = json.loads(header.pop("__metadata__")["training"])["config"]
    weights = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32", name
        low, high = entry["data_offsets"]
        values = np.frombuffer(content[start + low : start + high], "<f4")
        weights[name] = tf.constant(values.reshape(entry["shape"]))
    return weights, config


def forward(weights, model, x):
    """Logits [N, 10] of images [N, 28, 28, 1], without dropout."""
    unused = {name for name in weights if name.startswith("weights/")}

    def weight(name):
        unused.remove(f"weights/{name}")
        return weights[f"weights/{name}"]

    activate = ACTIVATIONS[model["activation"]]
    pool, lrn = model["pool"], model["lrn"]
    for layer in model["convolutions"]:
        name = layer["name"]
        assert layer["groups"] == 1, f"{name}: groups"
        x = tf.nn.conv2d(x, weight(f"{name}/filters"), layer["strides"], layer["padding"].upper())
        if model.get("batchNorm"):
            parts = [weight(f"{name}/{part}") for part in ["mean", "variance", "biases", "scale"]]
            x = tf.nn.batch_normalization(x, *parts, 1e-3)
        else:
            x = tf.nn.bias_add(x, weight(f"{name}/biases"))
        x = activate(x)
        if layer["lrn"] and lrn:
            x = tf.nn.local_response_normalization(
                x, lrn["depthRadius"], lrn["bias"], lrn["alpha"], lrn["beta"]
            )
        if layer["pool"]:
            x = tf.nn.max_pool2d(x, pool["kernelSize"], pool["strides"], pool["padding"].upper())
    x = tf.reshape(x, [x.shape[0], -1])
    for i, layer in enumerate(model["fullyConnected"]):
        x = activate(x) if i > 0 else x
        x = x @ weight(f"{layer['name']}/weights") + weight(f"{layer['name']}/biases")
    assert not unused, f"weights without a layer: {unused}"
    return x


def evaluate(file, images, labels, every):
    content = file.read_bytes()
    weights, config = read_checkpoint(content)
    x = (images[..., np.newaxis] * config["scale"]).astype(np.float32)
    logits = np.concatenate([forward(weights, config["model"], part) for part in np.split(x, 20)])
    predictions = logits.argmax(1)
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "right": int((predictions == labels).sum()),
        "predictions": "".join(str(digit) for digit in predictions),
        # The shortest decimals that give the same float32.
        "logits": [float(str(value)) for value in logits[::every].reshape(-1)],
    }


parser = argparse.ArgumentParser()
parser.add_argument("--out", type=Path, default=HERE / "evaluate.json")
parser.add_argument("--every", type=int, default=100)
options = parser.parse_args()

images = read_idx("t10k-images-idx3-ubyte.gz")
labels = read_idx("t10k-labels-idx1-ubyte.gz")
checkpoints = {}
for name in ["best", "final"]:
    for file in sorted((DATA / "runs").glob(f"**/{name}.safetensors")):
        key = file.relative_to(DATA / "runs").with_suffix("").as_posix()
        checkpoints[key] = evaluate(file, images, labels, options.every)
        print(f"{key}: {checkpoints[key]['right']} of {len(labels)} right")
content = {
    "versions": {"tensorflow": tf.__version__, "numpy": np.__version__},
    "every": options.every,
    "checkpoints": checkpoints,
}
options.out.write_text(json.dumps(content, separators=(",", ":")) + "\n")
