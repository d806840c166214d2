"""Runs the notebooks' Python twins against the golden values and against TensorFlow.

    python test/golden/twins/check.py     (with tensorflow-cpu==2.21.0)
"""

import json
import sys
import types
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
sys.modules.setdefault("torch", types.ModuleType("torch"))  # the golden values' maker has it; not needed here

import make_golden
import numpy as np
import tensorflow as tf
from adam import Adam
from convolution import convolve
from forward import alexnet
from lrn import normalize
from training import train

images, labels = make_golden.batch(6)
golden = json.loads((HERE.parent / "network.json").read_text())["cases"]
case = next(c for c in golden if [c["activation"], c["initialization"], c["lrn"], c["dropoutSeed"]] == ["relu", "he", "paper", None])


def compare(what, found, expected, within):
    apart = float(np.max(np.abs(np.asarray(found, np.float64).ravel() - np.asarray(expected, np.float64).ravel())))
    print(f"{what}: apart by at most {apart:.0e}")
    assert apart < within, f"{what}: {apart}"


image = images[0, :, :, 0].numpy()
kernel = np.arange(9.0).reshape(3, 3) - 4
by_library = tf.nn.conv2d(images[:1], tf.constant(kernel.reshape(3, 3, 1, 1), tf.float32), 1, "VALID")
compare("convolution", convolve(image, kernel), by_library, 1e-4)

values = json.loads((HERE.parent / "lrn.json").read_text())
channels = values["shape"][-1]
found = [normalize(values["x"][at : at + channels], 5, 2, 1e-4, 0.75) for at in range(0, len(values["x"]), channels)]
compare("LRN", found, values["cases"]["paper"]["y"], 1e-5)

weights = make_golden.make_weights("he", case["seed"])
compare("forward", alexnet(weights, images), case["logits"], 1e-4)

rule, by_keras = Adam(0.1), tf.keras.optimizers.Adam(0.1, epsilon=1e-7)
w, variable = 0.0, tf.Variable(0.0)
for _ in range(10):
    w += rule(2 * (w - 3))
    by_keras.apply_gradients([(2 * (variable - 3), variable)])
compare("Adam", w, variable, 1e-4)

losses = train(alexnet, weights, [(images, labels)] * 3)
compare("training, its first loss", losses[0], case["loss"], 1e-5)
again = make_golden.make_weights("he", case["seed"])
rules = {name: Adam(0.001) for name in again}
by_hand = []
for _ in range(3):
    _, loss, gradients = make_golden.gradients_of(again, case, images, labels)
    by_hand.append(float(loss))
    for name, weight in again.items():
        weight.assign_add(rules[name](gradients[name].numpy()).astype(np.float32))
compare("training, three steps", losses, by_hand, 1e-3)
