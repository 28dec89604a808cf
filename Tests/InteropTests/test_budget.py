"""What serving may cost: system calls and allocations for a small file, and for a chunk of a large.

Law: these are counts, not times, so a busy machine does not change them. A number here is what it
took when it was written, and its reason; whoever needs less lowers it, whoever needs more says why.
"""

import collections
import contextlib
import json
import mmap
import os
import re
import socket
import sqlite3
import struct
import subprocess
import time
import unittest
from pathlib import Path

from story import MEGABYTE, Story, hashed, needs, read_to_end, until

SMALL = bytes(range(256)) * 16
LARGE = 64 * MEGABYTE
CHUNK = 4096
# So many that a daemon's other life (its clocks, its pulse) is less than SLACK of a request.
REQUESTS = 2000
WARMING = 200
SLACK = 0.1

# System calls for one download of 4 KiB, one after the other, each awaited. What does the same has
# one name here: how a system library calls it changes.
ONE_NAME = {
    "epoll_pwait": "wait",
    "epoll_wait": "wait",
    "recvfrom": "receive",
    "recvmsg": "receive",
    "read": "receive",
    "sendto": "send",
    "sendmsg": "send",
    "writev": "send",
    # An older strace has no name for it.
    "syscall_0x1c3": "cachestat",
}
J_CALLS = {
    # The kernel lets the caller in when his request is here (TCP_DEFER_ACCEPT); the second call
    # hears that there is nobody else.
    "accept4": 2,
    "receive": 1,
    "sendfile": 1,
    "close": 1,
    "wait": 1,
}
HTTP_CALLS = {
    "receive": 1,
    # Head and content of what is in memory go together.
    "send": 1,
    # The loop waits, and then asks the set that connections wait in. With many connections both
    # are shared.
    "wait": 2,
}
# System calls for one chunk of a large download. Each moves a mebibyte where the socket has room,
# and then that has to be waited for; before it is asked whether the pages are in memory, and the
# last of them filled. Twice of that, since a reader may be slow.
CHUNK_CALLS = {
    "sendfile": 2 / 256,
    "cachestat": 2 / 256,
    "preadv2": 2 / 256,
    "wait": 4 / 256,
    "epoll_ctl": 0.2 / 256,
}
# What malloc is asked for. In dialect J that is a connection each time: its objects, and the
# request as text.
J_ALLOCATIONS = 9
HTTP_ALLOCATIONS = 7
# None; but the request, and what its connection waits in, come to a dozen in 64 MiB.
CHUNK_ALLOCATIONS = 0.3 / 256


def ask_in_j(peer, name, secret):
    """One download, a connection of its own; how many bytes came."""
    with socket.create_connection((peer.address, peer.port), timeout=10) as server:
        ask = {"type": "download", "filename": name, "secret": secret}
        server.sendall(json.dumps(ask).encode())
        return len(read_to_end(server))


class KeptAlive:
    """One connection over HTTP, on which the same file is asked for again and again."""

    def __init__(self, peer, name, secret):
        self.server = socket.create_connection((peer.address, peer.port), timeout=10)
        self.request = (
            f"GET /files/{name} HTTP/1.1\r\nHost: {peer.endpoint}\r\n"
            f"Authorization: Bearer {secret}\r\n\r\n"
        ).encode()

    def ask(self):
        self.server.sendall(self.request)
        received = b""
        while not received.endswith(SMALL):
            block = self.server.recv(1 << 16)
            if not block:
                raise AssertionError(f"closed after {received[:200]}")
            received += block
        return len(received)


class Budget(Story):
    """A peer whose calls or allocations are counted, with a small file and a large one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The daemon says little and does little besides: no pulse of others, no log lines.
        cls.peer = cls.net.peer(
            "peer", changes={"log": {"level": "warning"}}, wrapper=cls.wrapping()
        )
        for name, content in (("small", SMALL), ("large", bytes(LARGE))):
            # An hour old: what was written a moment ago is not kept in memory.
            part = cls.net.folder / name
            part.write_bytes(content)
            os.utime(part, (time.time() - 3600,) * 2)
            part.rename(cls.peer.shared_files / name)
            hashed(cls.peer, name)
        until(lambda: cls.written() == 2, 30, "what was hashed is written down")

    @classmethod
    def written(cls):
        """Digests in the ledger: what writes them down is no part of a download."""
        path = f"file:{cls.peer.state / 'state.sqlite'}?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as ledger:
            return ledger.execute("SELECT count(*) FROM file").fetchone()[0]

    def in_j(self, times=1):
        for _ in range(times):
            self.assertEqual(ask_in_j(self.peer, "small", self.net.secret), len(SMALL))

    def large_in_j(self):
        self.assertEqual(ask_in_j(self.peer, "large", self.net.secret), LARGE)

    def over_http(self):
        connection = KeptAlive(self.peer, "small", self.net.secret)
        self.addCleanup(connection.server.close)
        return connection


@needs("strace")
class SystemCalls(Budget):
    # strace stops the daemon at every call.
    deadline = 240
    CALL = re.compile(r"^\d+\s+(\w+)\(", re.MULTILINE)

    @classmethod
    def wrapping(cls):
        cls.trace = cls.net.folder / "trace"
        return ["strace", "-f", "-qq", "-s", "0", "-o", str(cls.trace)]

    def calls(self, work):
        """How often each was called meanwhile. strace writes what was called before it goes on."""
        before = self.trace.stat().st_size
        work()
        with open(self.trace, encoding="utf-8", errors="replace") as trace:
            trace.seek(before)
            names = self.CALL.findall(trace.read())
        return collections.Counter(ONE_NAME.get(name, name) for name in names)

    def assert_within(self, calls, parts, budget, slack):
        spent = {name: count / parts for name, count in calls.items()}
        print("(" + ", ".join(f"{n} {s:.3g}" for n, s in sorted(spent.items())) + ") ", end="")
        over = {
            name: (round(each, 4), budget.get(name, 0))
            for name, each in spent.items()
            if each > budget.get(name, 0) + slack
        }
        self.assertEqual(over, {}, "name: (spent, budget)")

    def test_a_small_download_in_dialect_j(self):
        self.in_j(WARMING)
        calls = self.calls(lambda: self.in_j(REQUESTS))
        self.assertGreaterEqual(calls["sendfile"], REQUESTS, "it is counted at all")
        self.assert_within(calls, REQUESTS, J_CALLS, SLACK)

    def test_a_small_download_on_a_kept_connection(self):
        connection = self.over_http()
        for _ in range(WARMING):
            connection.ask()
        calls = self.calls(lambda: [connection.ask() for _ in range(REQUESTS)])
        self.assertGreaterEqual(calls["receive"], REQUESTS, "it is counted at all")
        self.assert_within(calls, REQUESTS, HTTP_CALLS, SLACK)

    def test_a_chunk_of_a_large_download(self):
        self.large_in_j()
        calls = self.calls(self.large_in_j)
        self.assertGreaterEqual(calls["sendfile"], 1, "it is counted at all")
        self.assert_within(calls, LARGE / CHUNK, CHUNK_CALLS, SLACK / 256)


@needs("cc")
class Allocations(Budget):
    SOURCE = Path(__file__).with_name("allocations.c")

    @classmethod
    def wrapping(cls):
        library, page = cls.net.folder / "allocations.so", cls.net.folder / "allocations"
        subprocess.run(
            ["cc", "-O2", "-shared", "-fPIC", "-o", str(library), str(cls.SOURCE)], check=True
        )
        page.write_bytes(bytes(mmap.PAGESIZE))
        with open(page, "r+b") as file:
            cls.page = mmap.mmap(file.fileno(), mmap.PAGESIZE)
        return ["env", f"LD_PRELOAD={library}", f"ALLOCATIONS={page}"]

    @classmethod
    def counted(cls):
        return struct.unpack_from("@L", cls.page)[0]

    def allocations(self, work, parts):
        # A daemon that starts and hashes allocates: a counter that saw nothing counts nothing.
        self.assertGreater(self.counted(), 1000, "it is counted at all")
        before = self.counted()
        work()
        each = (self.counted() - before) / parts
        print(f"({each:.3g}) ", end="")
        return each

    def test_a_small_download_in_dialect_j(self):
        self.in_j(WARMING)
        each = self.allocations(lambda: self.in_j(REQUESTS), REQUESTS)
        self.assertLessEqual(each, J_ALLOCATIONS + SLACK)

    def test_a_small_download_on_a_kept_connection(self):
        connection = self.over_http()
        for _ in range(WARMING):
            connection.ask()
        each = self.allocations(lambda: [connection.ask() for _ in range(REQUESTS)], REQUESTS)
        self.assertLessEqual(each, HTTP_ALLOCATIONS + SLACK)

    def test_a_chunk_of_a_large_download(self):
        self.large_in_j()
        each = self.allocations(self.large_in_j, LARGE / CHUNK)
        self.assertLessEqual(each, CHUNK_ALLOCATIONS)


# The class that both share tells no story of its own.
del Budget


if __name__ == "__main__":
    unittest.main()
