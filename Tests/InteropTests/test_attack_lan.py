"""An attacker on the LAN without the secret: what he claims, whom he names, what he floods.

What was tried beyond this, and with which outcome, is in ATTACKS.md.
"""

import contextlib
import json
import re
import socket
import time

import answers
from lab import GROUP, Lab, Server, forged
from network import until
from story import MEGABYTE

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


def register(ip, port):
    return json.dumps({"type": "register", "ip": ip, "port": port}).encode()


class Members(Lab):
    """A peer shares a film, and its friend finds it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attacker.take_addresses(12)
        cls.victim.share("film", bytes(100_000))
        until(lambda: cls.finds_film(), 30, "the film is found")

    @classmethod
    def finds_film(cls):
        try:
            found = answers.search_results(cls.friend.ask("search", "film"))
        except AssertionError:
            return False  # nobody has it yet
        return found and cls.victim.endpoint in answers.holders(found[0])

    def hello(self, sender, endpoint):
        sender.sendto(f"HELLO:{endpoint}".encode(), (GROUP, self.net.multicast_port))


class Names(Members):
    """He learns what everybody may learn, and says it as his own."""

    def test_an_answer_with_the_id_of_another_takes_nothing_from_him(self):
        healthy = self.attacker.say(self.victim, b"GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n")
        name = re.search(rb"(?i)distrishare-node: (\S+ \S+)", healthy)[1]
        answer = b"HTTP/1.1 200 OK\r\nDistrishare-Node: %s\r\nContent-Length: 0\r\n\r\n" % name
        server = Server(self.attacker, lambda _: answer)
        self.addCleanup(server.close)
        sender = self.attacker.datagrams()
        self.addCleanup(sender.close)

        def asked_often():
            self.hello(sender, server.endpoint)
            self.attacker.say(self.bootstrap, register(server.address, server.port))
            return len(server.heard) >= 8

        until(asked_often, 40, "everybody has asked him who he is")
        for node in (self.friend, self.bootstrap):
            self.assertIn(self.victim.endpoint, answers.known_nodes(node))
            # His last registration counts until he has been asked again.
            until(
                lambda node=node: server.endpoint not in answers.known_nodes(node),
                10,
                "he is on nobody's list",
            )
            self.assertIn(self.victim.endpoint, answers.known_nodes(node))
        self.assertTrue(self.finds_film())
        notices = " ".join(self.friend.ask("status")["notices"])
        self.assertIn(server.endpoint, notices, "and a person is told")

    def test_probes_carry_nothing_that_only_members_know(self):
        server = Server(self.attacker, lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        self.addCleanup(server.close)
        sender = self.attacker.datagrams()
        self.addCleanup(sender.close)
        until(lambda: self.hello(sender, server.endpoint) or server.heard, 20, "he has been probed")
        self.friend.run_tool("search", "film")
        self.friend.run_tool("get", "film", "--from", server.endpoint)
        everything = b"".join(server.heard)
        self.assertNotIn(self.net.secret.encode(), everything)
        for request in server.heard:
            if b"/healthz" in request:
                self.assertNotIn(b"uthorization", request)

    def test_probes_reach_nobody_more_than_once_a_second_for_one_source(self):
        target = Server(self.attacker, lambda _: b"", address=self.attacker.addresses[1])
        self.addCleanup(target.close)
        sender = self.attacker.datagrams()
        self.addCleanup(sender.close)
        began = time.monotonic()
        while time.monotonic() < began + 5:
            for _ in range(50):
                self.hello(sender, target.endpoint)
                self.attacker.say(self.bootstrap, register(target.address, target.port))
        # Three nodes, five seconds, and each may be at the edge of two of them.
        self.assertLessEqual(len(target.heard), 3 * 7)

    def test_forged_hellos_from_every_address_leave_room_for_a_true_one(self):
        raw = self.attacker.raw()
        self.addCleanup(raw.close)
        before, spent = self.friend.proc_status("RssAnon"), self.cpu(self.friend)
        for number in range(20_000):
            source = f"10.77.{2 + number // 250 % 250}.{1 + number % 250}"
            with contextlib.suppress(OSError):
                raw.sendto(
                    forged(source, self.net.multicast_port, f"HELLO:{source}:{1 + number % 60000}"),
                    (GROUP, 0),
                )
        self.assertLess(self.friend.proc_status("RssAnon") - before, 4 << 10)
        self.assertLess(self.cpu(self.friend) - spent, 10, "seconds for 20,000 datagrams")
        self.assertTrue(self.finds_film())
        self.assert_serves()

    def test_a_forged_goodbye_takes_nobody_from_those_who_hold_him_otherwise(self):
        raw = self.attacker.raw()
        self.addCleanup(raw.close)
        datagram = forged(
            self.victim.address, self.net.multicast_port, f"GOODBYE:{self.victim.endpoint}"
        )
        for _ in range(100):
            raw.sendto(datagram, (GROUP, 0))
        self.assertIn(self.victim.endpoint, answers.known_nodes(self.friend))
        self.assertTrue(self.finds_film())
        until(
            lambda: self.victim.endpoint in answers.known_nodes(self.friend, "--multicast"),
            10,
            "its next HELLO brings it back",
        )


class Registrations(Members):
    """Ten addresses register three hundred ports each, as anybody may in the old dialect."""

    def test_a_flood_of_registrations_hides_nobody_who_knows_the_secret(self):
        before = self.bootstrap.proc_status("RssAnon")
        for address in self.attacker.addresses[2:]:
            for port in range(1000, 1300):
                self.attacker.say(self.bootstrap, register(address, port), source=address)
        listed = answers.known_nodes(self.bootstrap)
        self.assertLessEqual(len(listed), 10 * 256 + 10)
        self.assertLess(self.bootstrap.proc_status("RssAnon") - before, 8 << 10)
        both = {peer.endpoint for peer in self.peers}
        self.assertLessEqual(both, listed)
        said = self.attacker.say(self.bootstrap, register(self.attacker.address, 5))
        told = {f"{host}:{port}" for host, port in json.loads(said)["nodes"]}
        self.assertLessEqual(both, told, "old clients hear of them, too")
        self.assertTrue(self.finds_film())


class Floods(Lab):
    """He fills what has an end, and asks for what is dear."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.victim.share("film", bytes(8 * MEGABYTE))
        until(lambda: answers.file_digests(cls.victim.ask("files")), 30, "it is hashed")

    def crowd(self, request, count=300):
        """Connections from one address, each with that said and nothing read."""
        held = []
        for _ in range(count):
            connection = self.attacker.connect(self.victim, within=0.2)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            with contextlib.suppress(OSError):
                connection.sendall(request)
            held.append(connection)
        self.addCleanup(lambda: [connection.close() for connection in held])
        return held

    def test_one_address_holds_no_more_than_its_share_of_connections(self):
        self.crowd(b"")
        until(lambda: self.victim.ask("status")["connections"] >= 200, 10, "he has many")
        self.assertLessEqual(self.victim.ask("status")["connections"], 256 + 4)
        done = self.friend.run_tool("get", "film", "--from", self.victim.endpoint)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_who_takes_all_places_with_many_addresses_keeps_them_for_seconds(self):
        self.attacker.take_addresses(4)
        crowd = []
        self.addCleanup(lambda: [connection.close() for connection in crowd])
        roomless = self.on_a_host("roomless", "peer", {"transfer": {"connections_max": 600}})
        roomless.share("film", b"film")
        until(lambda: answers.file_digests(roomless.ask("files")), 30, "it is hashed")
        for address in self.attacker.addresses:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    crowd.append(self.attacker.connect(roomless, source=address, within=1))
        until(lambda: roomless.ask("status")["connections"] >= 590, 10, "all places are taken")
        # Its operator is served all the same, and others when the silent have been hung up on.
        self.assert_serves(roomless)
        until(
            lambda: (
                self.friend.run_tool("get", "film", "--from", roomless.endpoint).returncode == 0
            ),
            40,
            "a friend is served",
        )

    def test_what_one_address_makes_us_keep_is_bounded(self):
        body = b"POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\n"
        body += b"Content-Type: application/json\r\nContent-Length: 65536\r\n\r\n" + b"y" * 65_500
        page = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
        words = {
            "heads": b"GET /" + b"a" * 65_000,
            "bodies": body,
            "unread": page * 200,
            "pipelines": b"".join(b"GET /%d HTTP/1.1\r\nHost:a\r\n\r\n" % n for n in range(9000)),
        }
        figures, peaks = [], []
        # Twice: what an allocator keeps for the next time is no growth.
        for what in [*words, *words]:
            before = self.victim.proc_status("RssAnon")
            held = self.crowd(words[what])
            peaks.append(self.victim.proc_status("RssAnon") >> 10)
            figures.append((what, peaks[-1] - (before >> 10)))
            for connection in held:
                connection.close()
            until(lambda: self.victim.ask("status")["connections"] <= 4, 20, "they are gone")
        print(f"({', '.join(f'{what} {mebibytes} MiB' for what, mebibytes in figures)}) ", end="")
        # Of 256 connections. How much of a pipeline is read at a time, and so understood, depends
        # on how busy the machine is: a quarter of a mebibyte each is the most.
        for what, mebibytes in figures:
            self.assertLessEqual(mebibytes, 64 if what == "pipelines" else 40, what)
        self.assertLessEqual(max(peaks[4:]), max(peaks[:4]) + 24, "again")

    def test_no_request_without_a_credential_is_dear(self):
        """Microseconds of processor time, for what costs most for its length or altogether."""
        host = b"Host: localhost\r\n"
        file = b"GET /files/film HTTP/1.1\r\n" + host
        dear = {
            "parameters": b"GET /api/v1/files?" + b"a=b&" * 15_000 + b" HTTP/1.1\r\n" + host,
            "codes": b"GET /api/v1/files?q=" + b"%41" * 20_000 + b" HTTP/1.1\r\n" + host,
            "dots": b"GET /files/" + b"../" * 20_000 + b" HTTP/1.1\r\n" + host,
            "a proof of many parts": file
            + b"Authorization: DistriShare "
            + b"a=b," * 3500
            + b"\r\n",
            "a long password": file + b"Authorization: Basic " + b"YWFh" * 3500 + b"\r\n",
            "fields": file + b"a:b\r\n" * 98,
            "ranges": file + b"Range: bytes=" + b"0-1," * 3500 + b"\r\n",
        }
        costs = {}
        for what, request in dear.items():
            spent, count = self.cpu(self.victim), 100
            with contextlib.closing(self.attacker.connect(self.victim)) as connection:
                for _ in range(count):
                    connection.sendall(request + b"\r\n")
                    self.assertRegex(connection.recv(MEGABYTE), rb"\AHTTP/1.1 (40|41|42)")
            costs[what] = (self.cpu(self.victim) - spent) / count * 1e6
        print(f"({', '.join(f'{what} {cost:.0f} µs' for what, cost in costs.items())}) ", end="")
        for what, cost in costs.items():
            self.assertLess(cost, 5000, what)

    def test_a_head_in_single_bytes_costs_what_its_packets_cost(self):
        costs = []
        for length in (2000, 16_000):
            request = b"GET /" + b"a" * length + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
            spent = self.cpu(self.victim)
            with contextlib.closing(self.attacker.connect(self.victim)) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for byte in request:
                    connection.send(bytes([byte]))
                self.assertTrue(connection.recv(4096))
            costs.append((self.cpu(self.victim) - spent) / length)
        # Eight times as long is eight times as dear, and not sixty-four times.
        self.assertLess(costs[1], max(costs[0] * 4, 50e-6))

    def test_garbage_on_the_group_and_on_the_port_is_passed_over(self):
        sender = self.attacker.datagrams()
        self.addCleanup(sender.close)
        for number in range(5000):
            sender.sendto(bytes([number % 256]) * (number % 1400), (GROUP, self.net.multicast_port))
        for first in (
            b"\x16\x03\x01",
            b"\0" * 5000,
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"\xff" * 9,
        ):
            self.attacker.say(self.victim, first, within=2)
        self.assert_serves()
