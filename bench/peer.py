"""What a worker in Python is: a network that answers "train N" and "predict N" on stdin with a line
of JSON. worker.ts is the same for those in TypeScript."""

import gzip
import json
import pathlib
import resource
import sys
import time

import numpy

MNIST = pathlib.Path(__file__).parent.parent / "data" / "mnist"
BATCHES = 16

# The network of mnistConfig in lib/alexnet.ts: name, filters, kernel size, LRN, pooling.
CONVOLUTIONS = [
    ("conv1", 96, 5, True, True),
    ("conv2", 256, 5, True, True),
    ("conv3", 384, 3, False, False),
    ("conv4", 384, 3, False, False),
    ("conv5", 256, 3, False, True),
]
FULLY_CONNECTED = [("fc6", 4096), ("fc7", 4096), ("fc8", 10)]
FLAT = 2 * 2  # what three poolings leave of 28x28


def scaled(count, width):
    """A number of filters or units at this width, rounded as JavaScript does."""
    return int(count * width + 0.5)


def host_batches(batch_size):
    """The first digits of MNIST's training set: float32 [N, 28, 28, 1] from 0 to 1, int32 [N]."""

    def read(name, header):
        return numpy.frombuffer(gzip.open(MNIST / name).read(), numpy.uint8, offset=header)

    images = read("train-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28, 1)
    labels = read("train-labels-idx1-ubyte.gz", 8)
    cuts = [slice(i * batch_size, (i + 1) * batch_size) for i in range(BATCHES)]
    return [
        (images[cut].astype(numpy.float32) / 255, labels[cut].astype(numpy.int32)) for cut in cuts
    ]


def serve(ready, train, predict, batches):
    """Answers the orchestrator until its end of the pipe is closed."""
    tasks = {"train": train, "predict": predict}
    taken = 0
    print(json.dumps({"ready": ready}), flush=True)
    for line in sys.stdin:
        name, times = line.split()
        last = float("nan")
        started, before = time.perf_counter(), time.process_time()
        for _ in range(int(times)):
            last = tasks[name](*batches[taken % BATCHES])
            taken += 1
        seconds = time.perf_counter() - started
        cpu = time.process_time() - before
        # macOS counts bytes here, other systems kilobytes.
        unit = 1 if sys.platform == "darwin" else 1024
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        answer = {"seconds": seconds, "cpu": cpu, "last": float(last), "memory": memory}
        print(json.dumps(answer), flush=True)
