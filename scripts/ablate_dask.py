"""Spreads the ablations that are still to be done over the workers of a Dask cluster.

    .venv/bin/pip install 'dask[distributed]'
    .venv/bin/python scripts/ablate_dask.py                     # two workers on this machine
    .venv/bin/python scripts/ablate_dask.py tcp://HOST:8786     # the workers of that scheduler

Each worker starts `node build/scripts/ablate.js --cell CHANGE/SEED` in its own clone, which must be
at the same path as this one, set up, and see the same data/ablations (a shared folder).
"""

import os
import subprocess
import sys
from pathlib import Path

from dask.distributed import Client, LocalCluster, as_completed

ROOT = Path(__file__).resolve().parent.parent
ABLATE = ["node", str(ROOT / "build" / "scripts" / "ablate.js")]


def train(cell: str) -> str:
    """Trains one cell; its record is in data/ablations afterwards."""
    subprocess.run([*ABLATE, "--cell", cell], check=True, capture_output=True, text=True)
    return cell


def main() -> None:
    if len(sys.argv) > 1:
        client = Client(sys.argv[1])
    else:
        # One training a worker; each takes the cores that its environment gives it.
        threads = str(max(1, (os.cpu_count() or 2) // 2))
        os.environ.update(TF_NUM_INTRAOP_THREADS=threads, TF_NUM_INTEROP_THREADS=threads)
        client = Client(LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None))
    listed = subprocess.run([*ABLATE, "--list"], check=True, capture_output=True, text=True)
    cells = listed.stdout.split()
    print(f"{len(cells)} trainings to do", flush=True)
    # Not pure: what a training does is in its file, not in what it returns.
    for future in as_completed(client.map(train, cells, pure=False)):
        print(future.result(), flush=True)


if __name__ == "__main__":
    main()
