"""Tries what the notebooks need from Jupyter, for the doctor: prints a line for each, its name, whether it
works, and what was found, with tabs between. The last argument is the code that the kernel is to run."""

import shield  # noqa: F401  before all that reads Jupyter's configuration

import os
import sys


def jupyterlab():
    import jupyterlab.labapp
    import nbclient
    import nbconvert

    return f"{jupyterlab.__version__}, with nbclient {nbclient.__version__} and nbconvert {nbconvert.__version__}"


def renderer():
    from jupyter_core.paths import jupyter_path
    from jupyterlab_server.config import get_federated_extensions

    found = get_federated_extensions(jupyter_path("labextensions")).get("jupyterlab-plotly")
    if not found:
        raise RuntimeError("JupyterLab does not find its extension jupyterlab-plotly")
    entry = os.path.join(found["ext_path"], found["jupyterlab"]["_build"]["load"])
    if not os.path.getsize(entry):
        raise RuntimeError(f"{entry} is empty")
    return f"{found['name']} {found['version']}"


def kernel():
    from jupyter_client.manager import start_new_kernel

    printed = {"stdout": "", "stderr": ""}

    def note(message):
        if message["msg_type"] == "stream":
            printed[message["content"]["name"]] += message["content"]["text"]

    manager, client = start_new_kernel(60, "tslab", cwd="notebooks")
    try:
        reply = client.execute_interactive(sys.argv[1], timeout=60, output_hook=note)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if reply["content"]["status"] != "ok" or not printed["stdout"]:
        raise RuntimeError(printed["stderr"].strip().split("\n")[0] or "it gave no answer")
    return printed["stdout"].strip()


for name, attempt in (("JupyterLab", jupyterlab), ("figure renderer", renderer), ("notebook kernel", kernel)):
    try:
        print(f"{name}\tworks\t{attempt()}", flush=True)
    except Exception as error:
        print(f"{name}\tfails\t{type(error).__name__}: {error}".replace("\n", " "), flush=True)
