"""A running daemon that may open nothing any more (EMFILE), and may again later.

Law: the limit is taken from the process while it runs (prlimit), below what it has open, so that
neither its reserve nor its spare descriptor helps. It may not spin meanwhile: /proc counts.
"""

import os
import random
import resource
import socket
import time

import answers
import http_side
import old_client
from downloading import arrived, begun, fetch, states
from network import sha256, until
from story import MEGABYTE, Story, hashed

TICK = os.sysconf("SC_CLK_TCK")


def processor_time(daemon):
    """Seconds, of user and system together."""
    return sum(map(int, daemon.proc("stat").rsplit(")", 1)[1].split()[11:13])) / TICK


def descriptors(daemon):
    return [int(name) for name in os.listdir(f"/proc/{daemon.pid}/fd")]


class Descriptors(Story):
    deadline = 180

    def allow(self, daemon, count):
        _, hard = resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (min(count, hard), hard))

    def forbid(self, daemon):
        """From now on nothing can be opened, not even in place of what is closed."""
        self.before = resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE)[0]
        self.allow(daemon, min(descriptors(daemon)) + 1)
        self.addCleanup(lambda: daemon.running() and self.allow(daemon, self.before))

    def test_callers_are_not_spun_for_and_are_served_when_descriptors_are_back(self):
        peer = self.net.peer("accepting")
        peer.share("small", b"small")
        hashed(peer, "small")
        at = (peer.address, peer.port)
        kept = self.connect(peer)
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertIn(b" 200 ", kept.recv(4096))
        self.forbid(peer)
        callers = [self.connect(peer) for _ in range(200)]
        began, spent = time.monotonic(), processor_time(peer)
        while time.monotonic() < began + 2:
            # Who was there before is served as ever.
            kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertIn(b" 200 ", kept.recv(4096))
            time.sleep(0.1)
        spent = processor_time(peer) - spent
        print(f"({spent:.2f} s of processor time in 2 s) ", end="")
        self.assertLess(spent, 0.5)
        self.allow(peer, self.before)
        for caller in callers[:5]:
            caller.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            self.assertIn(b" 200 ", caller.recv(4096), "who waited is served")
        self.assertEqual(old_client.download(at, "small", self.net.secret), b"small")
        self.assert_serves(peer)

    def test_a_download_goes_on_when_descriptors_are_back(self):
        content = random.Random(1).randbytes(24 * MEGABYTE)
        slow = {"transfer": {"upload_rate": "8MiB"}}
        holders = [self.net.peer(f"holder-{n}", changes=slow) for n in range(2)]
        for holder in holders:
            holder.share("film", content)
            hashed(holder, "film")
        known = {"peers": {"known": [holder.endpoint for holder in holders]}}
        taker = self.net.peer("taker", changes=known)
        until(lambda: len(answers.alive_addresses(taker.ask("nodes"))) == 2, 15, "both are known")
        fetch(taker, sha256=sha256(holders[0].shared_files / "film"))
        begun(taker, 4 * MEGABYTE)
        with socket.socket(socket.AF_UNIX) as watching:
            watching.connect(str(taker.state / "control.sock"))
            watching.settimeout(10)
            self.said_on(watching, "/api/v1/status")
            self.forbid(taker)
            # Its lines are cut, and it can dial no new ones.
            for holder in holders:
                holder.kill()
                holder.start()
            spent = processor_time(taker)
            self.said_on(watching, "/api/v1/status")
            time.sleep(2)
            self.assertLess(processor_time(taker) - spent, 0.7)
            self.said_on(watching, "/api/v1/downloads")
        self.allow(taker, self.before)
        path = arrived(taker, "film", within=90)
        self.assertEqual(sha256(path), sha256(holders[0].shared_files / "film"))
        self.assertEqual(states(taker)["film"][0], "done")

    def test_a_new_download_begun_without_descriptors_ends_well(self):
        content = random.Random(2).randbytes(2 * MEGABYTE)
        holder = self.net.peer("patient-holder")
        holder.share("late", content)
        hashed(holder, "late")
        taker = self.net.peer("patient", changes={"peers": {"known": [holder.endpoint]}})
        with socket.socket(socket.AF_UNIX) as operator:
            operator.connect(str(taker.state / "control.sock"))
            operator.settimeout(10)
            self.said_on(operator, "/api/v1/status")
            self.forbid(taker)
            wish = f'{{"name":"late","from":"{holder.endpoint}"}}'.encode()
            operator.sendall(
                b"POST /api/v1/downloads HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(wish), wish)
            )
            self.assertRegex(operator.recv(65536), rb"HTTP/1.1 20[012] ")
            time.sleep(1.5)
            self.said_on(operator, "/api/v1/downloads")
        self.allow(taker, self.before)
        self.assertEqual(sha256(arrived(taker, "late")), sha256(holder.shared_files / "late"))

    def test_files_are_refused_for_a_moment_and_not_forgotten(self):
        holder = self.net.peer("refusing")
        holder.share("film", bytes(MEGABYTE))
        hashed(holder, "film")
        request = (
            f"GET /files/film HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {self.net.secret}\r\n\r\n"
        ).encode()
        kept = self.connect(holder)
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertIn(b" 200 ", kept.recv(4096))
        self.forbid(holder)
        kept.sendall(request)
        refused = kept.recv(65536)
        self.assertRegex(refused, rb"\AHTTP/1.1 (200|503) ", "not 404: it is there")
        # A change while nothing can be opened: found when it can be.
        (holder.shared_files / "new").write_bytes(b"new")
        time.sleep(0.5)
        self.allow(holder, self.before)
        headers = http_side.bearer(self.net.secret)
        self.assertEqual(http_side.ask(holder, "GET", "/files/film", headers).status, 200)
        until(lambda: "new" in answers.file_names(holder.ask("files")), 40, "the new file is found")

    def said_on(self, connection, path):
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        self.assertIn(b" 200 ", connection.recv(65536))
