"""Executes notebooks in fresh kernels. Started by scripts/notebooks.mjs, which explains the options.

A failing tslab cell never emits an `error` output, and a promise that nobody awaits fails no cell:
both only print to stderr. So a notebook fails when a cell does, when it prints to stderr, when the
kernel dies, or when time is up. What the kernel's process prints by itself, past tslab (a warning of
Node, a log line of TensorFlow), is nobody's failure: it is shown, and said beside a kernel's death.
"""

import argparse
import asyncio
import atexit
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
# Not even worth showing: what TensorFlow prints where its oneDNN kernels are on, whatever the log level;
# and what tslab prints if it is asked whether it is there while it still opens its sockets. It is asked
# again until it is.
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


def indented(text):
    return "".join(f"    {line}\n" for line in text.strip().splitlines())


def describe(path, index, cells, problem):
    place = f"  cell {index + 1}: {first_line(cells[index].source)}\n" if cells else ""
    return f"{path}\n{place}{indented(problem)}"


def read(path):
    """The notebook. Throws a ValueError that says why if the file is none."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"It cannot be read: {error}") from error
    mark = re.search("^(<{7}|={7}|>{7})( .*)?$", text, re.M)
    try:
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
        return notebook
    except Exception as error:  # of many kinds
        if not text.strip():
            raise ValueError("It is empty, and no notebook.") from error
        if mark:
            line = text.count("\n", 0, mark.start()) + 1
            found = f"line {line} is {mark.group()}"
            raise ValueError(f"A merge left its marks in it: {found}") from error
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ValueError(f"It is no notebook: {reason[0][:200]}") from error


async def execute(path, options, status):
    """Executes one notebook; returns it with its outputs, a description of each failure, and what its
    kernel's process printed."""
    notebook = read(path)
    cells = list(notebook.cells)
    notebook.cells.append(nbformat.v4.new_code_cell(LAST_CELL))
    running = [0]
    owners = {}  # message id of a cell's execution: the cell's index
    printed = {}  # a cell's index: what it printed to stderr
    begun = asyncio.Event()

    def on_cell_start(cell, cell_index):
        begun.set()
        running[0] = min(cell_index, len(cells) - 1)
        status[path] = f"cell {running[0] + 1} of {len(cells)}"

    # nbclient drops what a cell prints after its end (a promise rejected late): read along.
    def on_notebook_start(notebook):
        # nbclient would end this kernel only, and the next notebook would begin.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, stop)
        channel = client.kc.iopub_channel
        get_msg = channel.get_msg

        async def get_and_note(*args, **kwargs):
            message = await get_msg(*args, **kwargs)
            parent = message["parent_header"]
            content = message["content"]
            if parent.get("msg_type") != "execute_request":
                return message  # before the first cell
            index = owners.setdefault(parent.get("msg_id"), running[0])
            if message["msg_type"] == "stream" and content["name"] == "stderr":
                printed[index] = printed.get(index, "") + content["text"]
            return message

        channel.get_msg = get_and_note

    client = NotebookClient(
        notebook,
        timeout=None,
        startup_timeout=max(60, options.timeout),
        kernel_name="tslab",
        record_timing=False,
        coalesce_streams=True,
        on_cell_start=on_cell_start,
        on_notebook_start=on_notebook_start,
        resources={"metadata": {"path": os.path.dirname(path)}},
    )
    failures = []

    def fail(index, problem):
        failures.append(describe(path, index, cells, problem))

    with tempfile.TemporaryFile("w+", errors="replace") as native:
        work = asyncio.create_task(client.async_execute(stderr=native))
        # A kernel's start takes its own time, and is not the notebook's.
        ready = asyncio.create_task(begun.wait())
        await asyncio.wait([work, ready], timeout=max(60, options.timeout), return_when="FIRST_COMPLETED")
        ready.cancel()
        done, _ = await asyncio.wait([work], timeout=options.timeout)
        if not done:
            # Not shutdown_kernel: nbclient is about to call it too, and they get in each other's way.
            await client.km.signal_kernel(signal.SIGKILL)
        death = None
        try:
            await work
        except CellExecutionError as error:
            # What the cell printed to stderr, below, says more than the exception.
            if running[0] not in printed:
                fail(running[0], str(error))
        except (DeadKernelError, RuntimeError) as error:
            # nbclient says the one or the other, by when the kernel died.
            if done and not isinstance(error, DeadKernelError) and "died" not in str(error):
                raise
            late = f"Not finished after {options.timeout:g} s."
            death = "The kernel died." if done else late
        finally:
            # What nbclient leaves behind where a kernel never was ready would fail at the end of all.
            atexit.unregister(client._cleanup_kernel)
        native.seek(0)
        said = CHATTER.sub("", native.read()).strip()
        if death:
            fail(running[0], death + (f"\nIts process printed:\n{said[-2000:]}" if said else ""))
    for index, text in sorted(printed.items()):
        fail(index, text)
    notebook.cells = cells
    return notebook, failures, "" if death else said


def normalize(notebook):
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


def stop():
    """Ends at once; each kernel then ends by itself."""
    say("Stopped.")
    os._exit(130)


async def end_with_parent():
    """Stops when the command that started this is gone."""
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(1)
    stop()


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
            count, said = 0, ""
            try:
                notebook, failed, said = await execute(path, options, status)
                count = len(notebook.cells)
                if not failed and not options.check:
                    normalize(notebook)
                    write_whole(notebook, path)
            except Exception as error:  # one notebook's trouble must not end the others' turn
                words = str(error) if isinstance(error, (ValueError, OSError)) else repr(error)
                failed = [f"{path}\n{indented(words)}"]
            del status[path]
            word = "FAILED" if failed else "ok"
            seconds = time.monotonic() - start
            say(f"  {os.path.relpath(path)}  {count} cells  {seconds:.1f} s  {word}")
            if said:
                print(f"  its kernel printed\n{indented(said[-2000:])}", end="", flush=True)
            failures.extend(failed)

    watch = asyncio.create_task(end_with_parent())
    shown = asyncio.create_task(show(status))
    await asyncio.gather(*(one(os.path.abspath(path)) for path in options.paths))
    shown.cancel()
    watch.cancel()
    if failures:
        word = "failure" if len(failures) == 1 else "failures"
        print(f"\n{len(failures)} {word}:\n\n" + "\n".join(failures), file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
