"""Our daemon in swarms of other people's programs: they download from it, and it from them.

Nobody but our daemon is told of peers here, so it dials; how the others find it is in
`test_swarm_sources`.
"""

from our_client import Ours
from swarm_clients import Aria2, Libtorrent, Torrent, Transmission
from swarm_story import SwarmStory, needs_libtorrent


class Passing(SwarmStory):
    """A torrent goes from one program to another."""

    def from_ours(self, kind, torrent, magnet=False):
        """Ours dials whoever wants it."""
        leech = self.swarm.add(kind)
        leech.download(torrent, magnet)
        self.ready(leech)
        seed = self.swarm.add(Ours, peers=[leech.endpoint])
        self.have(seed, torrent)
        self.arrives(torrent, leech)

    def ready(self, program):
        self.wait(program.is_ready, 60, f"{program.folder.name} can be dialled")

    def have(self, ours, torrent):
        """Ours has it: a file of its library, or a folder that somebody gave it before."""
        if torrent.content.is_file():
            return ours.seed(torrent)
        giver = self.swarm.add(Libtorrent)
        giver.seed(torrent)
        self.ready(giver)
        ours.peers.append(giver.endpoint)
        ours.download(torrent)
        self.arrives(torrent, ours)
        giver.stop()

    def to_ours(self, kind, torrent, magnet=False):
        seed = self.swarm.add(kind)
        seed.seed(torrent)
        self.ready(seed)
        leech = self.swarm.add(Ours, peers=[seed.endpoint])
        leech.download(torrent, magnet)
        self.arrives(torrent, leech)
        self.wait(lambda: leech.state(torrent) == "seeding", 20, "and it is given on")
        told = leech.view(torrent)
        self.assertEqual(told["downloaded"] - told["wasted"], torrent.length)

    def test_aria2_downloads_a_file_from_ours(self):
        self.from_ours(Aria2, Torrent(self.file(), None))

    @needs_libtorrent
    def test_aria2_downloads_a_folder_from_ours(self):
        self.from_ours(Aria2, Torrent(self.album(), None))

    def test_transmission_downloads_a_file_from_ours(self):
        self.from_ours(Transmission, Torrent(self.file(), None))

    @needs_libtorrent
    def test_transmission_downloads_a_folder_from_ours(self):
        self.from_ours(Transmission, Torrent(self.album(), None))

    @needs_libtorrent
    def test_libtorrent_downloads_a_file_from_ours_by_magnet(self):
        self.from_ours(Libtorrent, Torrent(self.file(), None), magnet=True)

    @needs_libtorrent
    def test_libtorrent_downloads_a_folder_from_ours(self):
        self.from_ours(Libtorrent, Torrent(self.album(), None))

    def test_ours_downloads_a_file_from_aria2_by_magnet(self):
        self.to_ours(Aria2, Torrent(self.file(), None), magnet=True)

    def test_ours_downloads_a_folder_from_aria2(self):
        self.to_ours(Aria2, Torrent(self.album(), None))

    def test_ours_downloads_a_file_from_transmission(self):
        self.to_ours(Transmission, Torrent(self.file(), None))

    def test_ours_downloads_a_folder_from_transmission_by_magnet(self):
        self.to_ours(Transmission, Torrent(self.album(), None), magnet=True)

    @needs_libtorrent
    def test_ours_downloads_a_file_from_libtorrent_by_magnet(self):
        self.to_ours(Libtorrent, Torrent(self.file(), None), magnet=True)

    @needs_libtorrent
    def test_ours_downloads_a_folder_from_libtorrent(self):
        self.to_ours(Libtorrent, Torrent(self.album(), None))
