"""Who takes part in a swarm that is measured: daemons of ours, and libtorrent's sessions.

Law: a seed is up, has verified its file, and stays for all pairs; a leech is up but knows of
nothing until it is told to begin, and has a process and folders of its own. What it has when it is
done is compared with the seed's file byte by byte, outside of the time.
"""

import filecmp
import json
import pathlib
import re
import select
import shutil
import subprocess
import time

import network
from bench_files import Local
from bench_rows import Unavailable
from bench_servers import processor_seconds
from network import LOOPBACK

# Debian's, whose library it is: another Python on the PATH has not got it.
SYSTEM_PYTHON = "/usr/bin/python3"
PROGRAM = pathlib.Path(__file__).with_name("bench_libtorrent.py")
PATIENCE = 300  # seconds
SENT = re.compile(r"^distrishare_torrent_sent_bytes_total\{.*\} (\S+)$", re.MULTILINE)
LEECHING = {"library": {"share_downloads": False}, "log": {"level": "warning"}}


# MARK: Ours


class OurSeed:
    """A peer of ours that shares the file, which is moved to it."""

    def __init__(self, net, name, path, wrapper=(), **changes):
        self.daemon = net.peer(
            name, changes={"log": {"level": "warning"}, **changes}, wrapper=wrapper
        )
        self.pid, self.endpoint = self.daemon.pid, self.daemon.endpoint
        self.path = path.rename(self.daemon.shared_files / path.name)
        info_hash = network.until(self.known_hash, PATIENCE, f"{path.name} is a torrent")
        target = f"/api/v1/torrents/{info_hash}/metainfo"
        self.metainfo = net.folder / f"{name}.torrent"
        self.metainfo.write_bytes(answer(self.daemon, "GET", target))

    def known_hash(self):
        files = json.loads(answer(self.daemon, "GET", "/api/v1/files"))["files"]
        return next((file["infohash"] for file in files if file["name"] == self.path.name), None)

    def uploaded(self):
        """Bytes of pieces since its start. A torrent's own count ends with the last of its peers:
        that is no help to who asks afterwards."""
        counts = SENT.findall(answer(self.daemon, "GET", "/metrics").decode())
        if not counts:
            raise AssertionError("the seed does not count what it sends")
        return sum(map(float, counts))

    def close(self):
        self.daemon.stop(within=60)
        shutil.rmtree(self.daemon.folder)


class OurLeech:
    """A peer of ours that has nothing; `seed` tells which torrent, not from whom it comes."""

    def __init__(self, net, name, seed, wrapper=(), **changes):
        self.daemon = net.peer(name, changes={**LEECHING, **changes}, wrapper=wrapper)
        self.pid, self.endpoint = self.daemon.pid, self.daemon.endpoint
        self.metainfo = seed.metainfo.read_bytes()
        self.path = self.daemon.downloads / seed.path.name

    def begin(self, peers):
        target = "/api/v1/torrents?peers=" + ",".join(peers)
        answer(self.daemon, "PUT", target, self.metainfo)

    def is_done(self):
        if self.path.exists():
            return True
        if not self.daemon.running():
            raise AssertionError(f"{self.daemon.name} has ended:\n{self.daemon.log()}")
        return False

    def close(self):
        self.daemon.stop(within=60)
        shutil.rmtree(self.daemon.folder)


def answer(daemon, method, target, body=None):
    local = Local(daemon)
    local.request(method, target, body)
    response = local.getresponse()
    text = response.read()
    local.close()
    if response.status >= 400:
        raise AssertionError(f"{method} {target} was answered {response.status}: {text}")
    return text


# MARK: Theirs


class Libtorrent:
    """A session in a process of its own."""

    def __init__(self, net, name, seed, role):
        self.port = network.free_port()
        self.endpoint = f"{LOOPBACK}:{self.port}"
        self.own = net.folder / name
        folder = seed.path.parent if role == "seed" else self.own
        self.own.mkdir()
        self.path = folder / seed.path.name
        self.process = subprocess.Popen(
            [SYSTEM_PYTHON, str(PROGRAM), str(self.port), str(seed.metainfo), str(folder), role],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self.pid = self.process.pid
        try:
            network.until(self.has_said, PATIENCE, f"libtorrent's {role} is ready")
            self.heard("ready")
        except AssertionError:
            self.process.kill()
            self.process.wait()
            raise

    def begin(self, peers):
        self.process.stdin.write(f"begin {' '.join(peers)}\n".encode())

    def is_done(self):
        if not self.has_said():
            return False
        self.heard("done")
        return True

    def uploaded(self):
        self.process.stdin.write(b"uploaded\n")
        return int(self.process.stdout.readline())

    def has_said(self):
        return bool(select.select([self.process.stdout], [], [], 0)[0])

    def heard(self, word):
        said = self.process.stdout.readline().decode().strip()
        if said != word:
            raise AssertionError(f"libtorrent was to say {word}, and said: {said or 'nothing'}")

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.own)


def libtorrent_version():
    ask = [SYSTEM_PYTHON, "-c", "import libtorrent; print(libtorrent.__version__)"]
    try:
        done = subprocess.run(ask, capture_output=True, text=True, check=False)
    except OSError:
        return "none"
    return done.stdout.strip() if done.returncode == 0 else "none"


def need_libtorrent():
    if libtorrent_version() == "none":
        raise Unavailable("libtorrent is not here; Scripts/setup --bench takes python3-libtorrent")


# MARK: The work


class Transfer:
    """One seed to all the leeches, from the word to begin until the last has the whole file."""

    def __init__(self, seed, leeches, is_acquainted=False):
        """`is_acquainted`: each leech is told of the others too, not of the seed alone."""
        before = [processor_seconds(one.pid) for one in (seed, *leeches)]
        given = seed.uploaded()
        began = time.monotonic()
        for leech in leeches:
            others = [one.endpoint for one in leeches if is_acquainted and one is not leech]
            leech.begin([seed.endpoint, *others])
        wait_for(leeches)
        self.seconds = time.monotonic() - began
        after = [processor_seconds(one.pid) for one in (seed, *leeches)]
        self.seed_seconds = after[0] - before[0]
        self.leech_seconds = sum(after[1:]) - sum(before[1:])
        self.length = seed.path.stat().st_size
        self.copies = (seed.uploaded() - given) / self.length
        for leech in leeches:
            if not filecmp.cmp(leech.path, seed.path, shallow=False):
                raise AssertionError(f"{leech.path} is not what was shared")

    @property
    def gibibytes(self):
        return self.length / (1 << 30)


def wait_for(leeches):
    deadline = time.monotonic() + PATIENCE
    left = list(leeches)
    while left:
        if time.monotonic() > deadline:
            raise network.Late(f"{len(left)} of {len(leeches)} had not all of it in {PATIENCE} s")
        # Twice in a hundredth of what the quickest takes.
        time.sleep(0.002)
        left = [leech for leech in left if not leech.is_done()]
