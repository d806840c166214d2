"""A worker: the network in PyTorch.
   python peer_torch.py plain|channels_last|compile|compile_channels_last WIDTH BATCH

The fastest that was found for each: fused Adam, and denormal numbers flushed to zero as TensorFlow
does by itself."""

import sys

import torch
from torch import nn

from peer import CONVOLUTIONS, FLAT, FULLY_CONNECTED, host_batches, scaled, serve

variant, width, batch_size = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
torch.set_flush_denormal(True)
memory_format = (
    torch.channels_last if variant.endswith("channels_last") else torch.contiguous_format
)


def create_network():
    layers, channels = [], 1

    def add(layer):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
        layers.append(layer)

    for _, filters, size, lrn, pool in CONVOLUTIONS:
        filters = scaled(filters, width)
        add(nn.Conv2d(channels, filters, size, padding="same"))
        layers.append(nn.ReLU(inplace=True))
        if lrn:  # PyTorch divides alpha by the window's size
            layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
        if pool:
            layers.append(nn.MaxPool2d(3, 2))
        channels = filters
    layers.append(nn.Flatten())
    inputs = FLAT * channels
    for name, units in FULLY_CONNECTED:
        units = units if name == "fc8" else scaled(units, width)
        add(nn.Linear(inputs, units))
        if name != "fc8":
            layers.extend([nn.ReLU(inplace=True), nn.Dropout(0.5)])
        inputs = units
    return nn.Sequential(*layers)


network = create_network().to(memory_format=memory_format)
optimizer = torch.optim.Adam(network.parameters(), lr=0.001, eps=1e-7, fused=True)
run = torch.compile(network) if variant.startswith("compile") else network


def upload(images):
    """[N, 28, 28, 1] to [N, 1, 28, 28]."""
    return torch.from_numpy(images.transpose(0, 3, 1, 2)).contiguous(memory_format=memory_format)


def train(images, labels):
    network.train()
    optimizer.zero_grad(set_to_none=True)
    loss = nn.functional.cross_entropy(run(upload(images)), torch.from_numpy(labels).long())
    loss.backward()
    optimizer.step()
    return loss.item()


def predict(images, labels):
    network.eval()
    with torch.inference_mode():
        return run(upload(images))[0, 0].item()


serve(
    f"Python {sys.version.split()[0]}, PyTorch {torch.__version__}",
    train,
    predict,
    host_batches(batch_size),
)
