"""Other people's BitTorrent programs on hosts of their own: aria2, Transmission, libtorrent, and
opentracker, which lists them.

Law: nothing leaves this machine. Everything lives in network namespaces that are made here, with
DHT, UPnP and NAT-PMP off; all else is as the programs come, encryption too. They are waited for by
looking at what they wrote, with a deadline.
"""

import contextlib
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import time

from test_namespaces import ip

# Debian's, whose library it is: another Python on the PATH has not got it.
SYSTEM_PYTHON = "/usr/bin/python3"
PLAIN_TRACKER = pathlib.Path(__file__).with_name("plain_tracker.py")
LIBTORRENT = pathlib.Path(__file__).with_name("libtorrent_client.py")
PEER_PORT, TRACKER_PORT, RPC_PORT = 6881, 6969, 9091


def bencoded(value):
    match value:
        case int():
            return b"i%de" % value
        case str():
            return bencoded(value.encode())
        case bytes():
            return b"%d:%s" % (len(value), value)
        case list():
            return b"l%se" % b"".join(map(bencoded, value))
        case dict():
            keys = sorted((key.encode() if isinstance(key, str) else key, key) for key in value)
            return b"d%se" % b"".join(bencoded(raw) + bencoded(value[key]) for raw, key in keys)
    raise TypeError(f"{type(value)} is not of bencoding")


class Torrent:
    """A metainfo (BEP 3) of a file, or of a folder's files in the order of their paths."""

    def __init__(self, content, announce, piece_length=1 << 16, web_seeds=()):
        self.content, self.name = content, content.name
        files = [content]
        if content.is_dir():
            files = sorted(path for path in content.rglob("*") if path.is_file())
        all_bytes = b"".join(path.read_bytes() for path in files)
        pieces = range(0, len(all_bytes), piece_length)
        info = {
            "name": self.name,
            "piece length": piece_length,
            "pieces": b"".join(
                hashlib.sha1(all_bytes[start : start + piece_length]).digest() for start in pieces
            ),
        }
        if content.is_dir():
            info["files"] = [
                {"length": path.stat().st_size, "path": list(path.relative_to(content).parts)}
                for path in files
            ]
        else:
            info["length"] = len(all_bytes)
        self.length, self.piece_length, self.piece_count = len(all_bytes), piece_length, len(pieces)
        self.info = bencoded(info)
        self.info_hash = hashlib.sha1(self.info).hexdigest()
        self.announce = announce
        tracker = {"announce": announce} if announce else {}
        seeds = {"url-list": list(web_seeds)} if web_seeds else {}
        self.bytes = bencoded({**tracker, **seeds, "info": info})

    @property
    def magnet(self):
        tracker = f"&tr={self.announce}" if self.announce else ""
        return f"magnet:?xt=urn:btih:{self.info_hash}&dn={self.name}{tracker}"

    def write(self, folder):
        path = folder / f"{self.name}.torrent"
        path.write_bytes(self.bytes)
        return path


def same_content(one, other):
    """Whether both are the same file, or folders of the same files with the same bytes."""

    def files(top):
        if top.is_file():
            return {"": top.read_bytes()}
        found = (path for path in top.rglob("*") if path.is_file())
        return {str(path.relative_to(top)): path.read_bytes() for path in found}

    return files(one) == files(other)


class Program:
    """One of them, on a host of the segment; ended when the test is."""

    # What it must be installed as.
    command = None

    def __init__(self, segment, folder):
        self.host, self.address = segment.plug_in()
        # There is no way out that multicast could take by default.
        ip("-n", self.host, "route", "add", "224.0.0.0/4", "dev", "eth0")
        self.folder = folder
        self.folder.mkdir(parents=True)
        self.log = folder / "log"
        self.process = None

    def start(self, *arguments, **options):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["ip", "netns", "exec", self.host, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **options,
            )

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def said(self):
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""


class Client(Program):
    """A peer of one torrent. `downloads` is where its content is."""

    def __init__(self, segment, folder, lsd=False):
        super().__init__(segment, folder)
        self.lsd = lsd
        self.downloads = folder / "downloads"
        self.downloads.mkdir()

    @property
    def endpoint(self):
        return f"{self.address}:{PEER_PORT}"

    def is_ready(self):
        """Whether it lets itself be dialled for its torrent."""
        heard = ip("netns", "exec", self.host, "ss", "-Hltn", f"sport = :{PEER_PORT}")
        return bool(heard.stdout.strip())

    def seed(self, torrent):
        """Offers the torrent's content, of which it gets a copy."""
        if torrent.content.is_dir():
            shutil.copytree(torrent.content, self.downloads / torrent.name)
        else:
            shutil.copy(torrent.content, self.downloads / torrent.name)
        self.run(torrent.write(self.folder))

    def download(self, torrent, magnet=False):
        """By its metainfo, or by its magnet link."""
        self.run(torrent.magnet if magnet else torrent.write(self.folder))

    def run(self, what):
        """Takes part in the swarm of a metainfo's file or a magnet link, and stays when it is
        done."""
        raise NotImplementedError

    def has(self, torrent):
        """Whether all of it is there, with the right bytes, and none of its own beside them."""
        try:
            return same_content(self.downloads / torrent.name, torrent.content)
        except FileNotFoundError:
            return False  # not yet, or it was just renamed


class Aria2(Client):
    """It speaks with UDP trackers only while its DHT is on. Of a magnet link it first says that
    nothing is left, so that Transmission takes it for a seed and never unchokes it."""

    command = "aria2c"
    # What it finds it believes in only when told to look.
    is_seed = False

    def seed(self, torrent):
        self.is_seed = True
        super().seed(torrent)

    def run(self, what):
        self.start(
            "aria2c",
            "--no-conf",
            "--enable-dht=false",
            "--enable-dht6=false",
            f"--bt-enable-lpd={str(self.lsd).lower()}",
            f"--bt-lpd-interface={self.address}",
            f"--listen-port={PEER_PORT}",
            "--seed-ratio=0.0",
            *(["--check-integrity=true"] if self.is_seed else []),
            "--bt-tracker-interval=2",
            "--summary-interval=0",
            f"--dir={self.downloads}",
            what,
        )


class Transmission(Client):
    command = "transmission-daemon"

    def __init__(self, segment, folder, lsd=False, utp=True):
        """With uTP (BEP 29) it dials by that first, for ten seconds."""
        super().__init__(segment, folder, lsd)
        settings = {
            "dht-enabled": False,
            "lpd-enabled": lsd,
            "utp-enabled": utp,
            "port-forwarding-enabled": False,
            "peer-port": PEER_PORT,
            "download-dir": str(self.downloads),
            "rpc-port": RPC_PORT,
            "rpc-bind-address": "127.0.0.1",
        }
        self.settings = folder / "settings.json"
        self.settings.write_text(json.dumps(settings))

    def run(self, what):
        self.start("transmission-daemon", "-f", "-g", self.folder)
        deadline = time.monotonic() + 20
        while self.remote("--add", what).returncode != 0:
            if time.monotonic() > deadline:
                raise AssertionError(f"Transmission does not take it: {self.said()}")
            time.sleep(0.1)

    def remote(self, *arguments):
        """One word to it, over its own door."""
        command = ["transmission-remote", str(RPC_PORT), *map(str, arguments)]
        return subprocess.run(
            ["ip", "netns", "exec", self.host, *command], capture_output=True, text=True
        )


class Libtorrent(Client):
    command = SYSTEM_PYTHON

    def __init__(self, segment, folder, lsd=False, peers=()):
        """`peers` are told to it by hand: endpoints."""
        super().__init__(segment, folder, lsd)
        self.peers = list(peers)

    def run(self, what):
        wish = {
            "what": str(what),
            "folder": str(self.downloads),
            "listen": self.endpoint,
            "lsd": self.lsd,
            "peers": self.peers,
        }
        self.start(SYSTEM_PYTHON, LIBTORRENT, json.dumps(wish))

    def is_ready(self):
        # It listens before it has looked at the torrent, and sends away who comes in between.
        return " resumed" in self.said()


class Opentracker(Program):
    """Debian's tracker; it lists only the torrents that it is told of."""

    command = "opentracker"

    @property
    def announce(self):
        return f"http://{self.address}:{TRACKER_PORT}/announce"

    @property
    def announce_udp(self):
        return f"udp://{self.address}:{TRACKER_PORT}/announce"

    def run(self, *torrents):
        # It changes its root and its user before it reads the list.
        self.folder.chmod(0o755)
        allowed = self.folder / "allowed"
        allowed.write_text("".join(f"{torrent.info_hash}\n" for torrent in torrents))
        place = ["-i", self.address, "-p", TRACKER_PORT, "-P", TRACKER_PORT]
        self.start("opentracker", *place, "-d", self.folder, "-w", "allowed")


class PlainTracker(Program):
    """A tracker over HTTP whose announces count nobody; who wants to know scrapes it."""

    @property
    def announce(self):
        return f"http://{self.address}:{TRACKER_PORT}/announce"

    def run(self):
        self.start(sys.executable, "-u", PLAIN_TRACKER, self.address, TRACKER_PORT)

    def asked(self):
        """The targets of all requests."""
        return self.log.read_text().splitlines()


def libtorrent_is_here():
    asked = subprocess.run([SYSTEM_PYTHON, "-c", "import libtorrent"], capture_output=True)
    return asked.returncode == 0


class Swarm(contextlib.ExitStack):
    """The programs of one story, each in a folder of its own; all end with it."""

    def __init__(self, segment, folder):
        super().__init__()
        self.segment, self.folder = segment, folder
        self.programs = []

    def add(self, kind, **options):
        name = f"{len(self.programs)}-{kind.__name__.lower()}"
        program = kind(self.segment, self.folder / name, **options)
        self.programs.append(program)
        self.callback(program.stop)
        return program

    def said(self):
        """The last words of everybody, for when something did not happen."""
        return "\n".join(f"--- {p.folder.name}\n{p.said()}" for p in self.programs)
