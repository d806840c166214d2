"""A worker: the network in Python TensorFlow.
   python peer_tensorflow.py eager|function|jit WIDTH BATCH

The fastest that was found for each: plain operations instead of Keras layers, and Adam as
TensorFlow's one kernel for it, which Keras 3 writes out as a dozen."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# TensorFlow turns oneDNN's kernels on by itself only where there is AVX-512; they are faster without.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import tensorflow as tf

from peer import CONVOLUTIONS, FLAT, FULLY_CONNECTED, host_batches, scaled, serve

variant, width, batch_size = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])


def create_weights():
    weights, channels = {}, 1

    def add(name, shape, fan_in):
        normal = tf.random.normal(shape, stddev=(2 / fan_in) ** 0.5)
        weights[f"{name}/weights"] = tf.Variable(normal)
        weights[f"{name}/biases"] = tf.Variable(tf.zeros(shape[-1:]))

    for name, filters, size, _, _ in CONVOLUTIONS:
        filters = scaled(filters, width)
        add(name, [size, size, channels, filters], size * size * channels)
        channels = filters
    inputs = FLAT * channels
    for name, units in FULLY_CONNECTED:
        units = units if name == "fc8" else scaled(units, width)
        add(name, [inputs, units], inputs)
        inputs = units
    return weights


weights = create_weights()
variables = list(weights.values())
means = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
squares = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
beta1_power, beta2_power = tf.Variable(1.0), tf.Variable(1.0)


def forward(images, training):
    x = images
    for name, _, _, lrn, pool in CONVOLUTIONS:
        x = tf.nn.conv2d(x, weights[f"{name}/weights"], 1, "SAME")
        x = tf.nn.relu(tf.nn.bias_add(x, weights[f"{name}/biases"]))
        if lrn:
            x = tf.nn.local_response_normalization(x, 2, 2.0, 1e-4, 0.75)
        if pool:
            x = tf.nn.max_pool2d(x, 3, 2, "VALID")
    x = tf.reshape(x, [x.shape[0], -1])
    for name, _ in FULLY_CONNECTED:
        x = tf.nn.bias_add(tf.matmul(x, weights[f"{name}/weights"]), weights[f"{name}/biases"])
        if name == "fc8":
            return x
        x = tf.nn.relu(x)
        if training:
            x = tf.nn.dropout(x, 0.5)


def apply_adam(gradients):
    beta1_power.assign(beta1_power * 0.9)
    beta2_power.assign(beta2_power * 0.999)
    for variable, mean, square, gradient in zip(variables, means, squares, gradients):
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=mean.handle,
            v=square.handle,
            beta1_power=beta1_power,
            beta2_power=beta2_power,
            lr=0.001,
            beta1=0.9,
            beta2=0.999,
            epsilon=1e-7,
            grad=gradient,
        )


def train_step(images, labels):
    with tf.GradientTape() as tape:
        logits = forward(images, True)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        loss = tf.reduce_mean(losses)
    apply_adam(tape.gradient(loss, variables))
    return loss


def predict(images):
    return forward(images, False)


if variant != "eager":
    jit = True if variant == "jit" else None
    shape = [batch_size, 28, 28, 1]
    images_spec = tf.TensorSpec(shape, tf.float32)
    labels_spec = tf.TensorSpec([batch_size], tf.int32)
    train_step = tf.function(train_step, [images_spec, labels_spec], jit_compile=jit)
    predict = tf.function(predict, [images_spec], jit_compile=jit)

serve(
    f"Python {sys.version.split()[0]}, TensorFlow {tf.__version__}",
    lambda images, labels: train_step(tf.constant(images), tf.constant(labels)).numpy(),
    lambda images, labels: predict(tf.constant(images)).numpy()[0, 0],
    host_batches(batch_size),
)
