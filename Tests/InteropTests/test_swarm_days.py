"""Days of a swarm: everybody trades with everybody, the tracker and the bootstrap die, ours is
killed, a seed goes and comes back."""

import network
from lab import Attacker
from network import until
from our_client import Ours
from story import MEGABYTE
from swarm_clients import Aria2, Libtorrent, Opentracker, Torrent, Transmission
from swarm_story import SwarmStory, needs_libtorrent
from wire_peer import Seed


class Mixed(SwarmStory):
    @needs_libtorrent
    def test_everybody_ends_with_the_same_bytes(self):
        """One seed, and five leeches of four kinds, some by magnet."""
        tracker = self.swarm.add(Opentracker)
        torrent = Torrent(self.file(16 * MEGABYTE + 5), tracker.announce)
        tracker.run(torrent)
        seed = self.swarm.add(Ours)
        seed.seed(torrent)
        kinds = [(Ours, True), (Ours, False), (Aria2, True), (Transmission, False)]
        leeches = []
        for kind, magnet in [*kinds, (Libtorrent, True)]:
            leeches.append(self.swarm.add(kind))
            leeches[-1].download(torrent, magnet)
        self.arrives(torrent, *leeches)
        for ours in leeches[:2]:
            told = ours.view(torrent)
            self.assertEqual((told["state"], told["left"]), ("seeding", 0))

    @needs_libtorrent
    def test_a_seed_of_another_kind(self):
        """The same with the first copy at libtorrent, of a folder."""
        tracker = self.swarm.add(Opentracker)
        torrent = Torrent(self.album(), tracker.announce_udp)
        tracker.run(torrent)
        seed = self.swarm.add(Libtorrent)
        seed.seed(torrent)
        leeches = [self.swarm.add(kind) for kind in (Ours, Ours, Transmission)]
        for leech in leeches:
            leech.download(torrent)
        self.arrives(torrent, *leeches)


class WireStory(SwarmStory):
    """With a seed that gives as much as it is told to."""

    def seed(self, torrent, **manners):
        attacker = Attacker(*self.segment.plug_in())
        return self.enterContext(Seed(attacker, torrent, **manners))


class Deaths(WireStory):
    def test_the_tracker_dies_in_the_middle(self):
        """One leech knows the seed. The others know each other in a row, and have the rest by
        peer exchange."""
        tracker = self.swarm.add(Opentracker)
        torrent = Torrent(self.file(8 * MEGABYTE), tracker.announce)
        tracker.run(torrent)
        seed = self.seed(torrent, allowance=MEGABYTE)
        first = self.swarm.add(Ours, peers=[seed.endpoint])
        first.download(torrent)
        second = self.swarm.add(Ours, friend=first)
        second.download(torrent, magnet=True)
        self.wait(lambda: second.peer(torrent, first.address), 60, "they met by the tracker")
        self.wait(lambda: second.view(torrent)["downloaded"], 60, "it is in the middle")
        tracker.stop()

        third = self.swarm.add(Ours, peers=[second.endpoint], friend=first)
        third.download(torrent, magnet=True)
        leeches = [first, second, third]
        seed.allow(None)
        self.arrives(torrent, *leeches)
        # They have said that they are done, to nobody.
        self.wait(
            lambda: first.view(torrent)["trackers"][0]["state"] == "failing", 60, "it is missed"
        )

    def test_the_bootstrap_dies_in_the_middle(self):
        """It names the nodes to each other, and they are asked for the torrent. When it is gone,
        those who have met go on, and who comes later finds the others by the one that he knows."""
        bootstrap = self.bootstrap()
        servers = {"register": {"servers": [bootstrap.endpoint], "heartbeat": "1s"}}
        torrent = Torrent(self.file(8 * MEGABYTE), None)
        seed = self.seed(torrent, allowance=MEGABYTE)
        first = self.swarm.add(Ours, peers=[seed.endpoint], changes=servers, friend=bootstrap)
        first.download(torrent)
        self.wait(lambda: first.view(torrent)["downloaded"], 60, "it has begun")
        second = self.swarm.add(Ours, changes=servers, friend=bootstrap)
        second.download(torrent, magnet=True)
        self.wait(lambda: second.peer(torrent, first.address), 60, "they met by the bootstrap")
        bootstrap.kill()

        third = self.swarm.add(Ours, peers=[second.endpoint], friend=bootstrap)
        third.download(torrent, magnet=True)
        # It was told of the second alone.
        self.wait(lambda: third.peer(torrent, first.address), 60, "it met the first by exchange")
        seed.allow(None)
        self.arrives(torrent, first, second, third)

    def bootstrap(self):
        host, address = self.segment.plug_in()
        place = network.Network(address=address, folder=self.folder)
        daemon = place.daemon(
            "bootstrap", "bootstrap", {"listen": ["0.0.0.0"]}, ["ip", "netns", "exec", host]
        )
        self.addCleanup(daemon.kill)
        # As a friend of others it lends them its secret.
        daemon.daemon = daemon
        return daemon

    def test_the_only_copy_goes_and_comes_back(self):
        torrent = Torrent(self.file(4 * MEGABYTE), None)
        leech = self.swarm.add(Ours)
        with Seed(Attacker(*self.segment.plug_in()), torrent, allowance=MEGABYTE) as seed:
            leech.peers = [seed.endpoint]
            leech.download(torrent)
            self.wait(lambda: leech.view(torrent)["pieces_here"] > 4, 60, "a part has come")
        self.wait(lambda: not leech.view(torrent)["peers"], 30, "it is alone")
        told = leech.view(torrent)
        self.assertEqual(told["state"], "downloading")
        self.assertGreater(told["left"], 0)
        back = self.seed(torrent)
        leech.peers = [back.endpoint]
        leech.add(torrent)
        self.arrives(torrent, leech)


class Killed(WireStory):
    def test_only_what_was_not_recorded_is_fetched_again(self):
        torrent = Torrent(self.file(8 * MEGABYTE), None)
        seed = self.seed(torrent, allowance=5 * MEGABYTE)
        leech = self.swarm.add(Ours, peers=[seed.endpoint])
        leech.download(torrent)
        self.wait(lambda: not seed.allowance, 60, "so much was sent")
        self.wait(lambda: leech.view(torrent)["pieces_here"] >= 40, 30, "and most of it passed")
        here = leech.view(torrent)["pieces_here"]
        leech.kill()
        before = seed.sent
        leech.start()

        # It knows the seed, who gives nothing yet.
        self.wait(lambda: leech.state(torrent) == "downloading", 30, "it knows what is here")
        told = leech.view(torrent)
        self.assertLessEqual(told["left"], torrent.length - (here - 1) * torrent.piece_length)
        seed.allow(None)
        self.arrives(torrent, leech)
        missing = torrent.length - here * torrent.piece_length
        self.assertLessEqual(seed.sent - before, missing + 16 * torrent.piece_length)
        until(lambda: leech.state(torrent) == "seeding", 20, "it is whole")

    def test_what_is_whole_is_not_fetched_again(self):
        torrent = Torrent(self.file(2 * MEGABYTE), None)
        seed = self.seed(torrent)
        leech = self.swarm.add(Ours, peers=[seed.endpoint])
        leech.download(torrent)
        self.arrives(torrent, leech)
        self.wait(lambda: leech.state(torrent) == "seeding", 20, "it is given")
        leech.kill()
        before = seed.sent
        leech.start()
        self.wait(lambda: leech.state(torrent) == "seeding", 30, "it is given again")
        other = self.swarm.add(Ours, peers=[leech.endpoint], friend=leech)
        other.download(torrent, magnet=True)
        self.arrives(torrent, other)
        self.assertEqual(seed.sent, before)
