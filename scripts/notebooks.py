"""Executes notebooks in fresh kernels. Started by scripts/notebooks.mjs, which explains the options.

A failing tslab cell never emits an `error` output, and a promise that nobody awaits fails no cell:
both only print to stderr. So a notebook fails when a cell does, when it prints to stderr, when the
kernel dies, or when time is up.
"""

import argparse
import asyncio
import os
import re
import signal
import sys
import tempfile
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

KERNEL = {"display_name": "TypeScript", "language": "typescript", "name": "tslab"}
# What TensorFlow prints where its oneDNN kernels are on, whatever the log level; and what tslab prints
# if it is asked whether it is there while it still opens its sockets. It is asked again until it is.
CHATTER = re.compile(
    r"^(WARNING: All log messages before absl|I0000 .* oneDNN custom operations are on).*\n"
    r"|^UnhandledPromiseRejection: Error: Socket is blocked by a bind or unbind operation\n"
    r"( +at .*\n)+ *errno: 16,\n *code: 'EBUSY'\n *\}\n",
    re.M,
)
# Gives what was printed or rejected late, after the last cell, its time to arrive.
LAST_CELL = "await new Promise((resolve) => setTimeout(resolve, 300));"


def first_line(source):
    return next((line for line in source.splitlines() if line.strip()), "")


def describe(path, index, source, problem):
    return f"{path}\n  cell {index + 1}: {first_line(source)}\n" + "".join(
        f"    {line}\n" for line in problem.strip().splitlines()
    )


async def execute(path, options, status):
    """Executes one notebook; returns it with its outputs, and a description of each failure."""
    notebook = nbformat.read(path, as_version=4)
    cells = list(notebook.cells)
    notebook.cells.append(nbformat.v4.new_code_cell(LAST_CELL))
    running = [0]
    owners = {}  # message id of a cell's execution: the cell's index
    printed = {}  # a cell's index: what it printed to stderr

    def on_cell_start(cell, cell_index):
        running[0] = min(cell_index, len(cells) - 1)
        status[path] = f"cell {running[0] + 1} of {len(cells)}"

    # nbclient drops what a cell prints after its end (a promise rejected late): read along.
    def on_notebook_start(notebook):
        channel = client.kc.iopub_channel
        get_msg = channel.get_msg

        async def get_and_note(*args, **kwargs):
            message = await get_msg(*args, **kwargs)
            parent = message["parent_header"].get("msg_id")
            content = message["content"]
            index = owners.setdefault(parent, running[0])
            if message["msg_type"] == "stream" and content["name"] == "stderr":
                printed[index] = printed.get(index, "") + content["text"]
            return message

        channel.get_msg = get_and_note

    client = NotebookClient(
        notebook,
        timeout=None,
        kernel_name="tslab",
        record_timing=False,
        coalesce_streams=True,
        on_cell_start=on_cell_start,
        on_notebook_start=on_notebook_start,
        resources={"metadata": {"path": os.path.dirname(path)}},
    )
    failures = []

    def fail(index, problem):
        failures.append(describe(path, index, cells[index].source, problem))

    with tempfile.TemporaryFile("w+", errors="replace") as native:
        work = asyncio.create_task(client.async_execute(stderr=native))
        done, _ = await asyncio.wait([work], timeout=options.timeout)
        if not done:
            # Not shutdown_kernel: nbclient is about to call it too, and they get in each other's way.
            await client.km.signal_kernel(signal.SIGKILL)
        try:
            await work
        except CellExecutionError as error:
            # What the cell printed to stderr, below, says more than the exception.
            if running[0] not in printed:
                fail(running[0], str(error))
        except DeadKernelError:
            late = f"Not finished after {options.timeout:g} s."
            fail(running[0], "The kernel died." if done else late)
        native.seek(0)
        said = CHATTER.sub("", native.read())
        if said:
            fail(running[0], "The kernel itself printed to stderr:\n" + said)
    for index, text in sorted(printed.items()):
        fail(index, text)
    notebook.cells = cells
    return notebook, failures


def normalise(notebook):
    """What changes from run to run for no reason is removed, so that a rerun gives a small diff."""
    notebook.metadata["kernelspec"] = KERNEL
    notebook.metadata.pop("widgets", None)
    count = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        for name in ("execution", "ExecuteTime"):
            cell.metadata.pop(name, None)
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count


def write_whole(notebook, path):
    """Writes the notebook as JupyterLab does, whole or not at all."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            nbformat.write(notebook, file)
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


async def show(status):
    while sys.stdout.isatty():
        names = [f"{os.path.basename(path)} ({where})" for path, where in status.items()]
        print(f"\r\033[K{', '.join(names)[:100]}", end="", flush=True)
        await asyncio.sleep(1)


def say(line):
    print(("\r\033[K" if sys.stdout.isatty() else "") + line, flush=True)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=900)
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    slots = asyncio.Semaphore(options.jobs)
    status = {}
    failures = []

    async def one(path):
        async with slots:
            start = time.monotonic()
            status[path] = "starting"
            notebook, failed = await execute(path, options, status)
            del status[path]
            if not failed and not options.check:
                normalise(notebook)
                write_whole(notebook, path)
            word = "FAILED" if failed else "ok"
            seconds = time.monotonic() - start
            say(f"  {os.path.relpath(path)}  {len(notebook.cells)} cells  {seconds:.1f} s  {word}")
            failures.extend(failed)

    shown = asyncio.create_task(show(status))
    await asyncio.gather(*(one(os.path.abspath(path)) for path in options.paths))
    shown.cancel()
    if failures:
        word = "failure" if len(failures) == 1 else "failures"
        print(f"\n{len(failures)} {word}:\n\n" + "\n".join(failures), file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
