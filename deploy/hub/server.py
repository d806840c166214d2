"""The clone's JupyterLab as a server of the hub. The first argument is where the hub's packages are: they
stand behind the clone's own, so that the clone's installation is the same with a hub and without."""

import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "scripts", "setup"))

import shield  # noqa: E402, F401  before all that reads Jupyter's configuration

sys.path.append(sys.argv.pop(1))

from jupyterhub.singleuser import main  # noqa: E402

if __name__ == "__main__":
    os.environ.setdefault("JUPYTERHUB_SINGLEUSER_APP", "jupyter_server.serverapp.ServerApp")
    sys.exit(main())
