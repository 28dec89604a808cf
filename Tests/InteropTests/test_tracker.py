"""Our bootstrap as the tracker of other people's programs: they find each other by it, over HTTP
and over UDP, with a token in the path and without.

Nobody is told of anybody by hand here, and nothing else could lead one to the other.
"""

import re

import http_side
import network
from our_client import Ours
from swarm_clients import Aria2, Program, Torrent, Transmission
from swarm_story import SwarmStory

TOKEN = "a-token-of-our-friends"


class OurTracker(Program):
    """A bootstrap in a network with a secret, whose tracker is open to all unless it is said."""

    def __init__(self, segment, folder, **tracker):
        super().__init__(segment, folder)
        place = network.Network(address=self.address, folder=folder)
        tokens = folder / "tokens"
        tokens.write_text(f"# our friends\n{TOKEN}\n")
        tokens.chmod(0o600)
        changes = {
            "listen": ["0.0.0.0"],
            "tracker": {"open": True, "tokens_file": str(tokens), **tracker},
        }
        self.daemon = network.Daemon(
            place,
            "bootstrap",
            place.config("bootstrap", changes),
            wrapper=["ip", "netns", "exec", self.host],
        )
        self.log = self.daemon.log_path
        if not self.daemon.running():
            self.daemon.start()

    def stop(self):
        self.daemon.kill()

    def announce(self, scheme="http", token=None):
        path = f"/{token}/announce" if token else "/announce"
        return f"{scheme}://{self.daemon.endpoint}{path}"

    def metric(self, name):
        answer = http_side.ask(self.daemon.state / "control.sock", "GET", "/metrics")
        found = re.search(rf"^distrishare_tracker_{name} (\d+)$", answer.body.decode(), re.M)
        return int(found[1])


class FoundByOurTracker(SwarmStory):
    def passes(self, seed, leech, announce, tracker):
        torrent = Torrent(self.file(), announce)
        seed, leech = self.swarm.add(seed), self.swarm.add(leech)
        seed.seed(torrent)
        self.wait(seed.is_ready, 60, "the seed is there")
        self.wait(lambda: tracker.metric("peers") == 1, 60, "the seed has announced")
        leech.download(torrent)
        self.arrives(torrent, leech)
        self.assertEqual(tracker.metric("swarms"), 1)

    def test_transmission_finds_aria2_over_http(self):
        tracker = self.swarm.add(OurTracker)
        self.passes(Aria2, Transmission, tracker.announce(), tracker)

    def test_aria2_finds_transmission_over_http(self):
        tracker = self.swarm.add(OurTracker)
        self.passes(Transmission, Aria2, tracker.announce(), tracker)

    def test_transmission_finds_transmission_over_udp(self):
        tracker = self.swarm.add(OurTracker)
        self.passes(Transmission, Transmission, tracker.announce("udp"), tracker)

    def test_with_a_token_alone(self):
        tracker = self.swarm.add(OurTracker, open=False)
        self.passes(Aria2, Transmission, tracker.announce(token=TOKEN), tracker)
        self.assertEqual(tracker.metric("refusals_total"), 0)

    def test_a_token_that_nobody_has_finds_nobody(self):
        tracker = self.swarm.add(OurTracker, open=False)
        torrent = Torrent(self.file(), tracker.announce(token="a-token-of-nobody"))
        seed = self.swarm.add(Ours)
        seed.seed(torrent)
        self.wait(lambda: tracker.metric("refusals_total") > 0, 60, "it was refused")
        told = self.wait(lambda: self.problem(seed, torrent), 60, "it says why")
        self.assertEqual(told, "the token in the URL is not known")
        self.assertEqual(tracker.metric("peers"), 0)

    def problem(self, seed, torrent):
        return seed.view(torrent)["trackers"][0].get("problem")


class Registered(SwarmStory):
    """A torrent that is left with the bootstrap: strangers' programs announce it, one over HTTP and
    one over UDP, and whoever searches sees how many have it."""

    def setUp(self):
        super().setUp()
        # Of the torrents that there are none is tracked but those that are registered.
        nothing = self.folder / "no-torrents"
        nothing.write_text("")
        self.tracker = self.swarm.add(OurTracker, torrents_file=str(nothing))
        self.door = self.tracker.daemon.state / "control.sock"

    def ask(self, method, path, body=None):
        return http_side.ask(self.door, method, f"/api/v1/{path}", body=body)

    def listed(self, query):
        """What REST finds of the film; None where it is not found."""
        files = self.ask("GET", f"files?q=film&{query}").document()["files"]
        return files[0] if files else None

    def register(self, torrent):
        answer = self.ask("PUT", f"torrents/{torrent.info_hash}.torrent", torrent.bytes)
        self.assertEqual(answer.status, 201, answer)

    def test_aria2_over_http_and_transmission_over_udp_are_seen_in_a_search(self):
        film = self.file()
        given = Torrent(film, self.tracker.announce())
        taken = Torrent(film, self.tracker.announce("udp"))
        self.register(given)
        found = self.listed("")
        self.assertEqual((found["seeders"], found["leechers"]), (0, 0))
        self.assertEqual(found["infohash"], given.info_hash)
        self.assertIn(f"magnet:?xt=urn:btih:{given.info_hash}", found["magnet"])
        self.assertIsNone(self.listed("seeders_min=1"))
        seed, leech = self.swarm.add(Aria2), self.swarm.add(Transmission)
        seed.seed(given)
        self.wait(seed.is_ready, 60, "the seed is there")
        self.wait(lambda: self.listed("seeders_min=1"), 60, "a search sees the seed")
        leech.download(taken)
        self.arrives(taken, leech)
        self.wait(lambda: self.listed("seeders_min=2"), 60, "a search sees both as seeds")
        swarm = self.ask("GET", "swarms?seeders_min=1").document()["swarms"][0]
        self.assertEqual(
            (swarm["name"], swarm["seeders"], swarm["completed"]), ("film.bin", 2, 1)
        )

    def test_it_is_there_after_kill_9(self):
        torrent = Torrent(self.file(), None)
        self.register(torrent)
        self.tracker.daemon.kill()
        self.tracker.daemon.start()
        answer = self.ask("GET", f"torrents/{torrent.info_hash}.torrent")
        self.assertEqual((answer.status, answer.body), (200, torrent.bytes))
        self.assertEqual(answer.fields["Content-Type"], "application/x-bittorrent")
        self.wait(lambda: self.listed(""), 10, "a search finds it again")
