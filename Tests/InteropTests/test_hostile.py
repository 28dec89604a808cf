"""Hostile neighbours: who drips, who pours, who lies about lengths, and who never stops sending."""

import contextlib
import json
import os
import secrets
import socket
import time

import old_client
from story import MEGABYTE, Story, read_to_end, until

ID = f"{secrets.token_hex(32)} 1f"


def post(length):
    return (
        "POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


class Visitors(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = cls.net.peer("peer", changes={"transfer": {"idle_timeout": "2s"}})
        cls.peer.share("big.bin", bytes(64 * MEGABYTE))
        at = (cls.peer.address, cls.peer.port)
        until(lambda: old_client.search(at, "big.bin", cls.net.secret), 15, "the file is shared")

    def test_a_byte_now_and_then_keeps_no_connection(self):
        beginnings = {
            "a request line": b"GET /",
            "a head": b"GET /healthz HTTP/1.1\r\nX: ",
            "a body": post(10_000),
            "an object": b'{"type":"search',
        }
        open_ones = {}
        for what, beginning in beginnings.items():
            open_ones[what] = self.connect(self.peer)
            open_ones[what].sendall(beginning)
            open_ones[what].settimeout(0.1)
        deadline = time.monotonic() + 15
        while open_ones and time.monotonic() < deadline:
            for what, connection in list(open_ones.items()):
                try:
                    connection.sendall(b"a")
                    connection.recv(1000)
                except TimeoutError:
                    continue
                except OSError:
                    pass
                del open_ones[what]
        self.assertEqual(list(open_ones), [])
        self.assert_serves(self.peer)

    def test_a_long_body_is_refused_before_it_is_sent(self):
        for length in (MEGABYTE, (1 << 63) - 1):
            answer = self.exchange(self.peer, post(length))
            self.assertTrue(answer.startswith(b"HTTP/1.1 413"), answer[:50])

    def test_bodies_that_never_end_hold_no_memory(self):
        before = self.peer.proc_status("VmRSS")
        held = []
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        for _ in range(20):
            held.append(self.connect(self.peer))
            with contextlib.suppress(OSError):
                held[-1].sendall(
                    post(1).replace(b"Content-Length: 1", b"Transfer-Encoding: chunked")
                    + chunk * 60
                )
        self.assertLess(self.peer.proc_status("VmRSS") - before, 16 << 10)
        self.assert_serves(self.peer)

    def test_who_stops_reading_loses_his_connection_after_the_idle_timeout(self):
        connection = socket.socket()
        self.addCleanup(connection.close)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((self.peer.address, self.peer.port))
        connection.sendall(
            b"GET /files/big.bin HTTP/1.1\r\nHost: localhost\r\n"
            b"Authorization: Bearer " + self.net.secret.encode() + b"\r\n\r\n"
        )
        descriptors = f"/proc/{self.peer.pid}/fd"
        self.assertGreater(len(connection.recv(100)), 0)
        there = len(os.listdir(descriptors))
        until(lambda: len(os.listdir(descriptors)) < there, 12, "the connection is closed")


class Liar(old_client.OldServer):
    """A node of ours, to look at, that tells one length in its list and another with the file."""

    said, sent = 1000, (1 << 63) - 1

    def answer(self, connection, data, source):
        path = data.split(b" ")[1] if data.startswith(b"GET ") else b""
        if path.startswith(b"/files/"):
            return connection.sendall(self.head(self.sent) + b"x" * 1000)
        entry = {"name": "f", "size": self.said, "sha256": None, "modified": 1}
        body = json.dumps({"v": 1, "files": [entry], "next": None}).encode()
        connection.sendall(self.head(len(body)) + body)

    @staticmethod
    def head(length):
        return (
            f"HTTP/1.1 200 OK\r\nDistrishare-Node: {ID}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        ).encode()


class Holders(Story):
    def test_a_length_that_is_a_lie_is_a_failure_and_not_a_full_disk(self):
        peer = self.net.peer("deceived")
        with Liar() as liar:
            done = peer.run_tool("get", "f", "--from", liar.endpoint, within=20)
            self.assertEqual(done.returncode, 5, done.stderr)
            self.assertIn("another content", done.stderr)
        self.assert_serves(peer)
