"""How our daemon and other people's programs find each other: trackers, local discovery.

Nobody is told of anybody by hand here.
"""

from our_client import Ours
from swarm_clients import Aria2, Libtorrent, Opentracker, PlainTracker, Torrent, Transmission
from swarm_story import SwarmStory, needs_libtorrent
from test_namespaces import ip


class Trackers(SwarmStory):
    """Debian's opentracker lists them all."""

    def setUp(self):
        super().setUp()
        self.tracker = self.swarm.add(Opentracker)

    def torrent(self, content, announce=None):
        torrent = Torrent(content, announce or self.tracker.announce)
        self.tracker.run(torrent)
        return torrent

    def test_everybody_downloads_from_ours_by_a_tracker(self):
        """aria2 and Transmission by magnet too: they leave when they have the metadata, and come
        back for the rest."""
        torrent = self.torrent(self.file())
        seed = self.swarm.add(Ours)
        seed.seed(torrent)
        leeches = [self.swarm.add(kind) for kind in (Aria2, Transmission)]
        for leech in leeches:
            leech.download(torrent, magnet=True)
        self.arrives(torrent, *leeches)

        told = seed.view(torrent)["trackers"]
        self.assertEqual([(t["url"], t["state"]) for t in told], [(torrent.announce, "working")])

    @needs_libtorrent
    def test_everybody_downloads_from_ours_by_a_udp_tracker(self):
        torrent = self.torrent(self.file(), self.tracker.announce_udp)
        seed = self.swarm.add(Ours)
        seed.seed(torrent)
        leeches = [self.swarm.add(kind) for kind in (Libtorrent, Transmission)]
        for leech in leeches:
            leech.download(torrent)
        self.arrives(torrent, *leeches)
        self.assertEqual(seed.view(torrent)["trackers"][0]["state"], "working")
        # Its announces have no room for it: it was scraped.
        completed = self.counted(seed, torrent)["completed"]
        self.assertIn(completed, range(len(leeches) + 1))

    def test_opentracker_counts_in_its_announces(self):
        torrent = self.torrent(self.file())
        seed = self.swarm.add(Ours)
        seed.seed(torrent)
        self.assertEqual(self.counted(seed, torrent)["completed"], 0)

    def test_a_tracker_that_counts_nothing_is_scraped(self):
        tracker = self.swarm.add(PlainTracker)
        tracker.run()
        torrent = Torrent(self.file(), tracker.announce)
        seed = self.swarm.add(Ours)
        seed.seed(torrent)
        told = self.counted(seed, torrent)
        self.assertEqual((told["seeders"], told["leechers"], told["completed"]), (5, 2, 77))
        scrapes = [line for line in tracker.asked() if line.startswith("/scrape")]
        self.assertEqual(len(scrapes), 1)
        self.assertNotIn("peer_id", scrapes[0], "a scrape names torrents, and nobody")

    def counted(self, seed, torrent):
        """Its tracker, once it has said how often the torrent was completed."""

        def tracker():
            told = seed.view(torrent)["trackers"][0]
            return told if told["completed"] is not None else None

        return self.wait(tracker, 30, "the tracker has counted")

    def gives_about_one_copy(self, *kinds):
        """It is told to before anybody knows of it; the leeches find each other too."""
        torrent = self.torrent(self.file())
        leeches = [self.swarm.add(kind) for kind in kinds]
        for leech in leeches:
            leech.download(torrent)
            self.wait(leech.is_ready, 60, f"{leech.folder.name} is there")
        seed = self.swarm.add(Ours)
        seed.seed(Torrent(torrent.content, None))
        told = seed.ask("PATCH", f"/{torrent.info_hash}", {"super_seeding": True})
        self.assertEqual((told.status, told.document()["super_seeding"]), (200, True))
        seed.add(torrent)
        self.arrives(torrent, *leeches)
        self.assertLess(seed.view(torrent)["uploaded"], 1.3 * torrent.length)

    def test_a_super_seed_gives_aria2_and_transmission_about_one_copy(self):
        self.gives_about_one_copy(Aria2, Transmission)

    @needs_libtorrent
    def test_a_super_seed_gives_libtorrent_and_transmission_about_one_copy(self):
        self.gives_about_one_copy(Libtorrent, Transmission)

    def test_ours_downloads_from_aria2_by_a_tracker(self):
        self.to_ours(Aria2, self.torrent(self.album()), magnet=True)

    def test_ours_downloads_from_transmission_by_a_udp_tracker(self):
        self.to_ours(Transmission, self.torrent(self.file(), self.tracker.announce_udp))

    def to_ours(self, kind, torrent, **how):
        seed, leech = self.swarm.add(kind), self.swarm.add(Ours)
        seed.seed(torrent)
        self.wait(seed.is_ready, 60, "the seed is there")
        leech.download(torrent, **how)
        self.arrives(torrent, leech)


class OnOneLink(SwarmStory):
    """Two hear each other on the local network (BEP 14)."""

    def plug_in(self, kind):
        return self.swarm.add(kind, lsd=True)

    def passes(self, seed, leech, **how):
        """Who wants it is there first: those that have it call it out at once."""
        torrent = Torrent(self.file(), None)
        seed, leech = self.plug_in(seed), self.plug_in(leech)
        leech.download(torrent, **how)
        if not isinstance(leech, Ours):
            self.wait(leech.is_ready, 60, "the leech is there")
        seed.seed(torrent)
        self.arrives(torrent, leech)


class Neighbours(OnOneLink):
    def test_transmission_hears_ours(self):
        self.passes(Ours, Transmission)

    def test_aria2_hears_ours(self):
        self.passes(Ours, Aria2)

    @needs_libtorrent
    def test_libtorrent_hears_ours(self):
        self.passes(Ours, Libtorrent)

    def test_ours_hears_transmission(self):
        self.passes(Transmission, Ours, magnet=True)

    @needs_libtorrent
    def test_ours_hears_libtorrent(self):
        self.passes(Libtorrent, Ours)


class NeighboursOverV6(OnOneLink):
    """Hosts that have IPv6 alone."""

    def plug_in(self, kind):
        listening = {"changes": {"listen": ["0.0.0.0", "::"]}} if kind is Ours else {}
        program = self.swarm.add(kind, lsd=True, **listening)
        number = program.address.rpartition(".")[2]
        ip("-n", program.host, "-4", "addr", "flush", "dev", "eth0")
        ip("-n", program.host, "addr", "add", f"fd77::{number}/64", "dev", "eth0", "nodad")
        program.address = f"[fd77::{number}]"
        return program

    def test_ours_hears_ours(self):
        self.passes(Ours, Ours)

    @needs_libtorrent
    def test_libtorrent_hears_ours(self):
        self.passes(Ours, Libtorrent)

    @needs_libtorrent
    def test_ours_hears_libtorrent(self):
        self.passes(Libtorrent, Ours)
