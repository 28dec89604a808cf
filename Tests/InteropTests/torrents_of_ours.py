"""One node of ours shares a file, and others take it as a torrent, by the tool: what such stories
have in common.
"""

import base64
import random
import re
import subprocess

import network
from network import until
from story import MEGABYTE, Story, hashed

PIECE = 1 << 16


def content(size, seed):
    return random.Random(seed).randbytes(size)


def torrents(daemon):
    return {row["infohash"]: row for row in daemon.ask("torrents")["torrents"]}


def full(daemon, info_hash):
    """The one torrent with its files and pieces, as `top` tells it."""
    rows = daemon.ask("top")["torrents"]
    return next(row for row in rows if row["infohash"] == info_hash)


def pieces_here(daemon, info_hash):
    """Numbers of the pieces that are here, out of the bitfield."""
    bits = base64.b64decode(full(daemon, info_hash)["pieces"])
    return {n for n in range(len(bits) * 8) if bits[n // 8] >> (7 - n % 8) & 1}


class Shared(Story):
    """One node shares a file, and others take it as a torrent."""

    network_options = {"secret": False}
    size = 3 * MEGABYTE + 17
    seed_changes = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = content(cls.size, cls.__name__)
        cls.seed = cls.net.peer("seed", changes=cls.seed_changes)
        cls.seed.share("film.bin", cls.content)
        hashed(cls.seed, "film.bin")
        cls.file = cls.net.folder / "film.torrent"
        made = subprocess.run(
            [network.TOOL, "--socket", cls.seed.state / "control.sock", "torrent", "film.bin"],
            capture_output=True,
            timeout=60,
        )
        cls.file.write_bytes(made.stdout)
        link = cls.seed.run_tool("torrent", "film.bin", "--magnet").stdout.strip()
        cls.magnet = link
        cls.info_hash = re.search("btih:([0-9a-f]{40})", link)[1]

    def setUp(self):
        self.leech = self.net.peer(self._testMethodName[5:45])
        self.addCleanup(self.leech.kill)
        self.folder = self.net.folder / ("for-" + self.leech.name)
        self.folder.mkdir()

    def get(self, *arguments, within=60):
        return self.leech.run_tool("get", *arguments, "--from", self.seed.endpoint, within=within)

    def add(self, *arguments):
        done = self.leech.run_tool("add", *arguments, "--from", self.seed.endpoint)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.split("\t")[0]

    def until_placed(self, name="film.bin"):
        until(
            lambda: torrents(self.leech).get(self.info_hash, {}).get("placed") == name,
            60,
            f"it is in its place: {torrents(self.leech)}",
        )
