"""Programs as they come try encryption first, or not at all; ours speaks plainly. A stranger's
first bytes are refused in the turn in which they come, and plain speech follows at once.

A recorder on a host of its own stands in front of our seed: the tracker names it, and it writes
down how each connection began and when.
"""

import contextlib
import socket
import threading
import time
import urllib.parse
import urllib.request

from lab import Attacker
from our_client import Ours
from swarm_clients import Aria2, Libtorrent, Opentracker, Torrent, Transmission
from swarm_story import SwarmStory, needs_libtorrent
from wire_peer import PROTOCOL


class Carried:
    """One connection through the recorder."""

    def __init__(self):
        self.first, self.began, self.refused = b"", None, None

    @property
    def is_plain(self):
        return self.first.startswith(PROTOCOL)


class Recorder:
    def __init__(self, attacker, target):
        self.attacker, self.target = attacker, target
        self.carried = []
        self.listener = attacker.listener()
        self.address, self.port = self.listener.getsockname()
        self.endpoint = f"{self.address}:{self.port}"
        threading.Thread(target=self.listen, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def listen(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = self.attacker.connect(self.target, within=None)
                record = Carried()
                self.carried.append(record)
                for way in ((near, far, record, True), (far, near, record, False)):
                    threading.Thread(target=self.carry, args=way, daemon=True).start()

    @staticmethod
    def carry(source, target, record, is_request):
        with contextlib.suppress(OSError):
            while block := source.recv(1 << 16):
                if is_request and not record.first:
                    record.first, record.began = block, time.monotonic()
                target.sendall(block)
        if not is_request and record.began and not record.is_plain:
            record.refused = time.monotonic()
        for side in (source, target):
            with contextlib.suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)

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
        return recorder.carried

    def falls_back(self, kind, **options):
        """It tried encryption, was refused in a moment, and spoke plainly in the next."""
        carried = self.passes(kind, **options)
        tried = next(record for record in carried if not record.is_plain)
        plain = next(record for record in carried if record.is_plain)
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
