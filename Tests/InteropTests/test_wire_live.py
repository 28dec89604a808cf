"""A node under streams that chance has mutated: it stays, and all that it says is sound HTTP.

Law: its answers are read by h11, which forgives nothing that matters, and none blames itself.
"""

import json
import os
import random
import socket
import subprocess
import time
import unittest

import network
import story
import wire_corpus
from test_wire import frame

try:
    import h11
except ModuleNotFoundError:
    h11 = None

SECONDS = 300 if story.LONG else 15
SEED = int(os.environ.get("DISTRISHARE_SEED", random.SystemRandom().randrange(1 << 32)))
# 501 and 505 are the client's: a coding or a version that nobody has to know.
NOT_OURS = {501, 505}
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
HOST = b"Host: localhost\r\n"
REAL = [
    b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /files/note.txt HTTP/1.1\r\n" + HOST + b"Range: bytes=0-1,3-4\r\n\r\n",
    b"GET /files/note.txt HTTP/1.1\r\n" + HOST + b"Range: bytes=-2\r\nIf-Range: \"x\"\r\n\r\n",
    b"GET /files/note.txt?inline HTTP/1.1\r\n" + HOST + b"If-None-Match: *, \"a\"\r\n\r\n",
    b"HEAD /files/note.txt HTTP/1.1\r\n" + HOST + b"If-Modified-Since: 1 Jan 2001\r\n\r\n",
    b"GET /api/v1/files?q=note&limit=1&cursor=x HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /api/v1/nodes?list=all HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n",
    b"POST /api/v1/search HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
    b"Content-Length: 16\r\n\r\n" + b'{"words":"note"}',
    b"PUT /files/new HTTP/1.1\r\n" + HOST + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    b"PUT /api/v1/multicast HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n11\r\n{\"enabled\": true}\r\n0\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    b'{"type":"search","filename":"note.txt","secret":""}',
]


def methods(streams):
    """The methods of the requests in each stream, as our own machine reads them."""
    done = subprocess.run(
        [network.RELEASE / "wirecheck"],
        input=b"".join(frame(b"Q", stream) for stream in streams),
        capture_output=True,
        check=True,
    )
    readings = map(json.loads, done.stdout.splitlines())
    return [[message["start"][0] for message in reading["messages"]] for reading in readings]


@unittest.skipIf(h11 is None, "needs h11 from PyPI (Scripts/setup --interop)")
class UnderFire(story.Story):
    deadline = SECONDS + 120
    network_options = {"secret": False}

    def talk(self, stream):
        """Sends all of it, and reads what comes until the node closes."""
        with socket.create_connection((self.peer.address, self.peer.port), timeout=20) as line:
            received = bytearray()
            try:
                line.sendall(stream)
                line.shutdown(socket.SHUT_WR)
                while block := line.recv(1 << 16):
                    received += block
            except (BrokenPipeError, ConnectionResetError):
                pass
            except TimeoutError:
                self.fail(f"seed {SEED}: {stream!r}\nis kept open after {bytes(received[-500:])!r}")
            return bytes(received)

    def read_all(self, received, asked, stream):
        """As `read_answers`; what was refused before it was whole may have been a HEAD."""
        try:
            return self.read_answers(received, [*asked, "GET"])
        except (h11.RemoteProtocolError, AssertionError):
            if b"HEAD " not in stream:
                raise
            return self.read_answers(received, [*asked, "HEAD"])

    def read_answers(self, received, asked):
        """The statuses of what was answered; fails where h11 cannot read it."""
        statuses = []
        # Who was told to go on and did not has no more to hear.
        while received not in (b"", GO_ON) and asked:
            reader = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
            reader.send(h11.Request(method=asked.pop(0), target="/", headers=[("Host", "x")]))
            reader.send(h11.EndOfMessage())
            reader.receive_data(received)
            reader.receive_data(b"")
            while not isinstance(event := reader.next_event(), h11.EndOfMessage):
                if isinstance(event, h11.Response):
                    statuses.append(event.status_code)
            received = reader.trailing_data[0]
        self.assertIn(received, (b"", GO_ON), "bytes that answer nothing")
        return statuses

    def test_a_node_answers_soundly_whatever_comes(self):
        print(f"(seed {SEED}) ", end="", flush=True)
        # What the mutations find is told, not kept: one state, and no log of every refusal.
        self.peer = self.net.peer("peer", changes={"transfer": {"idle_timeout": "5s"}})
        self.peer.share("note.txt", b"a note")
        chance = random.Random(SEED)
        everything = REAL + [r for r in wire_corpus.REQUESTS if len(r) < 4000]
        end, count, seen = time.monotonic() + SECONDS, 0, {}
        while time.monotonic() < end:
            streams = [
                wire_corpus.mutated(
                    chance.choice(REAL if chance.random() < 0.7 else everything), everything, chance
                )
                for _ in range(200)
            ]
            for stream, asked in zip(streams, methods(streams), strict=True):
                received = self.talk(stream)
                if stream.lstrip()[:1] == b"{" or not received.startswith(b"HTTP/"):
                    continue
                try:
                    statuses = self.read_all(received, asked, stream)
                except (h11.RemoteProtocolError, AssertionError) as broken:
                    self.fail(f"seed {SEED}: {stream!r}\nanswered {received[:2000]!r}\n{broken!r}")
                for status in statuses:
                    seen[status] = seen.get(status, 0) + 1
                    if status >= 500 and status not in NOT_OURS:
                        self.fail(f"seed {SEED}: {stream!r}\nanswered {received[:2000]!r}")
                count += 1
        print(f"({count} streams: {dict(sorted(seen.items()))}) ", end="", flush=True)
        self.assertGreater(seen.get(200, 0), count / 20)
        self.assert_serves(self.peer)
        self.assertLess(self.peer.proc_status("VmRSS"), 96 << 10)
