"""Keeps what else is set up on the machine away from the clone's own Jupyter; to be imported first."""

import glob
import sys

from jupyter_core import paths

# A machine's own Jupyter configuration may open the server to everybody, and its extensions may not fit.
paths.SYSTEM_CONFIG_PATH.clear()
paths.SYSTEM_JUPYTER_PATH.clear()


def literally(find):
    """JupyterLab finds its extensions by patterns that begin with this folder's name, as it is."""

    def found(pattern, *args, **options):
        if pattern.startswith(sys.prefix):
            pattern = glob.escape(sys.prefix) + pattern[len(sys.prefix) :]
        return find(pattern, *args, **options)

    return found


glob.glob, glob.iglob = literally(glob.glob), literally(glob.iglob)
