"""JupyterHub for a class on one machine. README.md beside this file says how to install and start it."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
import sysconfig

c = get_config()  # noqa: F821  given by JupyterHub

here = os.path.dirname(os.path.abspath(__file__))
# One name a line: a lower-case letter, then such letters, digits and hyphens.
class_list = os.environ.get("CLASS_LIST", "/etc/alexnet-mnist/class.txt")
# What one pupil may use, all kernels together where there is systemd, each kernel where there is not.
memory = os.environ.get("CLASS_MEMORY", "2G")
threads = os.environ.get("CLASS_THREADS", "2")
# Seconds after which a server that nobody uses is ended.
idle = os.environ.get("CLASS_IDLE", "3600")


def program(name, package):
    """The path of a program that the hub needs, also where a service has a short PATH."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/local/bin:/usr/sbin:/sbin")
    if not found:
        raise FileNotFoundError(f"{name} is missing: it comes with {package}")
    return found


def read_class():
    with open(class_list, encoding="utf-8") as file:
        names = {line.strip() for line in file if line.strip()}
    bad = sorted(name for name in names if not re.fullmatch("[a-z][a-z0-9-]{0,31}", name))
    if bad or not names:
        raise ValueError(f"{class_list}: names: found {bad or 'none'}, expected such as mary-2")
    return names


pupils = read_class()

# Each pupil chooses a password at the first login; who forgets it is deleted on /hub/admin and added again.
c.JupyterHub.authenticator_class = "firstuseauthenticator.FirstUseAuthenticator"
c.FirstUseAuthenticator.dbm_path = os.path.join(os.getcwd(), "passwords.dbm")
c.FirstUseAuthenticator.create_users = False
c.Authenticator.allowed_users = pupils
c.Authenticator.admin_users = set(os.environ.get("CLASS_TEACHERS", "").split())


useradd = program("useradd", "Debian's passwd")


def make_account(spawner):
    """An account on the machine for a pupil, with a home that nobody else may read."""
    name = spawner.user.name
    try:
        if pwd.getpwnam(name).pw_uid < 1000:
            raise PermissionError(f"{name} is an account of the system, not a pupil's")
    except KeyError:
        subprocess.run([useradd, "--create-home", "--shell", "/usr/sbin/nologin", name], check=True)
    os.chmod(pwd.getpwnam(name).pw_dir, 0o700)


# start.mjs copies the notebooks to ~/alexnet-mnist, once and never over a pupil's work.
node = program("node", "Node.js")
start = [node, os.path.join(here, "start.mjs"), sysconfig.get_path("purelib")]
systemd = os.path.isdir("/run/systemd/system") and importlib.util.find_spec("systemdspawner")
if systemd and os.environ.get("CLASS_SYSTEMD", "1") == "1":
    c.JupyterHub.spawner_class = "systemd"
    c.SystemdSpawner.mem_limit = memory
    c.SystemdSpawner.cpu_limit = float(threads)
    c.SystemdSpawner.isolate_tmp = True
    c.Spawner.cmd = start
else:
    # A limit for each process: the data that it may hold, not the addresses that it may reserve.
    number, unit = int(memory[:-1]), "KMGT".index(memory[-1])
    limit = number * 1024 ** (unit + 1)
    c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
    c.Spawner.cmd = ["prlimit", f"--data={limit}", "nice", *start]
c.Spawner.pre_spawn_hook = make_account
c.Spawner.environment = {
    "TF_NUM_INTRAOP_THREADS": threads,
    "TF_NUM_INTEROP_THREADS": "1",
    "PATH": f"{os.path.dirname(node)}:/usr/local/bin:/usr/bin:/bin",
}
c.Spawner.default_url = "/lab/tree/notebooks/01-eager-setup.ipynb"
# Thirty at nine o'clock: they wait for one another rather than fail.
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
c.JupyterHub.concurrent_spawn_limit = 10

# What was saved stays; the variables of an ended server's kernels are lost.
c.JupyterHub.load_roles = [
    {
        "name": "ends-idle-servers",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["ends-idle-servers"],
    }
]
c.JupyterHub.services = [
    {
        "name": "ends-idle-servers",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={idle}"],
    }
]

port = os.environ.get("CLASS_PORT", "8000")
c.JupyterHub.bind_url = f"http://{os.environ.get('CLASS_ADDRESS', '127.0.0.1')}:{port}"
c.ConfigurableHTTPProxy.command = [os.environ.get("CLASS_PROXY", "configurable-http-proxy")]
