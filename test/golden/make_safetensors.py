"""Files that Python's safetensors wrote, for test/training/safetensors.test.ts, in safetensors.json.

Beside small ones of its own kind there is one that lib wrote and Python opened and saved again. In an
environment of its own, after `npm run setup`, from the repository's folder:

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install safetensors==0.8.0 numpy==2.4.6
    /tmp/golden/bin/python test/golden/make_safetensors.py
"""

import base64
import json
import struct
import subprocess
from pathlib import Path

import numpy as np
import safetensors
from safetensors.numpy import load, save

HERE = Path(__file__).resolve().parent
EXAMPLE = "require('./build/test/bad-input/safetensors-bytes.js').good"


def of_lib():
    """The file that lib writes for the tests' example."""
    code = f"process.stdout.write(Buffer.from({EXAMPLE}).toString('base64'))"
    text = subprocess.run(["node", "-e", code], capture_output=True, check=True, cwd=HERE.parent.parent)
    return base64.b64decode(text.stdout)


def metadata_of(content):
    (size,) = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + size]).get("__metadata__")


def reordered(content):
    """The same file, its header from the last name to the first."""
    (size,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + size])
    text = json.dumps(dict(reversed(header.items()))).encode()
    return struct.pack("<Q", len(text)) + text + content[8 + size :]


lib = of_lib()
ramp = np.arange(6, dtype=np.float32).reshape(2, 3)
contents = {
    "of lib, opened and saved again": save(load(lib), metadata_of(lib)),
    "of lib, its header in another order": reordered(lib),
    "of lib, saved without its metadata": save(load(lib)),
    "names that JavaScript knows": save({"__proto__": ramp, "constructor": ramp + 1, "10": ramp[0]}),
    "a scalar, an empty one and none": save({"one": np.array(3, np.float32), "none": ramp[:0]}),
    "nothing": save({}),
    "float64": save({"wide": ramp.astype(np.float64)}),
    "float16": save({"a": ramp, "half": ramp.astype(np.float16)}),
    "int64": save({"count": np.arange(3)}),
    "bool": save({"yes": np.ones(1, bool)}),
}


def case(name, content):
    arrays = load(content)
    return {
        "name": name,
        "file": base64.b64encode(content).decode(),
        "arrays": {
            key: {"type": str(array.dtype), "shape": array.shape, "values": array.reshape(-1).tolist()}
            for key, array in arrays.items()
        },
        "metadata": metadata_of(content) or {},
    }


result = {
    "versions": {"safetensors": safetensors.__version__, "numpy": np.__version__},
    "cases": [case(name, content) for name, content in contents.items()],
}
(HERE / "safetensors.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
