"""A bootstrap on one network and its peers on another, with a router between them that knows these
two networks and no way out: they register, announce, search and load all the same.

Law: the router translates no addresses. So what the bootstrap tells of a peer is where others of
its network dial it, and where the bootstrap itself can.
"""

import http_side
import network
from network import until
from our_client import Ours
from swarm_clients import Aria2, Swarm, Torrent, Transmission
from swarm_story import SwarmStory
from test_namespaces import Segment, ip
from test_tracker import OurTracker

ROUTER = 254


class Routed(Segment):
    """A network with a way to one other, by its router."""

    def __init__(self, number, other):
        super().__init__(number)
        self.other = f"10.{other}.0.0/24"

    def plug_in(self):
        host, address = super().plug_in()
        ip("-n", host, "route", "add", self.other, "via", f"{self.subnet}.{ROUTER}")
        return host, address


class Router:
    """A host with a card in each of two networks."""

    def __init__(self, *segments):
        self.segments = segments
        self.name = f"{segments[0].prefix}-router"

    def __enter__(self):
        self.segments[0].namespace(self.name)
        for card, segment in enumerate(self.segments):
            address = f"{segment.subnet}.{ROUTER}"
            segment.cable("router", self.name, f"eth{card}", address)
        forward = "echo 1 > /proc/sys/net/ipv4/ip_forward"
        ip("netns", "exec", self.name, "sh", "-c", forward)
        return self

    def __exit__(self, *_):
        ip("netns", "del", self.name, check=False)


class BehindARouter(SwarmStory):
    def setUp(self):
        super().setUp()
        there, here = (self.enterContext(Routed(*pair)) for pair in ((78, 79), (79, 78)))
        self.router = self.enterContext(Router(there, here))
        self.there = self.enterContext(Swarm(there, self.folder / "there"))
        # What is added from now on, `SwarmStory` looks after.
        self.swarm = self.enterContext(Swarm(here, self.folder / "here"))
        self.tracker = self.there.add(OurTracker)

    def ours(self):
        servers = {"register": {"servers": [self.tracker.daemon.endpoint], "heartbeat": "1s"}}
        peer = self.swarm.add(Ours, friend=self.tracker, changes=servers)
        peer.start()
        return peer

    def search(self, words):
        socket = self.tracker.daemon.state / "control.sock"
        answer = http_side.ask(socket, "GET", f"/api/v1/files?q={words}")
        self.assertEqual(answer.status, 200)
        return answer.document()["files"]

    def test_there_is_no_way_out(self):
        for swarm in (self.there, self.swarm):
            client = swarm.add(Aria2)
            routes = ip("-n", client.host, "route").stdout.splitlines()
            self.assertFalse([route for route in routes if route.startswith("default")])
            out = ip("-n", client.host, "route", "get", "192.0.2.1", check=False)
            self.assertNotEqual(out.returncode, 0, out.stdout)

    def test_programs_of_others_find_each_other_by_http_and_by_udp(self):
        for scheme, seeds in (("http", Aria2), ("udp", Transmission)):
            torrent = Torrent(self.file(), self.tracker.announce(scheme))
            seed, leech = self.swarm.add(seeds), self.swarm.add(Transmission)
            before = self.tracker.metric("peers")
            seed.seed(torrent)
            self.wait(seed.is_ready, 60, "the seed is there")
            self.wait(
                lambda before=before: self.tracker.metric("peers") > before,
                60,
                f"the seed has announced over {scheme}",
            )
            leech.download(torrent)
            self.arrives(torrent, leech)

    def test_ours_register_are_found_and_give(self):
        seed, leech = self.ours(), self.ours()
        content = self.file().read_bytes()
        seed.daemon.share("a film of the holidays.bin", content)
        found = self.wait(lambda: self.search("holidays"), 60, "the bootstrap has heard of it")
        holders = [holder["address"] for holder in found[0]["holders"]]
        self.assertEqual(holders, [seed.endpoint])
        results = self.wait(
            lambda: leech.daemon.ask("search", "holidays")["results"], 60, "its peers find it, too"
        )
        self.assertEqual(results[0]["name"], "a film of the holidays.bin")
        got = leech.daemon.run_tool("get", "a film of the holidays.bin")
        self.assertEqual(got.returncode, 0, got.stderr)
        self.assertEqual((leech.downloads / "a film of the holidays.bin").read_bytes(), content)
        until(lambda: self.search("holidays")[0]["live_count"] == 2, 60, "it is at both now")
