"""JupyterLab as `npm start` opens it: the clone's own, whatever else is set up on the machine."""

import shield  # noqa: F401  before all that reads Jupyter's configuration

import os
import signal
import sys
import threading

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp


class Server(ServerApp):
    def start_app(self):
        # In place of what the server says of itself, one address that opens the notebook.
        def quiet(record):
            return record.levelname not in ("INFO", "CRITICAL")

        self.log.addFilter(quiet)
        super().start_app()
        self.log.removeFilter(quiet)
        print(f"\nJupyterLab is ready:\n\n    {self.local_url}\n", flush=True)
        if self.ip not in ("localhost", "127.0.0.1", "::1"):
            print(f"From other machines, if they reach this one: {self.public_url}\n", flush=True)
        print("Save your notebooks, then stop it by pressing Ctrl-C twice.", flush=True)


def end_with_parent():
    """npm start holds a pipe open; when it is gone, however suddenly, so is this."""
    os.read(3, 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    threading.Thread(target=end_with_parent, daemon=True).start()
    LabApp.serverapp_class = Server
    sys.exit(LabApp.launch_instance())
