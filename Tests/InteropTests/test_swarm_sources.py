"""Where our peers come from: trackers over HTTP and UDP, the local network, our own network; with
the programs of other people on the other side. And who is kept out where strangers may not join."""

import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import unittest
import urllib.parse

import network
from network import Network, until
from story import needs, needs_root
from swarm_clients import TRACKER_PORT, Aria2, Opentracker, Swarm, Torrent, Transmission
from test_namespaces import Segment, ip, namespaces_work

MEGABYTE = 1 << 20


class Door(http.client.HTTPConnection):
    """The control socket of a daemon."""

    def __init__(self, daemon):
        super().__init__("localhost")
        self.path = daemon.state / "control.sock"

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(str(self.path))


def operate(daemon, method, target, document=None):
    """What the operator of the daemon gets, as a document."""
    door = Door(daemon)
    body = None if document is None else json.dumps({"v": 1, **document})
    fields = {"Content-Type": "application/json"} if body else {}
    door.request(method, target, body, fields)
    answer = door.getresponse()
    text = answer.read()
    door.close()
    if answer.status >= 400:
        raise AssertionError(f"{method} {target}: {answer.status} {text.decode()}")
    return json.loads(text) if text else {}


def add(daemon, magnet):
    return operate(daemon, "POST", "/api/v1/torrents", {"magnet": magnet})


def shown(daemon, torrent):
    return operate(daemon, "GET", f"/api/v1/torrents/{torrent.info_hash}")


def tracker_of(daemon, torrent):
    return shown(daemon, torrent)["trackers"][0]


@needs_root
@needs("ip", "aria2c", "transmission-daemon", "transmission-remote", "opentracker", "curl")
class Sources(unittest.TestCase):
    deadline = 240

    def setUp(self):
        if not namespaces_work():
            self.skipTest("network namespaces cannot be made here")
        self.segment = self.enterContext(Segment())
        self.net = self.enterContext(Network())
        # opentracker, as nobody, must be able to go there.
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sources-")))
        folder.chmod(0o755)
        self.folder = folder
        self.swarm = self.enterContext(Swarm(self.segment, folder / "programs"))

    def ours(self, name, strangers=True, lsd=False, multicast=False):
        """A daemon on a host of its own, that speaks with nobody by itself."""
        host, address = self.segment.plug_in()
        ip("-n", host, "route", "add", "224.0.0.0/4", "dev", "eth0")
        changes = {
            "listen": ["0.0.0.0"],
            "multicast": {"enabled": multicast, "interface": "", "interval": "1s"},
            "swarm": {"strangers": strangers, "lsd": lsd},
            "log": {"level": "debug"},
        }
        self.net.address = address
        return self.net.daemon(name, "peer", changes, wrapper=["ip", "netns", "exec", host])

    def content(self):
        path = self.folder / "film.bin"
        path.write_bytes(os.urandom(3 * MEGABYTE + 5))
        return path

    def shared(self, daemon, torrent):
        """The daemon's library has the content."""
        daemon.share(torrent.name, torrent.content.read_bytes())

        def is_known():
            try:
                return shown(daemon, torrent)["state"] == "seeding"
            except AssertionError:
                return False

        until(is_known, 30, "the file is hashed, and is that torrent")

    def said(self, *daemons):
        """The last words of everybody, for when something did not happen."""
        ours = []
        for daemon in daemons:
            views = operate(daemon, "GET", "/api/v1/torrents") if daemon.running() else ""
            ours.append(f"--- {daemon.name}\n{views}\n{daemon.log()[-4000:]}")
        return "\n".join([*ours, self.swarm.said()])

    def arrives(self, torrent, leech, *daemons, within=60):
        """At one of theirs, or in the downloads of one of ours."""
        if isinstance(leech, network.Daemon):
            place = leech.downloads / torrent.name
            daemons = (leech, *daemons)

            def is_there():
                return place.exists() and place.read_bytes() == torrent.content.read_bytes()

        else:

            def is_there():
                return leech.has(torrent)

        try:
            until(is_there, within, f"{torrent.name} has arrived")
        except AssertionError as late:
            raise AssertionError(f"{late}\n{self.said(*daemons)}") from None

    def tracked(self, over):
        """A tracker, and a torrent that names it."""
        tracker = self.swarm.add(Opentracker)
        announce = tracker.announce_udp if over == "udp" else tracker.announce
        torrent = Torrent(self.content(), announce)
        tracker.run(torrent)
        return tracker, torrent

    def count(self, what, tracker, torrent):
        """Seeds ("complete") or leeches ("incomplete"), as the tracker counts them."""
        quoted = urllib.parse.quote(bytes.fromhex(torrent.info_hash))
        url = f"http://{tracker.address}:{TRACKER_PORT}/scrape?info_hash={quoted}"
        command = ["ip", "netns", "exec", tracker.host, "curl", "-s", url]
        answer = subprocess.run(command, capture_output=True, check=True).stdout
        counts = re.search(rb"\d:%si(\d+)e" % what.encode(), answer)
        return int(counts[1]) if counts else 0

    def counted(self, tracker, torrent):
        """Who comes later hears of the seed at once; who came before would have to ask again."""
        until(lambda: self.count("complete", tracker, torrent) == 1, 30, "the seed is counted")

    # Trackers.

    def test_ours_downloads_from_transmission_by_a_tracker(self):
        for over in ("http", "udp"):
            with self.subTest(over=over):
                self.download_by_a_tracker(over)

    def download_by_a_tracker(self, over):
        tracker, torrent = self.tracked(over)
        self.swarm.add(Transmission).seed(torrent)
        self.counted(tracker, torrent)
        leech = self.ours(f"leech-{over}")
        add(leech, torrent.magnet)
        self.arrives(torrent, leech)
        tracker = tracker_of(leech, torrent)
        self.assertEqual(tracker["state"], "working", tracker)
        self.assertEqual(tracker["url"], torrent.announce)

    def test_transmission_downloads_from_ours_by_a_tracker(self):
        for over in ("http", "udp"):
            with self.subTest(over=over):
                tracker, torrent = self.tracked(over)
                leech = self.swarm.add(Transmission)
                leech.download(torrent)
                until(
                    lambda tracker=tracker, torrent=torrent: self.count(
                        "incomplete", tracker, torrent
                    ),
                    30,
                    "the tracker counts the leech",
                )
                # Ours dials: Transmission 3.00 tries uTP, and is slow to try TCP.
                seed = self.ours(f"seed-{over}")
                self.shared(seed, torrent)
                add(seed, torrent.magnet)
                self.arrives(torrent, leech, seed)
                self.assertEqual(tracker_of(seed, torrent)["state"], "working")

    def test_a_node_that_stops_says_goodbye_to_its_trackers(self):
        for over in ("http", "udp"):
            with self.subTest(over=over):
                tracker, torrent = self.tracked(over)
                seed = self.ours(f"seed-{over}")
                self.shared(seed, torrent)
                add(seed, torrent.magnet)
                self.counted(tracker, torrent)
                self.assertEqual(seed.stop(), 0)
                self.assertEqual(self.count("complete", tracker, torrent), 0, self.said(seed))

    def test_a_tracker_that_is_not_there_is_shown_with_its_reason(self):
        _, address = self.segment.plug_in()
        torrent = Torrent(self.content(), f"http://{address}:6969/announce")
        leech = self.ours("leech")
        add(leech, torrent.magnet)
        tracker = until(
            lambda: (
                (shown := tracker_of(leech, torrent))["state"] == "failing" and shown
            ),
            30,
            "the tracker has failed",
        )
        self.assertIn("refused", tracker["problem"])
        add(leech, torrent.magnet + "&tr=https%3A%2F%2Ftracker.example%2Fannounce")
        views = shown(leech, torrent)["trackers"]
        secure = next(view for view in views if view["url"].startswith("https"))
        told = (secure["state"], secure["problem"])
        self.assertEqual(told, ("unspoken", "https is not yet spoken"))

    # The local network.

    def test_ours_downloads_from_transmission_by_local_discovery(self):
        torrent = Torrent(self.content(), None)
        self.swarm.add(Transmission, lsd=True).seed(torrent)
        leech = self.ours("leech", lsd=True)
        add(leech, torrent.magnet)
        self.arrives(torrent, leech)

    def test_a_file_of_our_library_comes_to_life_when_aria2_calls_out(self):
        torrent = Torrent(self.content(), None)
        seed = self.ours("seed", lsd=True)
        self.shared(seed, torrent)
        leech = self.swarm.add(Aria2, lsd=True)
        leech.download(torrent)
        self.arrives(torrent, leech, seed)

    # Our own network, and who is not of it.

    def test_two_of_ours_find_each_other_without_any_tracker(self):
        torrent = Torrent(self.content(), None)
        seed = self.ours("seed", strangers="auto", multicast=True)
        leech = self.ours("leech", strangers="auto", multicast=True)
        self.shared(seed, torrent)
        until(lambda: seed.endpoint in str(leech.ask("nodes")), 30, "they know each other")
        add(leech, torrent.magnet)
        self.arrives(torrent, leech, seed)

    def test_a_stranger_gets_nothing_where_none_may_join(self):
        tracker, torrent = self.tracked("http")
        seed = self.ours("seed", strangers="auto")
        self.shared(seed, torrent)
        add(seed, torrent.magnet)
        until(
            lambda: tracker_of(seed, torrent)["state"] == "working",
            30,
            "a tracker of the own network knows of our seed",
        )
        stranger = self.swarm.add(Aria2)
        stranger.download(torrent, magnet=True)
        until(
            lambda: "does not prove the network's secret" in seed.log(),
            30,
            "the stranger was left",
        )
        member = self.ours("member", strangers="auto")
        add(member, torrent.magnet)
        self.arrives(torrent, member, seed)
        self.assertFalse(stranger.has(torrent))
        self.assertEqual(
            [path for path in stranger.downloads.iterdir() if path.stat().st_size], []
        )


if __name__ == "__main__":
    unittest.main()
