"""python test/class/hub.py [N]: N pupils (3 unless told) on a JupyterHub as deploy/hub sets it up, on this
machine alone. Each logs in, starts a server, runs the first notebook through the kernel's own protocol, asks for
more memory than is allowed, and saves; then the servers are killed and started again, and left idle until the
hub ends them. Prints times, memory and counts; fails if a cell fails, work is lost, memory beyond the limit is
given, or an idle server stays. Run as root by a Python that has the hub's packages (deploy/hub/README.md), in a
clone that is set up and that others may read. Makes accounts class-trial-1 to N, and removes them. CLASS_PROXY
names configurable-http-proxy, CLASS_IDLE the seconds after which a server counts as idle: 120 unless told."""

import asyncio
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid

import requests
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOTEBOOK = "notebooks/01-eager-setup.ipynb"
PORT = int(os.environ.get("CLASS_PORT", "18000"))
HUB = f"http://127.0.0.1:{PORT}"
MARK = "// kept over a restart"
IDLE = int(os.environ.get("CLASS_IDLE", "120"))
# 4 GB, twice what a pupil may have; then something small, in the same kernel.
TOO_MUCH = "tf.ones([1024, 1024]).tile([1024, 1]).sum().dataSync()[0]"
ENOUGH = "if (tf.ones([10]).sum().dataSync()[0] !== 10) throw new Error('wrong')"


def processes_of(name):
    uid = pwd.getpwnam(name).pw_uid
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and os.stat(f"/proc/{entry}").st_uid == uid:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    yield int(entry), file.read().replace(b"\0", b" ").decode()
        except FileNotFoundError:
            pass


def memory_of(name):
    """Megabytes of all processes of a pupil; what they share with others counts in parts."""
    total = 0
    for pid, _ in processes_of(name):
        try:
            with open(f"/proc/{pid}/smaps_rollup") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total / 1024


class Pupil:
    def __init__(self, name):
        self.name = name
        self.peak = 0
        self.refused = 0
        self.limited = False

    def call(self, method, path, expected=(200, 201, 202, 204), **options):
        headers = {"Authorization": f"token {self.token}"}
        answer = requests.request(method, HUB + path, headers=headers, timeout=300, **options)
        if answer.status_code not in expected:
            raise RuntimeError(f"{self.name}: {method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    def log_in(self):
        session = requests.Session()
        page = session.get(f"{HUB}/hub/login", timeout=60)
        form = {"username": self.name, "password": f"{self.name}-secret", "_xsrf": session.cookies.get("_xsrf")}
        page = session.post(f"{HUB}/hub/login?next=/hub/home", data=form, timeout=60)
        page.raise_for_status()
        xsrf = [cookie.value for cookie in session.cookies if cookie.name == "_xsrf" and cookie.path == "/hub/"]
        answer = session.post(
            f"{HUB}/hub/api/users/{self.name}/tokens",
            headers={"X-XSRFToken": xsrf[0], "Referer": f"{HUB}/hub/token"},
            json={"note": "trial"},
            timeout=60,
        )
        answer.raise_for_status()
        self.token = answer.json()["token"]

    def start(self):
        # While the hub finds out that a server was killed, it may answer 400 or 500: a pupil tries again.
        path = f"/hub/api/users/{self.name}/server"
        while self.call("POST", path, expected=(201, 202, 400, 500)).status_code >= 400:
            self.refused += 1
            if self.refused > 30:
                raise RuntimeError(f"{self.name}: the hub does not start the server")
            time.sleep(2)
        while not self.call("GET", f"/hub/api/users/{self.name}").json()["servers"].get("", {}).get("ready"):
            time.sleep(0.5)

    def notebook(self):
        return self.call("GET", f"/user/{self.name}/api/contents/{NOTEBOOK}").json()["content"]

    def save(self, content):
        model = {"type": "notebook", "format": "json", "content": content}
        self.call("PUT", f"/user/{self.name}/api/contents/{NOTEBOOK}", json=model)

    async def run(self):
        content = await asyncio.to_thread(self.notebook)
        model = {"path": NOTEBOOK, "name": "01", "type": "notebook", "kernel": {"name": "tslab"}}
        answer = await asyncio.to_thread(self.call, "POST", f"/user/{self.name}/api/sessions", json=model)
        kernel = answer.json()["kernel"]["id"]
        address = f"{HUB.replace('http', 'ws')}/user/{self.name}/api/kernels/{kernel}/channels"
        request = HTTPRequest(address, headers={"Authorization": f"token {self.token}"}, request_timeout=120)
        channel = await websocket_connect(request)
        failed = []
        cells = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
        for cell in cells:
            failed += await self.execute(channel, "".join(cell["source"]))
            self.peak = max(self.peak, await asyncio.to_thread(memory_of, self.name))
        over = "".join(await self.execute(channel, TOO_MUCH))
        self.limited = "OOM" in over and not await self.execute(channel, ENOUGH)
        channel.close()
        cells[-1]["source"] = MARK
        await asyncio.to_thread(self.save, content)
        return len(cells), failed

    async def execute(self, channel, code):
        msg_id = uuid.uuid4().hex
        header = {"msg_id": msg_id, "msg_type": "execute_request", "username": "", "session": "s", "version": "5.3"}
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await channel.write_message(json.dumps({**message, "channel": "shell"}))
        failed = []
        while True:
            text = await asyncio.wait_for(channel.read_message(), 600)
            if text is None:
                return failed + ["the connection was closed"]
            heard = json.loads(text)
            if heard["parent_header"].get("msg_id") != msg_id:
                continue
            said = heard["content"]
            if heard["msg_type"] == "stream" and said["name"] == "stderr":
                failed.append(said["text"])
            if heard["msg_type"] == "execute_reply":
                return failed + ([] if said["status"] == "ok" else [said["status"]])

    def ended(self):
        """Waits until the hub has ended the server that nobody uses."""
        begin = time.monotonic()
        while self.call("GET", f"/hub/api/users/{self.name}").json()["servers"]:
            if time.monotonic() - begin > 3 * IDLE:
                return False
            time.sleep(2)
        return True

    def kill(self):
        """The server, at once, as when the machine is out of memory."""
        for pid, command in processes_of(self.name):
            if "server.py" in command and "start.mjs" not in command:
                os.kill(pid, signal.SIGKILL)


def spread(values):
    return f"{min(values):.0f} to {max(values):.0f}"


async def attend(pupils):
    async def timed(work, *args):
        begin = time.monotonic()
        result = await work(*args) if asyncio.iscoroutinefunction(work) else await asyncio.to_thread(work, *args)
        return time.monotonic() - begin, result

    async def all_of(what):
        done = await asyncio.gather(*(timed(getattr(pupil, what)) for pupil in pupils))
        return [seconds for seconds, _ in done], [result for _, result in done]

    seconds, _ = await all_of("log_in")
    print(f"{len(pupils)} logged in: {spread(seconds)} s each", flush=True)
    seconds, _ = await all_of("start")
    idle = [memory_of(pupil.name) for pupil in pupils]
    print(f"{len(pupils)} servers started: {spread(seconds)} s each, {spread(idle)} MB each", flush=True)
    seconds, results = await all_of("run")
    failures = [text for _, failed in results for text in failed]
    peaks = [pupil.peak for pupil in pupils]
    cells = sum(count for count, _ in results)
    print(f"{cells} cells run: {spread(seconds)} s a pupil, at most {spread(peaks)} MB each", flush=True)
    print(f"{len(failures)} cells failed {failures[:2] or ''}")
    limited = sum(pupil.limited for pupil in pupils)
    print(f"{limited} were refused 4 GB, each in a kernel that went on working", flush=True)
    for pupil in pupils:
        pupil.kill()
    await asyncio.sleep(1)
    seconds, _ = await all_of("start")
    _, contents = await all_of("notebook")
    kept = sum(any(cell["source"] == MARK for cell in content["cells"]) for content in contents)
    print(f"{len(pupils)} servers killed, started again in {spread(seconds)} s each: the work of {kept} was there")
    print(f"{sum(pupil.refused for pupil in pupils)} requests to start were refused at first", flush=True)
    seconds, results = await all_of("ended")
    print(f"{sum(results)} idle servers ended by the hub after {spread(seconds)} s")
    return not failures and kept == limited == sum(results) == len(pupils)


def main():
    names = [f"class-trial-{i + 1}" for i in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3)]
    with socket.socket() as other:
        if other.connect_ex(("127.0.0.1", PORT)) == 0:
            sys.exit(f"Something listens on port {PORT} already; CLASS_PORT names another.")
    folder = tempfile.mkdtemp(prefix="class-trial-")
    with open(os.path.join(folder, "class.txt"), "w") as file:
        file.write("\n".join(names))
    config = os.path.join(ROOT, "deploy/hub/jupyterhub_config.py")
    own = [
        f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{PORT + 1}",
        f"--JupyterHub.hub_port={PORT + 2}",
        f"--JupyterHub.last_activity_interval={IDLE // 4}",  # five minutes unless told
    ]
    trial = {"CLASS_LIST": f"{folder}/class.txt", "CLASS_PORT": str(PORT), "CLASS_SYSTEMD": "0", "CLASS_IDLE": str(IDLE)}
    env = {**os.environ, **trial}
    log = open(os.path.join(folder, "hub.log"), "w+")
    command = [sys.executable, "-m", "jupyterhub", "-f", config, *own]
    hub = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    good = False
    try:
        for _ in range(240):
            try:
                requests.get(f"{HUB}/hub/api", timeout=5).raise_for_status()
                break
            except requests.RequestException:
                if hub.poll() is not None:
                    raise RuntimeError("the hub ended")
                time.sleep(0.5)
        good = asyncio.run(attend([Pupil(name) for name in names]))
    finally:
        hub.terminate()
        hub.wait(60)
        log.seek(0)
        text = log.read()
        if not good:
            print("\n".join(re.findall(r".*(?:Error|ERROR|Traceback|failed).*", text)[-20:]) or text[-3000:])
            print(text[-6000:])
        shutil.rmtree(folder)
        for name in names:
            try:
                for pid, _ in processes_of(name):
                    os.kill(pid, signal.SIGKILL)
                subprocess.run(["userdel", "--remove", name], stderr=subprocess.DEVNULL)
            except KeyError:
                pass  # was never made
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
