"""Transfers whose connection dies under them: killed by the kernel, reset, or cut with the cable.

Law: what had come is kept. What is fetched again is counted where it was sent.
"""

import contextlib
import json
import random
import socket
import subprocess

import answers
import old_client
from downloading import arrived, begun, fetch, received
from network import Network, sha256, until
from passage import Passage
from story import MEGABYTE, Story, hashed, needs, needs_root, read_to_end, unittest
from test_namespaces import Segment, namespaces_work

LENGTH = 24 * MEGABYTE
SLOW = {"transfer": {"upload_rate": "8MiB", "idle_timeout": "5s"}}


def kernel_kills(*chosen):
    """`ss -K`: how many sockets it killed; None where this kernel cannot (INET_DIAG_DESTROY)."""
    done = subprocess.run(
        ["ss", "-K", "-H", "-t", "-n", "state", "established", *chosen],
        capture_output=True,
        text=True,
        check=False,
    )
    return None if "not supported" in done.stderr else len(done.stdout.splitlines())


class Cuts(Story):
    deadline = 180

    def begin(self, name, endpoint=None):
        content = random.Random(name).randbytes(LENGTH)
        holder = self.net.peer(f"holder-{name}", changes=SLOW)
        holder.share(name, content)
        hashed(holder, name)
        taker = self.net.peer(f"taker-{name}", changes={"peers": {"known": [holder.endpoint]}})
        return holder, taker

    def assert_came(self, taker, holder, name, again):
        path = arrived(taker, name, within=90)
        self.assertEqual(sha256(path), sha256(holder.shared_files / name))
        fetched = holder.sent_bytes() - LENGTH
        self.assertLess(fetched, again, "what had come was kept")
        self.assert_serves(holder)
        self.assert_serves(taker)

    @needs_root
    @needs("ss")
    def test_the_kernel_kills_the_socket_of_a_running_transfer(self):
        for end in ("sport", "dport"):
            name = f"killed-{end}"
            holder, taker = self.begin(name)
            fetch(taker, name=name, **{"from": holder.endpoint})
            for part in (1, 2, 3):
                begun(taker, part * LENGTH // 5)
                killed = kernel_kills(end, "=", f":{holder.port}")
                if killed is None:
                    self.skipTest("this kernel kills no sockets; see the reset below")
                self.assertGreaterEqual(killed, 1, "a connection was there to be killed")
            self.assert_came(taker, holder, name, 8 * MEGABYTE)

    @needs_root
    @needs("ss")
    def test_the_kernel_kills_a_transfer_to_an_old_client(self):
        holder, _ = self.begin("old")
        at = (holder.address, holder.port)
        request = {"type": "download", "filename": "old", "secret": self.net.secret}
        with old_client.send(at, request, 10) as connection:
            self.assertTrue(connection.recv(4096))
            if kernel_kills("sport", "=", f":{holder.port}") is None:
                self.skipTest("this kernel kills no sockets")
            self.assertLess(len(read_to_end(connection)), LENGTH)
        until(lambda: holder.ask("status")["connections"] <= 1, 5, "nothing of it is left")
        self.assert_serves(holder)

    def test_a_transfer_that_is_reset_again_and_again_comes_whole(self):
        holder, taker = self.begin("reset")

        def spoil(call, before, block):
            return None if call <= 6 and before > 2 * MEGABYTE else block

        way = Passage(holder, spoil, resets=True)
        self.addCleanup(way.close)
        fetch(taker, name="reset", **{"from": way.endpoint})
        # What lay in buffers of three sockets at each of six resets is lost.
        self.assert_came(taker, holder, "reset", 6 * 6 * MEGABYTE)
        self.assertGreaterEqual(way.calls, 7)

    def test_thousands_of_resets_in_every_state_of_a_connection_leave_nothing(self):
        holder, _ = self.begin("many")
        request = json.dumps(
            {"type": "download", "filename": "many", "secret": self.net.secret}
        ).encode()
        get = b"GET /files/many HTTP/1.1\r\nHost: localhost\r\n"
        get += f"Authorization: Bearer {self.net.secret}\r\n".encode()
        openings = (b"", b"{", request, get, get + b"\r\n", (get + b"\r\n") * 20)
        before = holder.ask("status")["connections"]
        for number in range(3000):
            connection = socket.create_connection((holder.address, holder.port), timeout=10)
            connection.sendall(openings[number % len(openings)])
            if number % 4 == 0:
                with contextlib.suppress(OSError):
                    connection.settimeout(0.01)
                    connection.recv(1000)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()
        until(lambda: holder.ask("status")["connections"] <= before, 10, "all are forgotten")
        self.assert_serves(holder)


@needs_root
@needs("ip")
class Cable(unittest.TestCase):
    """The holder's port of the switch drops everything for a while; nobody is told."""

    deadline = 180

    def test_a_transfer_outlives_a_cut_that_nobody_is_told_of(self):
        if not namespaces_work():
            self.skipTest("network namespaces cannot be made here")
        with Segment() as segment, Network() as net:
            holder, taker = (self.peer(net, segment, name) for name in ("holder", "taker"))
            content = random.Random(9).randbytes(LENGTH)
            holder.share("film", content)
            hashed(holder, "film")
            fetch(taker, name="film", **{"from": holder.endpoint})
            begun(taker, LENGTH // 4)
            segment.cut(1)
            until(
                lambda: f"film from {holder.endpoint}" in taker.log(),
                40,
                "the taker notices",
            )
            there = received(taker)
            self.assertLess(there, LENGTH)
            segment.heal(1)
            path = arrived(taker, "film", within=90)
            self.assertEqual(sha256(path), sha256(holder.shared_files / "film"))
            self.assertLess(holder.sent_bytes() - LENGTH, 8 * MEGABYTE, "what had come was kept")
            self.assertEqual(answers.download_state(taker.ask("downloads")["downloads"][0]), "done")

    @staticmethod
    def peer(net, segment, name):
        host, net.address = segment.plug_in()
        changes = {**SLOW, "listen": ["0.0.0.0"]}
        return net.peer(name, changes=changes, wrapper=["ip", "netns", "exec", host])
