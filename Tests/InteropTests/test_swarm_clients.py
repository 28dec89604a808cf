"""The programs of other people download from each other: what our own stories of swarms stand on.

What fails here is not ours: a tracker that lists nobody, a program that waits for something else.
"""

import unittest

from story import LONG
from swarm_clients import Aria2, Libtorrent, Opentracker, Torrent, Transmission
from swarm_story import SwarmStory, needs_libtorrent


@unittest.skipUnless(LONG, "without ours; told with --long")
class Others(SwarmStory):
    def setUp(self):
        super().setUp()
        self.tracker = self.swarm.add(Opentracker)

    def passes(self, seed, leech, content, announce=None, magnet=False, **options):
        """The content goes from one kind of program to the other."""
        torrent = Torrent(content, announce or self.tracker.announce)
        self.tracker.run(torrent)
        seed, leech = self.swarm.add(seed), self.swarm.add(leech, **options)
        seed.seed(torrent)
        leech.download(torrent, magnet)
        self.arrives(torrent, leech)

    def test_aria2_downloads_from_transmission(self):
        self.passes(Transmission, Aria2, self.file())

    def test_transmission_downloads_from_aria2(self):
        self.passes(Aria2, Transmission, self.file())

    def test_a_folder_by_magnet(self):
        self.passes(Aria2, Transmission, self.album(), magnet=True)

    @needs_libtorrent
    def test_a_file_by_magnet(self):
        self.passes(Libtorrent, Aria2, self.file(), magnet=True)

    @needs_libtorrent
    def test_a_folder_by_a_udp_tracker(self):
        self.passes(Libtorrent, Transmission, self.album(), announce=self.tracker.announce_udp)

    @needs_libtorrent
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
