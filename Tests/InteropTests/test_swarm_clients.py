"""The programs of other people download from each other: what our own stories of swarms stand on.

What fails here is not ours: a tracker that lists nobody, a program that waits for something else.
"""

import os
import pathlib
import tempfile
import unittest

from network import until
from story import needs, needs_root
from swarm_clients import (
    Aria2,
    Libtorrent,
    Opentracker,
    Swarm,
    Torrent,
    Transmission,
    libtorrent_is_here,
)
from test_namespaces import Segment, namespaces_work

MEGABYTE = 1 << 20


@needs_root
@needs("ip", "aria2c", "transmission-daemon", "transmission-remote", "opentracker")
class Others(unittest.TestCase):
    deadline = 180

    def setUp(self):
        if not namespaces_work():
            self.skipTest("network namespaces cannot be made here")
        segment = self.enterContext(Segment())
        # opentracker, as nobody, must be able to go there.
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="swarm-")))
        folder.chmod(0o755)
        self.folder = folder
        self.swarm = self.enterContext(Swarm(segment, folder / "programs"))
        self.tracker = self.swarm.add(Opentracker)

    def file(self):
        path = self.folder / "film.bin"
        path.write_bytes(os.urandom(3 * MEGABYTE + 5))
        return path

    def album(self):
        top = self.folder / "album"
        for name, length in (("one.bin", MEGABYTE), ("b/two.bin", 70_001), ("b/three.bin", 1)):
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(length))
        return top

    def passes(self, seed, leech, content, announce=None, magnet=False, **options):
        """The content goes from one kind of program to the other."""
        torrent = Torrent(content, announce or self.tracker.announce)
        self.tracker.run(torrent)
        seed, leech = self.swarm.add(seed), self.swarm.add(leech, **options)
        seed.seed(torrent)
        leech.download(torrent, magnet)
        self.arrives(torrent, leech)

    def arrives(self, torrent, leech):
        try:
            until(lambda: leech.has(torrent), 60, f"{torrent.name} has arrived")
        except AssertionError as late:
            raise AssertionError(f"{late}\n{self.swarm.said()}") from None

    def test_aria2_downloads_from_transmission(self):
        self.passes(Transmission, Aria2, self.file())

    def test_transmission_downloads_from_aria2(self):
        self.passes(Aria2, Transmission, self.file())

    def test_a_folder_by_magnet(self):
        self.passes(Aria2, Transmission, self.album(), magnet=True)

    @unittest.skipUnless(libtorrent_is_here(), "needs python3-libtorrent")
    def test_a_file_by_magnet(self):
        self.passes(Libtorrent, Aria2, self.file(), magnet=True)

    @unittest.skipUnless(libtorrent_is_here(), "needs python3-libtorrent")
    def test_a_folder_by_a_udp_tracker(self):
        self.passes(Libtorrent, Transmission, self.album(), announce=self.tracker.announce_udp)

    @unittest.skipUnless(libtorrent_is_here(), "needs python3-libtorrent")
    def test_libtorrent_downloads_from_a_peer_that_is_named(self):
        torrent = Torrent(self.file(), None)
        seed = self.swarm.add(Transmission)
        seed.seed(torrent)
        leech = self.swarm.add(Libtorrent, peers=[seed.endpoint])
        leech.download(torrent)
        self.arrives(torrent, leech)

    def test_two_find_each_other_by_lsd(self):
        torrent = Torrent(self.file(), None)
        seed, leech = self.swarm.add(Transmission, lsd=True), self.swarm.add(Aria2, lsd=True)
        leech.download(torrent)
        seed.seed(torrent)
        self.arrives(torrent, leech)
