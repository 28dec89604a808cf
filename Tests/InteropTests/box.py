"""A throw-away Debian 12 with systemd as PID 1, on a host whose own may be something else.

Law: a base is built once, by mmdebstrap, and kept under /var/tmp; a box is an overlay over it,
has a network of its own with nothing but loopback, and is gone without a trace after `close`. Works
with cgroups of both versions: systemd-nspawn gets a cgroup of the box's own, and shows version 2.
"""

import contextlib
import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

from network import until

CACHE = pathlib.Path("/var/tmp/distrishare-box")
SUITE = "bookworm"


@dataclasses.dataclass(frozen=True)
class Recipe:
    """What a base consists of: packages in it, and packages that apt in the box can install."""

    name: str
    packages: tuple
    fetched: tuple = ()

    def __str__(self):
        return f"{SUITE} {' '.join(self.packages)} + {' '.join(self.fetched)}"


SYSTEM = ("systemd", "systemd-sysv", "dbus", "procps")
LIBRARIES = ("libuv1", "libsqlite3-0", "libssl3", "libstdc++6", "zlib1g")
# What our programs need is there, and Python for the stories.
READY = Recipe("ready", (*SYSTEM, *LIBRARIES, "python3-minimal"))
# A Debian as it is after installation; what our package depends on waits in apt's cache.
BARE = Recipe("bare", SYSTEM, LIBRARIES)

# Nothing here may reach for the network, or take the processor from what is measured.
MASKED = (
    "apt-daily.timer",
    "apt-daily-upgrade.timer",
    "e2scrub_all.timer",
    "dpkg-db-backup.timer",
    "console-getty.service",
    "systemd-networkd-wait-online.service",
)
ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/root",
    "TERM": "dumb",
}


class NoBox(Exception):
    """This machine cannot make one; says why."""


def run(*command, **options):
    return subprocess.run(
        [str(c) for c in command],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        **options,
    )


def mirror():
    """The archive that this host's own apt is set up with."""
    with contextlib.suppress(OSError):
        text = pathlib.Path("/etc/apt/sources.list.d/debian.sources").read_text()
        return re.search(r"^URIs: *(\S+)", text, re.MULTILINE)[1]
    with contextlib.suppress(OSError, TypeError):
        text = pathlib.Path("/etc/apt/sources.list").read_text()
        return re.search(r"^deb *(?:\[[^]]*\] *)?(\S+)", text, re.MULTILINE)[1]
    raise NoBox("apt on this host has no archive of Debian's")


def base(recipe):
    """The folder that boxes are laid over; built where it is missing, or of another recipe."""
    folder = CACHE / recipe.name
    with contextlib.suppress(OSError):
        if (folder / ".recipe").read_text() == str(recipe):
            return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    part = CACHE / f"{recipe.name}.{os.getpid()}"
    command = ["mmdebstrap", "--variant=minbase", f"--include={','.join(recipe.packages)}"]
    if recipe.fetched:
        # The host's apt fetches them into the box's cache, with the lists that name them.
        fetch = "apt-get install --yes --download-only " + " ".join(recipe.fetched)
        command += [
            f"--customize-hook=APT_CONFIG=$MMDEBSTRAP_APT_CONFIG {fetch}",
            "--skip=cleanup/apt",
        ]
    done = run(*command, SUITE, part, mirror())
    if done.returncode != 0:
        shutil.rmtree(part, ignore_errors=True)
        raise NoBox("mmdebstrap: " + (done.stderr.strip().splitlines() or ["failed"])[-1])
    for unit in MASKED:
        (part / "etc/systemd/system" / unit).symlink_to("/dev/null")
    (part / "var/log/journal").mkdir(parents=True, exist_ok=True)
    (part / "etc/machine-id").write_text("")
    (part / ".recipe").write_text(str(recipe))
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return folder


class Box:
    def __init__(self, recipe=READY):
        lower = base(recipe)
        self.name = f"dsbox{os.getpid()}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="distrishare-box-", dir="/var/tmp"))
        self.root = self.folder / "root"
        for part in ("root", "upper", "work"):
            (self.folder / part).mkdir()
        done = run(
            "mount",
            "-t",
            "overlay",
            self.name,
            "-o",
            f"lowerdir={lower},upperdir={self.folder}/upper,workdir={self.folder}/work",
            self.root,
        )
        if done.returncode != 0:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise NoBox("overlay: " + done.stderr.strip())
        self.supervisor = None
        self.leader = None
        try:
            self.boot()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # MARK: Booting and ending

    def boot(self):
        console = open(self.folder / "console", "wb")
        with console:
            self.supervisor = subprocess.Popen(
                [
                    "systemd-nspawn",
                    "--quiet",
                    "--settings=no",
                    "--boot",
                    "-D",
                    self.root,
                    f"--machine={self.name}",
                    "--register=no",
                    "--keep-unit",
                    "--console=pipe",
                    "--link-journal=no",
                    "--resolv-conf=off",
                    "--timezone=off",
                    "--private-network",
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
                env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
                preexec_fn=self.join_cgroup,
            )
        try:
            self.leader = until(self.find_leader, 20, "systemd runs in the box")
            until(
                lambda: (
                    self.run("systemctl", "is-system-running").stdout.strip()
                    in ("running", "degraded")
                ),
                60,
                "the box has booted",
            )
        except AssertionError as late:
            raise NoBox(
                f"{late}: {(self.folder / 'console').read_text(errors='replace')[-500:]}"
            ) from late

    def hierarchies(self):
        """Where it needs a cgroup of its own: version 2's root, or its part beside version 1."""
        root = pathlib.Path("/sys/fs/cgroup")
        if (root / "cgroup.controllers").exists():
            return [root]
        return [
            root / part
            for part in ("systemd", "unified")
            if (root / part / "cgroup.procs").exists()
        ]

    def join_cgroup(self):
        for hierarchy in self.hierarchies():
            own = hierarchy / self.name
            own.mkdir(exist_ok=True)
            (own / "cgroup.procs").write_text(str(os.getpid()))

    def find_leader(self):
        if self.supervisor.poll() is not None:
            raise NoBox(
                "systemd-nspawn ended: "
                + (self.folder / "console").read_text(errors="replace")[-500:]
            )
        for children in pathlib.Path(f"/proc/{self.supervisor.pid}/task").glob("*/children"):
            for pid in children.read_text().split():
                with contextlib.suppress(OSError):
                    if os.readlink(f"/proc/{pid}/exe").endswith("/systemd"):
                        return int(pid)
        return None

    def shut_down(self):
        if self.supervisor is None:
            return
        if self.leader and self.supervisor.poll() is None:
            os.kill(self.leader, signal.SIGRTMIN + 4)  # systemd: start poweroff.target
        try:
            self.supervisor.wait(40)
        except subprocess.TimeoutExpired:
            if self.leader:
                os.kill(self.leader, signal.SIGKILL)
            self.supervisor.kill()
            self.supervisor.wait()
        self.supervisor = self.leader = None

    def reboot(self):
        """A clean end and a new beginning, with the files kept."""
        self.shut_down()
        self.boot()

    def close(self):
        with contextlib.suppress(OSError):
            self.shut_down()
        run("umount", "-l", self.root)
        for hierarchy in self.hierarchies():
            run("find", hierarchy / self.name, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";")
        shutil.rmtree(self.folder, ignore_errors=True)

    # MARK: Inside of it

    def run(self, *command, within=60, **options):
        """Runs a command in the box as root."""
        enter = [
            "nsenter",
            "-t",
            str(self.leader),
            "-m",
            "-u",
            "-i",
            "-n",
            "-p",
            "-C",
            "--",
            "env",
            "-i",
        ]
        return subprocess.run(
            enter + [f"{k}={v}" for k, v in ENVIRONMENT.items()] + [str(c) for c in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
            **options,
        )

    def must(self, *command, **options):
        done = self.run(*command, **options)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def inside(self, path):
        """A path of the box as the host sees it while it runs."""
        return pathlib.Path(f"/proc/{self.leader}/root/{str(path).lstrip('/')}")

    def unit(self, unit, key):
        return self.must("systemctl", "show", "-P", key, unit)

    def journal(self, unit):
        return self.run("journalctl", "-u", unit, "--no-pager", "-o", "cat").stdout
