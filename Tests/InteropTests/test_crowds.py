"""Crowds at one node: thousands who say nothing, hundreds who hardly read, and one who is served.

Law: what the crowd costs is what the same measure says without it, in the same minute.
"""

import contextlib
import json
import selectors
import socket
import statistics
import threading
import time
import unittest

import answers
import network
from network import until
from story import LONG, MEGABYTE, Story, raise_descriptor_limit

SILENT = KEPT = 4500
SLOW = 500
RATE = 1000
# A shared machine is never quite still: the median of this many runs counts.
RUNS = 5 if LONG else 3


class Crowd(Story):
    deadline = 240

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if raise_descriptor_limit() < SILENT + KEPT + SLOW + 500:
            raise unittest.SkipTest("needs descriptors for both ends of a crowd")
        cls.peer = cls.net.peer("peer", changes={"transfer": {"idle_timeout": "5m"}})
        cls.small = cls.peer.share("small", bytes(range(256)) * 16)
        cls.peer.share("large", bytes(32 * MEGABYTE))
        until(
            lambda: answers.file_digests(cls.peer.ask("files")).keys() >= {"small", "large"},
            30,
            "the files are hashed",
        )
        cls.request = (
            f"GET /files/%s HTTP/1.1\r\nHost: {cls.peer.endpoint}\r\n"
            f"Authorization: Bearer {cls.net.secret}\r\n\r\n"
        )

    def p99(self):
        """Milliseconds, of 4 KiB requests at a given rate."""
        figures = []
        for _ in range(RUNS):
            done = network.run_tool(
                *("--json", "load", "--node", self.peer.endpoint, "--file", "small"),
                *("--connections", 16, "--seconds", 3, "--rate", RATE, "--protocol", "http"),
                *("--secret-file", self.net.secret_path, "--expect", self.small),
            )
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            figures.append(json.loads(done.stdout)["latency_ms"]["p99"])
        return statistics.median(figures)

    def many(self, crowd, count, request=b"", room=None):
        """Connects so many, each with a request; the sockets, closed with the crowd."""
        made = []
        for _ in range(count):
            connection = crowd.enter_context(socket.socket())
            if room:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
            connection.connect((self.peer.address, self.peer.port))
            if request:
                connection.sendall(request)
            made.append(connection)
        return made

    def test_who_is_served_does_not_notice_the_crowd(self):
        alone = self.p99()
        before = self.peer.proc_status("RssAnon")
        with contextlib.ExitStack() as crowd:
            silent = self.many(crowd, SILENT)
            kept = self.many(crowd, KEPT, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            for connection in kept:
                self.assertTrue(connection.recv(4096).startswith(b"HTTP/1.1 200"))
            idle = self.peer.proc_status("RssAnon") - before
            slow = self.many(crowd, SLOW, (self.request % "large").encode(), room=4096)
            sips = crowd.enter_context(Sips(slow))
            until(lambda: sips.taken > SLOW * 4, 20, "all are being served")
            crowded = self.p99()
            self.assertTrue(sips.all_served(), "somebody slow was forgotten")
            for connection in (silent[0], silent[-1], kept[0], kept[-1]):
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                self.assertTrue(connection.recv(4096).startswith(b"HTTP/1.1 200"))
        print(
            f"(p99 {alone:.2f} ms alone, {crowded:.2f} ms crowded; "
            f"{idle * 1024 // (SILENT + KEPT)} bytes for who is idle) ",
            end="",
        )
        self.assertLess(crowded, max(alone * 1.5, 2))
        self.assert_serves(self.peer)


class Sips:
    """Readers who take a little of each connection, twice a second."""

    def __init__(self, connections):
        self.connections = connections
        self.taken = 0
        self.by_connection = dict.fromkeys(connections, 0)
        self.over = threading.Event()

    def __enter__(self):
        self.thread = threading.Thread(target=self.sip)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def sip(self):
        with selectors.DefaultSelector() as ready:
            for connection in self.connections:
                connection.setblocking(False)
                ready.register(connection, selectors.EVENT_READ)
            while not self.over.wait(0.5):
                for key, _ in ready.select(0):
                    with contextlib.suppress(BlockingIOError):
                        self.by_connection[key.fileobj] += len(key.fileobj.recv(2048))
                self.taken = sum(1 for count in self.by_connection.values() if count) * 5

    def all_served(self):
        return all(self.by_connection.values())


class Drips(Story):
    """A byte now and then: on a head, on a second head, on a body."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = cls.net.peer("peer", changes={"transfer": {"idle_timeout": "3s"}})

    def dripping(self, beginnings, within):
        """Feeds each a byte a quarter second; what each was told before it was closed."""
        started = time.monotonic()
        held, told, ended = {}, {}, {}
        for what, (opening, answered) in beginnings.items():
            connection = self.connect(self.peer)
            connection.sendall(opening)
            if answered:
                self.assertIn(b" 200 ", connection.recv(65536))
            connection.setblocking(False)
            held[what], told[what] = connection, b""
        while held and time.monotonic() < started + within:
            time.sleep(0.25)
            for what, connection in list(held.items()):
                try:
                    connection.send(b"a")
                    told[what] += (got := connection.recv(65536))
                    if not got:
                        ended[what] = time.monotonic() - started
                        del held[what]
                except BlockingIOError:
                    continue
                except OSError:
                    ended[what] = time.monotonic() - started
                    del held[what]
        self.assertEqual(list(held), [], f"still open; ended: {ended}")
        return told

    def test_a_head_has_a_deadline_on_a_kept_connection_too(self):
        first = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        told = self.dripping(
            {
                "the first": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ", False),
                "the second": (first + b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ", True),
                "a second line": (first + b"GET /", True),
            },
            25,
        )
        for what, answer in told.items():
            # Who is slow with a head is told so, if it can still hear it.
            self.assertTrue(answer == b"" or b" 408 " in answer, (what, answer))

    def test_a_body_has_a_least_rate(self):
        head = b"PUT /files/dripped HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
        with socket.socket(socket.AF_UNIX) as operator:
            operator.connect(str(self.peer.state / "control.sock"))
            operator.sendall(head)
            operator.setblocking(False)
            told, began = b"", time.monotonic()
            while time.monotonic() < began + 60:
                time.sleep(0.25)
                try:
                    operator.send(b"a")
                    told += (got := operator.recv(65536))
                    if not got:
                        break
                except BlockingIOError:
                    continue
                except OSError:
                    break
            else:
                self.fail("a body that drips is waited for")
        self.assertGreater(time.monotonic() - began, 2, f"it was admitted: {told}")
        self.assertTrue(told == b"" or b" 408 " in told, told)
        until(
            lambda: not [p for p in self.peer.state.rglob("*") if "dripped" in p.name],
            5,
            "nothing is left",
        )
        self.assert_serves(self.peer)
