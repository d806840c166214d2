"""Computes the golden values that the tests compare with, in Python TensorFlow and PyTorch.

It knows nothing of the TypeScript: the network is written out once more from the paper. Run it in
an environment of its own (Python 3.11), with the full packages rather than the project's bare wheel:

    python3 -m venv golden-venv
    golden-venv/bin/pip install tensorflow-cpu==2.21.0 torch==2.13.0
    golden-venv/bin/python test/golden/make_golden.py

It writes random.json, lrn.json and network.json beside itself. The same versions on the same kind of
processor write the same bytes; elsewhere the last digits may differ, and the tests allow for that.
"""

import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
import numpy as np
import tensorflow as tf
import torch

HERE = Path(__file__).parent


def numbers(values):
    """A flat list with the shortest decimals that give the same float32."""
    flat = np.asarray(values, np.float32).reshape(-1)
    return [float(str(value)) for value in flat]


def write(name, content):
    versions = {"tensorflow": tf.__version__, "torch": torch.__version__, "numpy": np.__version__}
    text = json.dumps({"versions": versions, **content}, separators=(",", ":"))
    (HERE / name).write_text(text + "\n")
    print(f"{name}: {len(text) + 1} bytes")


def random_numbers():
    """What TensorFlow's stateless generators draw from a seed."""
    draws = {"uniform": tf.random.stateless_uniform, "normal": tf.random.stateless_normal}
    cases = []
    for kind, draw in draws.items():
        for shape, seed in [([7], [1, 0]), ([2, 3], [1, 1]), ([5], [-3, 2**31 - 1]), ([], [0, 0])]:
            values = draw(shape, seed=tf.constant(seed, tf.int32))
            cases.append({"kind": kind, "shape": shape, "seed": seed, "values": numbers(values)})
    return {"cases": cases}


CONVENTIONS = {
    "paper": (2, 2, 1e-4, 0.75),
    "originalCode": (2, 2, 2e-5, 0.75),
    "caffe": (2, 1, 2e-5, 0.75),
    "pytorch": (2, 1, 2e-5, 0.75),
    "tensorflow": (5, 1, 1, 0.5),
    "strong": (1, 1, 0.5, 0.75),
}


def lrn_values():
    """PyTorch's LocalResponseNorm: values, and the gradient for a dy that is given."""
    shape = [2, 2, 2, 13]
    count = np.prod(shape)
    x = ((np.arange(count) * 37 % 101 - 50) * 0.3).astype(np.float32).reshape(shape)  # N, H, W, C
    dy = ((np.arange(count) * 53 % 97 - 48) / 48).astype(np.float32).reshape(shape)
    cases = {}
    for name, (radius, bias, alpha, beta) in CONVENTIONS.items():
        size = 2 * radius + 1
        # PyTorch divides alpha by the window's size.
        layer = torch.nn.LocalResponseNorm(size, alpha=alpha * size, beta=beta, k=bias)
        leaf = torch.tensor(x, requires_grad=True)
        y = layer(leaf.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        y.backward(torch.tensor(dy))
        cases[name] = {"y": numbers(y.detach()), "dx": numbers(leaf.grad)}
    # What PyTorch does by its own defaults, so that the convention named after it is its own.
    by_default = torch.nn.LocalResponseNorm(5)(torch.tensor(x).permute(0, 3, 1, 2))
    assert np.array_equal(numbers(by_default.permute(0, 2, 3, 1)), cases["pytorch"]["y"])
    return {"shape": shape, "x": numbers(x), "dy": numbers(dy), "cases": cases}


# The network: 28x28 grey images, a thirty-second of the paper's width.
LAYERS = [  # name, filters shape, LRN, pooling, the paper's bias
    ("conv1", [5, 5, 1, 3], True, True, 0),
    ("conv2", [5, 5, 3, 8], True, True, 1),
    ("conv3", [3, 3, 8, 12], False, False, 0),
    ("conv4", [3, 3, 12, 12], False, False, 1),
    ("conv5", [3, 3, 12, 8], False, True, 1),
]
# Where the authors' code starts with 0.03 instead of 0.01.
AUTHORS_WIDE = ["conv3", "conv4", "conv5"]
DENSE = [("fc6", [32, 128], 1), ("fc7", [128, 128], 1), ("fc8", [128, 10], 0)]
ACTIVATIONS = {"relu": tf.nn.relu, "tanh": tf.tanh, "sigmoid": tf.sigmoid}


def batch(count):
    """Images by a formula: a bright square where the digit says, and a pattern."""
    labels = [i * 7 % 10 for i in range(count)]
    images = np.zeros([count, 28, 28, 1], np.float32)
    for i, label in enumerate(labels):
        top, left = 7 * (label // 4), 7 * (label % 4)
        for r in range(28):
            for c in range(28):
                bright = 150 if top <= r < top + 7 and left <= c < left + 7 else 0
                images[i, r, c, 0] = bright + (i * 31 + r * r * 7 + c * 13 + r * c) % 101
    return tf.constant(images / np.float32(255)), tf.constant(labels)


def name_key(name):
    """FNV-1a of a weight's name, as a negative int32."""
    key = 0x811C9DC5
    for letter in name.encode():
        key = (key ^ letter) * 0x01000193 % 2**32
    return (key | 0x80000000) - 2**32


def make_weights(initialization, seed):
    shapes = []
    for name, shape, _, _, bias in LAYERS:
        shapes += [(f"{name}/filters", shape, 0), (f"{name}/biases", shape[-1:], bias)]
    for name, shape, bias in DENSE:
        shapes += [(f"{name}/weights", shape, 0), (f"{name}/biases", shape[-1:], bias)]
    weights = {}
    for name, shape, bias in shapes:
        if len(shape) == 1:
            value = tf.fill(shape, float(0 if initialization == "he" else bias))
        else:
            wide = initialization == "authors" and name.split("/")[0] in AUTHORS_WIDE
            fixed = 0.03 if wide else 0.01
            deviation = np.sqrt(2 / np.prod(shape[:-1])) if initialization == "he" else fixed
            seeds = [seed, name_key(name)]
            value = tf.random.stateless_normal(shape, seed=seeds) * np.float32(deviation)
        weights[name] = tf.Variable(value)
    return weights


def forward(weights, images, activation, lrn, dropout_seed):
    activate = ACTIVATIONS[activation]
    x = images
    for name, _, has_lrn, pool, _ in LAYERS:
        x = tf.nn.conv2d(x, weights[f"{name}/filters"], 1, "SAME") + weights[f"{name}/biases"]
        x = activate(x)
        if has_lrn and lrn:
            radius, bias, alpha, beta = CONVENTIONS[lrn]
            x = tf.nn.local_response_normalization(x, radius, bias, alpha, beta)
        if pool:
            x = tf.nn.max_pool2d(x, 3, 2, "VALID")
    x = tf.reshape(x, [x.shape[0], -1])
    for number, (name, _, _) in enumerate(DENSE, 6):
        x = x @ weights[f"{name}/weights"] + weights[f"{name}/biases"]
        if name == "fc8":
            return x
        x = activate(x)
        if dropout_seed:
            seed = [dropout_seed[0], 16 * dropout_seed[1] + number]
            x *= tf.cast(tf.random.stateless_uniform(x.shape, seed=seed) >= 0.5, tf.float32) * 2


def gradients_of(weights, case, images, labels):
    with tf.GradientTape() as tape:
        logits = forward(weights, images, case["activation"], case["lrn"], case["dropoutSeed"])
        losses = tf.nn.softmax_cross_entropy_with_logits(tf.one_hot(labels, 10), logits)
        loss = tf.reduce_mean(losses)
    return logits, loss, dict(zip(weights, tape.gradient(loss, list(weights.values()))))


def optimizer_for(name, params):
    """PyTorch's, with weight decay on all but the biases; rates as in the test."""
    decayed = [p for p in params if p.dim() > 1]
    spared = [p for p in params if p.dim() == 1]
    groups = lambda decay: [{"params": decayed, "weight_decay": decay}, {"params": spared, "weight_decay": 0}]
    if name == "sgd":
        return torch.optim.SGD(groups(0), lr=0.02)
    if name == "momentum":
        return torch.optim.SGD(groups(5e-4), lr=0.01, momentum=0.9)
    if name == "adam":
        return torch.optim.AdamW(groups(0.01), lr=1e-3, betas=(0.9, 0.999), eps=1e-7)
    raise ValueError(name)


def losses_of_steps(case, name, images, labels, steps=5):
    """TensorFlow's gradients, PyTorch's optimizer: the loss before each step and after the last."""
    weights = make_weights(case["initialization"], case["seed"])
    params = [torch.tensor(one.numpy()) for one in weights.values()]
    optimizer = optimizer_for(name, params)
    losses = []
    for _ in range(steps + 1):
        _, loss, gradients = gradients_of(weights, case, images, labels)
        losses.append(loss)
        for param, gradient in zip(params, gradients.values()):
            param.grad = torch.tensor(gradient.numpy())
        optimizer.step()
        for weight, param in zip(weights.values(), params):
            weight.assign(param.numpy())
    return numbers(losses)


def network_values():
    images, labels = batch(6)
    cases = []
    for activation, initialization, lrn, dropout_seed in [
        ("relu", "he", "paper", None),
        ("relu", "he", "paper", [5, 3]),
        ("relu", "he", None, None),
        ("relu", "he", "tensorflow", None),
        ("relu", "paper", "paper", None),
        ("relu", "authors", "paper", None),
        ("tanh", "he", "paper", None),
        ("tanh", "paper", "paper", [1, 0]),
        ("sigmoid", "he", "paper", None),
    ]:
        case = {"activation": activation, "initialization": initialization, "lrn": lrn}
        case |= {"dropoutSeed": dropout_seed, "seed": 3}
        weights = make_weights(initialization, 3)
        logits, loss, gradients = gradients_of(weights, case, images, labels)
        found = {}
        for name, gradient in gradients.items():
            flat = tf.reshape(gradient, [-1]).numpy()
            positions = [int(p) for p in np.linspace(0, len(flat) - 1, 5)]
            found[name] = {
                "norm": numbers(np.linalg.norm(flat.astype(np.float64)))[0],
                "positions": positions,
                "values": numbers(flat[positions]),
            }
        steps = {name: losses_of_steps(case, name, images, labels) for name in ["sgd", "momentum", "adam"]}
        cases.append({**case, "logits": numbers(logits), "loss": numbers(loss)[0], "gradients": found, "losses": steps})
    return {"images": 6, "cases": cases}


if __name__ == "__main__":
    write("random.json", random_numbers())
    write("lrn.json", lrn_values())
    write("network.json", network_values())
