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
