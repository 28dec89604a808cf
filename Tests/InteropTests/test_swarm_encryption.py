"""Programs as they come try encryption first, or not at all; ours speaks plainly. A stranger's
first bytes are refused in the turn in which they come, and plain speech follows at once.

A recorder on a host of its own stands in front of our seed: the tracker names it, and it writes
down how each connection began and when.
"""

import contextlib
import time
import urllib.parse
import urllib.request

from go_between import Carried, GoBetween
from lab import Attacker
from our_client import Ours
from swarm_clients import Aria2, Libtorrent, Opentracker, Torrent, Transmission
from swarm_story import SwarmStory, needs_libtorrent
from wire_peer import PROTOCOL


class Recorded(Carried):
    """One connection through the recorder."""

    first, began, refused = b"", None, None

    @property
    def is_plain(self):
        return self.first.startswith(PROTOCOL)

    def asked(self, block):
        if not self.first:
            self.first, self.began = block, time.monotonic()

    def answers(self):
        with contextlib.suppress(OSError):
            super().answers()
        if self.began and not self.is_plain:
            self.refused = time.monotonic()


class Recorder(GoBetween):
    def __init__(self, attacker, target):
        self.attacker = attacker
        self.records = []
        super().__init__(target=target, listener=attacker.listener())

    def dial(self):
        return self.attacker.connect(self.target, within=None)

    def carry(self, near, far):
        self.records.append(Recorded(self, near, far))

    def announce(self, torrent):
        """Tells the tracker that the seed is here."""
        raw = bytes.fromhex(torrent.info_hash)
        wish = {"info_hash": raw, "peer_id": b"-WP0001-recorder0000", "port": self.port}
        wish |= {"uploaded": 0, "downloaded": 0, "left": 0, "event": "started", "compact": 1}
        query = urllib.parse.urlencode(wish, quote_via=urllib.parse.quote)
        with self.attacker.there():
            urllib.request.urlopen(f"{torrent.announce}?{query}", timeout=10).read()


class FallBack(SwarmStory):
    def passes(self, kind, **options):
        tracker = self.swarm.add(Opentracker)
        torrent = Torrent(self.file(), tracker.announce)
        tracker.run(torrent)
        seed = self.swarm.add(Ours)
        # What ours is told of has no tracker: who comes, comes by the recorder.
        seed.seed(Torrent(torrent.content, None))
        attacker = Attacker(*self.segment.plug_in())
        recorder = self.enterContext(Recorder(attacker, seed.daemon))
        self.wait(lambda: announced(recorder, torrent), 20, "the tracker has it")
        leech = self.swarm.add(kind, **options)
        leech.download(torrent)
        self.arrives(torrent, leech)
        return recorder.records

    def falls_back(self, kind, **options):
        """It tried encryption, was refused in a moment, and spoke plainly in the next."""
        records = self.passes(kind, **options)
        tried = next(record for record in records if not record.is_plain)
        plain = next(record for record in records if record.is_plain)
        self.assertLess(tried.refused - tried.began, 0.1)
        self.assertLess(plain.began - tried.refused, 5)

    def test_aria2_falls_back(self):
        self.falls_back(Aria2)

    def test_transmission_falls_back(self):
        """Over TCP: where uTP brought nothing, Transmission 3.00 connects and says nothing."""
        self.falls_back(Transmission, utp=False)

    @needs_libtorrent
    def test_libtorrent_speaks_plainly_when_it_dials(self):
        self.assertTrue(all(record.is_plain for record in self.passes(Libtorrent)))


def announced(recorder, torrent):
    with contextlib.suppress(OSError):
        recorder.announce(torrent)
        return True
