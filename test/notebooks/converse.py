"""Sends all cells (a JSON list on stdin) to a fresh kernel at once, as Run All does, and prints what it
publishes until the last is done: a JSON list of [cell, what, text]. With the word "in-turn" each cell is sent
when the one before it was answered, as by programs that grade, and the answers are printed."""

import json
import sys

from jupyter_client.manager import start_new_kernel

cells = json.load(sys.stdin)
manager, client = start_new_kernel(kernel_name="tslab")
try:
    if sys.argv[1:] == ["in-turn"]:
        print(json.dumps([client.execute_interactive(cell, timeout=120, output_hook=lambda _: None)["content"] for cell in cells]))
        sys.exit()
    asked = [client.execute(cell, stop_on_error=False) for cell in cells]
    done = set()
    heard = []
    while len(done) < len(cells):
        message = client.get_iopub_msg(timeout=120)
        parent = message["parent_header"].get("msg_id")
        if parent not in asked:
            continue
        content = message["content"]
        cell = asked.index(parent)
        if message["msg_type"] == "status":
            heard.append([cell, "status", content["execution_state"]])
            if content["execution_state"] == "idle":
                done.add(cell)
        elif message["msg_type"] == "stream":
            heard.append([cell, content["name"], content["text"]])
    # What comes after the last word.
    try:
        while True:
            message = client.get_iopub_msg(timeout=0.5)
            if message["msg_type"] == "status":
                heard.append([-1, "status", message["content"]["execution_state"]])
    except Exception:
        pass
    print(json.dumps(heard))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
