import tensorflow as tf


def alexnet(w, images):
    """Logits [N, 10] of images [N, 28, 28, 1], for a dict of weights by name."""
    x = images
    for name in ["conv1", "conv2", "conv3", "conv4", "conv5"]:
        early = name in ("conv1", "conv2")
        x = tf.nn.conv2d(x, w[f"{name}/filters"], 1, "SAME") + w[f"{name}/biases"]
        x = tf.nn.relu(x)
        if early:
            x = tf.nn.local_response_normalization(x, 2, 2, 1e-4, 0.75)
        if early or name == "conv5":
            x = tf.nn.max_pool2d(x, 3, 2, "VALID")
    x = tf.reshape(x, [x.shape[0], -1])
    for name in ["fc6", "fc7", "fc8"]:
        x = x @ w[f"{name}/weights"] + w[f"{name}/biases"]
        if name != "fc8":
            x = tf.nn.relu(x)
    return x
