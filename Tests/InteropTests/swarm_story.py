"""What stories of swarms share: hosts, content to give, and the wait for it to arrive."""

import os
import pathlib
import tempfile
import unittest

from network import until
from story import MEGABYTE, needs, needs_root
from swarm_clients import Swarm, libtorrent_is_here
from test_namespaces import Segment, namespaces_work

needs_libtorrent = unittest.skipUnless(libtorrent_is_here(), "needs python3-libtorrent")


@needs_root
@needs("ip", "ss", "aria2c", "transmission-daemon", "transmission-remote", "opentracker")
class SwarmStory(unittest.TestCase):
    deadline = 240

    def setUp(self):
        if not namespaces_work():
            self.skipTest("network namespaces cannot be made here")
        self.segment = self.enterContext(Segment())
        # opentracker, as nobody, must be able to go there.
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="swarm-")))
        folder.chmod(0o755)
        self.folder = folder
        self.swarm = self.enterContext(Swarm(self.segment, folder / "programs"))

    def file(self, length=3 * MEGABYTE + 5):
        path = self.folder / "film.bin"
        path.write_bytes(os.urandom(length))
        return path

    def album(self):
        top = self.folder / "album"
        for name, length in (("one.bin", MEGABYTE), ("b/two.bin", 70_001), ("b/three.bin", 1)):
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(length))
        return top

    def wait(self, condition, within, what):
        """And where it does not come to be, everybody's last words."""
        try:
            return until(condition, within, what)
        except AssertionError as late:
            raise AssertionError(f"{late}\n{self.swarm.said()}") from None

    def arrives(self, torrent, *leeches, within=100):
        for leech in leeches:
            self.wait(
                lambda leech=leech: leech.has(torrent),
                within,
                f"{torrent.name} has arrived in {leech.folder.name}",
            )
