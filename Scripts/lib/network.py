"""A small network of our own programs on this machine, for the demo, the benchmarks and the tests.

Law: everything stays on 127.0.0.1 (or in namespaces that a test made), on ports that were free a
moment ago, in a temporary folder; and nobody sleeps and hopes. A daemon is ready when it says so on
its NOTIFY_SOCKET; everything else is waited for by asking, with a deadline and a sentence.
"""

import contextlib
import hashlib
import json
import os
import pathlib
import random
import secrets
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parents[2]
# Another build's programs, or those of a package, can be told the same stories.
RELEASE = pathlib.Path(os.environ.get("DISTRISHARE_BINARIES") or PROJECT / ".build" / "release")
DAEMON = RELEASE / "distrishared"
TOOL = RELEASE / "distrishare"
LOOPBACK = "127.0.0.1"


class Late(AssertionError):
    """What was waited for did not come to be."""


def until(condition, within=10.0, what="the condition"):
    """Asks again and again, and returns the first true answer; too late, says what was missing."""
    deadline = time.monotonic() + within
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Late(f"not within {within:g} s: {what}")
        time.sleep(0.02)


_given = set()


def free_port():
    """A port free for TCP and UDP, below those that the kernel lends to outgoing connections."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        if port in _given:
            continue
        with contextlib.ExitStack() as held:
            try:
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    held.enter_context(socket.socket(socket.AF_INET, kind)).bind(("", port))
            except OSError:
                continue
        _given.add(port)
        return port


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def toml(tables):
    """A config, written as TOML: JSON's strings, numbers and lists are TOML's too."""
    top = [f"{key} = {json.dumps(v)}" for key, v in tables.items() if not isinstance(v, dict)]
    for name, table in tables.items():
        if isinstance(table, dict):
            top += ["", f"[{name}]"] + [f"{key} = {json.dumps(v)}" for key, v in table.items()]
    return "\n".join(top) + "\n"


def merged(base, changes):
    """Two configs, where the second wins key by key."""
    result = dict(base)
    for key, value in changes.items():
        if isinstance(value, dict):
            result[key] = {**result.get(key, {}), **value}
        else:
            result[key] = value
    return result


class Daemon:
    """One `distrishared`, with a state folder, a config and a log of its own."""

    def __init__(self, network, name, config, wrapper=()):
        self.name = name
        self.port = config["port"]
        self.address = network.address
        self.folder = network.folder / name
        self.state = self.folder / "state"
        self.log_path = self.folder / "log"
        self.config_path = self.folder / "config.toml"
        self.config = config
        self.wrapper = list(wrapper)
        self.process = None
        self.pid = None
        self.ready_after = None
        self.status = ""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.write_config()

    @property
    def endpoint(self):
        return f"{self.address}:{self.port}"

    @property
    def shared_files(self):
        return self.state / "shared_files"

    @property
    def downloads(self):
        return self.state / "downloads"

    def write_config(self):
        self.config_path.write_text(toml({**self.config, "state": str(self.state)}))

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def command(self):
        return self.wrapper + [str(DAEMON), "--config", str(self.config_path)]

    def start(self, within=30):
        """Returns when it has said READY=1; `ready_after` is the time from exec to that."""
        with Notifications(self.folder / "notify") as notifications:
            began = time.monotonic()
            self.launch({"NOTIFY_SOCKET": notifications.path})
            while True:
                said = notifications.next(within=0.05)
                if said and "READY=1" in said.lines:
                    break
                if self.process.poll() is not None:
                    raise AssertionError(
                        f"{self.name} ended with {self.process.returncode}:\n{self.log()}"
                    )
                if time.monotonic() - began > within:
                    raise Late(f"{self.name} was not ready within {within} s:\n{self.log()}")
            self.ready_after = time.monotonic() - began
            self.pid = said.pid
            self.status = said.value("STATUS")
        return self

    def launch(self, environment=None):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("DISTRISHARE_")}
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**clean, **(environment or {})},
                start_new_session=True,
            )
        self.pid = self.process.pid

    def running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, within=20):
        """SIGTERM, as systemd does; returns the exit code."""
        if self.running():
            os.kill(self.pid, signal.SIGTERM)
            self.wait(within)
        return self.process.returncode if self.process else None

    def kill(self):
        """SIGKILL: no goodbye, nothing flushed."""
        if self.running():
            os.kill(self.pid, signal.SIGKILL)
            self.wait(10)

    def wait(self, within):
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise Late(f"{self.name} did not end within {within} s:\n{self.log()}") from None

    def proc(self, file):
        return pathlib.Path(f"/proc/{self.pid}/{file}").read_text()

    def proc_status(self, key):
        """A number of /proc/PID/status: `Threads`, `VmRSS` (KiB) and the like."""
        for line in self.proc("status").splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
        raise KeyError(key)

    def sent_bytes(self):
        """Bytes of files that it has sent in its life: what the kernel counts for sendfile."""
        lines = self.proc("io").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("wchar")))

    def run_tool(self, *arguments, within=60, **options):
        return run_tool(
            "--socket", self.state / "control.sock", *arguments, within=within, **options
        )

    def ask(self, *arguments, within=60):
        """The tool's `--json` document; a failure is an error with what it said."""
        done = self.run_tool("--json", *arguments, within=within)
        if done.returncode != 0:
            raise AssertionError(
                f"{' '.join(map(str, arguments))} on {self.name} ended with "
                f"{done.returncode}: {done.stderr.strip() or done.stdout.strip()}"
            )
        return json.loads(done.stdout)

    def share(self, name, content):
        """Puts a file into shared_files at once and whole, as a file manager's move would."""
        path = (
            self.shared_files / name
            if isinstance(name, str)
            else pathlib.Path(os.fsdecode(os.fsencode(self.shared_files) + b"/" + name))
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        part = self.shared_files / f".{secrets.token_hex(8)}"
        part.write_bytes(content)
        part.rename(path)
        return path


class Said:
    """One datagram of sd_notify, and who sent it."""

    def __init__(self, pid, text):
        self.pid = pid
        self.lines = text.splitlines()

    def value(self, key):
        return next((line[len(key) + 1 :] for line in self.lines if line.startswith(key + "=")), "")


class Notifications:
    """The socket to which a service says that it is ready, as systemd would hold it."""

    def __init__(self, path):
        self.path = str(path)
        # A path of a unix socket ends at 107 bytes; an abstract name is as good.
        if len(os.fsencode(self.path)) > 107:
            self.path = "@distrishare-" + secrets.token_hex(8)

    def __enter__(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.socket.bind("\0" + self.path[1:] if self.path.startswith("@") else self.path)
        return self

    def __exit__(self, *_):
        self.socket.close()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path)

    def next(self, within):
        readable, _, _ = select.select([self.socket], [], [], within)
        if not readable:
            return None
        text, ancillary, _, _ = self.socket.recvmsg(4096, socket.CMSG_SPACE(12))
        pid = next(
            (
                int.from_bytes(data[:4], "little")
                for level, kind, data in ancillary
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS)
            ),
            0,
        )
        return Said(pid, text.decode())


def run_tool(*arguments, within=60, **options):
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    return subprocess.run(
        [str(TOOL), *map(str, arguments)],
        text=True,
        capture_output=True,
        timeout=within,
        **options,
    )


class Network:
    """A folder, a secret, a multicast port, and the daemons that were started in it."""

    @property
    def for_old_peers(self):
        """What ours must be told before it says a secret to old peers: which one."""
        return {"json": {"secret_file": str(self.secret_path)}}

    def __init__(self, secret=True, address=LOOPBACK, prefix="distrishare-", folder=None):
        # A folder that was given is its giver's to remove.
        self.owned = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix=prefix))
        self.address = address
        self.secret = secrets.token_hex(32) if secret else ""
        self.secret_path = self.folder / "secret"
        if secret:
            with open(os.open(self.secret_path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
                file.write(self.secret + "\n")
        self.multicast_port = free_port()
        self.daemons = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for daemon in self.daemons:
            if daemon.running():
                os.killpg(daemon.process.pid, signal.SIGKILL)
                daemon.process.wait()
        if self.owned:
            shutil.rmtree(self.folder, ignore_errors=True)

    def config(self, role, changes):
        base = {
            "role": role,
            "port": free_port(),
            "listen": [LOOPBACK],
            "multicast": {"enabled": False, "interface": LOOPBACK, "port": self.multicast_port},
            "transfer": {"min_free": "1MiB"},
        }
        if self.secret:
            base["secret_file"] = str(self.secret_path)
        if role == "peer":
            base["register"] = {"servers": [], "heartbeat": "1s"}
        return merged(base, changes)

    def daemon(self, name, role, changes=None, wrapper=(), start=True):
        daemon = Daemon(self, name, self.config(role, changes or {}), wrapper)
        self.daemons.append(daemon)
        return daemon.start() if start else daemon

    def bootstrap(self, name="bootstrap", **options):
        return self.daemon(name, "bootstrap", **options)

    def peer(self, name, bootstraps=(), changes=None, **options):
        servers = {"register": {"servers": [each.endpoint for each in bootstraps]}}
        return self.daemon(name, "peer", merged(servers, changes or {}), **options)
