"""HELLO and GOODBYE between processes on loopback."""

import re
import socket
import time

import answers
import network
from old_client import OldMulticast, OldPeer
from story import Story, until

LAN = {"multicast": {"enabled": True, "interval": "1s"}}
# Three silent intervals make a node unavailable; a sweep more, and a loaded machine.
GONE_WITHIN = 10


class Multicast(Story):
    def setUp(self):
        self.lan = self.enterContext(OldMulticast(self.net.multicast_port))
        self.peer = self.net.peer(
            f"peer-{self._testMethodName[5:25]}", changes={**LAN, **self.net.for_old_peers}
        )
        self.addCleanup(self.peer.stop)

    def listed(self):
        return answers.known_nodes(self.peer, "--multicast")

    def heard(self, word, address, within=5):
        """Reads the group until that word about that address is heard."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self.lan.hear(0.2) == [word, address[0], str(address[1])]:
                return True
        return False

    def test_a_hello_is_sent_in_the_form_that_old_clients_split(self):
        with OldMulticast(self.net.multicast_port) as lan:
            lan.listener.settimeout(5)
            data, source = lan.listener.recvfrom(1024)
        self.assertRegex(data.decode(), re.compile(rf"\AHELLO:127\.0\.0\.1:{self.peer.port}\s*\Z"))
        self.assertEqual(source[0], "127.0.0.1")

    def test_two_of_ours_hear_each_other_and_not_themselves(self):
        other = self.net.peer("other", changes=LAN)
        until(lambda: other.endpoint in self.listed(), 10, "it has heard the other")
        until(
            lambda: self.peer.endpoint in answers.known_nodes(other, "--multicast"),
            10,
            "and the other it",
        )
        self.assertNotIn(self.peer.endpoint, self.listed())
        self.assertEqual(other.stop(), 0)
        until(lambda: other.endpoint not in self.listed(), GONE_WITHIN, "its goodbye was heard")

    def test_an_old_hello_is_heard_with_colons_and_with_spaces(self):
        for separator in (":", " "):
            with self.subTest(separator), OldPeer({}, "") as old:
                until(
                    lambda: self.lan.hello(old.address, separator) or old.endpoint in self.listed(),
                    10,
                    "the old peer is listed",
                )
                self.assertGreaterEqual(
                    old.liveness_checks + len(old.requests), 1, "it was probed before it was listed"
                )

    def test_who_falls_silent_is_no_longer_available(self):
        with OldPeer({}, "") as old:
            until(
                lambda: self.lan.hello(old.address) or old.endpoint in self.listed(),
                10,
                "it is listed",
            )
            until(
                lambda: old.endpoint not in self.listed(), GONE_WITHIN, "it is not listed any more"
            )

    def test_nobody_is_listed_whom_no_probe_reaches(self):
        dead = ("127.0.0.1", network.free_port())
        with OldPeer({}, "") as old:
            for _ in range(3):
                self.lan.hello(dead)
            until(
                lambda: (
                    self.lan.hello(dead)
                    or self.lan.hello(old.address)
                    or old.endpoint in self.listed()
                ),
                10,
                "the one that lives is listed",
            )
            self.assertNotIn(f"{dead[0]}:{dead[1]}", self.listed())

    def test_a_goodbye_counts_from_its_own_address_only(self):
        with (
            OldPeer({}, "") as old,
            OldMulticast(self.net.multicast_port, source="127.0.0.2") as stranger,
            OldPeer({}, "") as marker,
        ):
            until(
                lambda: self.lan.hello(old.address) or old.endpoint in self.listed(),
                10,
                "it is listed",
            )
            stranger.goodbye(old.address)
            until(
                lambda: (
                    self.lan.hello(old.address),
                    self.lan.hello(marker.address),
                    marker.endpoint in self.listed(),
                )[-1],
                10,
                "what came later is heard",
            )
            self.assertIn(old.endpoint, self.listed())
            self.lan.goodbye(old.address)
            until(lambda: old.endpoint not in self.listed(), 2, "its own goodbye counts at once")
            # It took the node off the third list only.
            self.assertIn(old.endpoint, answers.known_nodes(self.peer))

    def test_malformed_messages_are_ignored(self):
        for text in (
            "",
            "HELLO",
            "HELLO:",
            "HELLO:127.0.0.1",
            "HELLO:127.0.0.1:0",
            "HELLO:127.0.0.1:65536",
            "HELLO:127.0.0.1:-1",
            "HELLO:::1:9000",
            "HELLO:example.org:9000",
            "HELLO:127.0.0.1:9:9",
            "GOODBYE:",
            "hello:127.0.0.1:9000",
            "\xff\xfe",
            "HELLO:" + "1" * 1400,
        ):
            self.lan.say(text)
        with OldPeer({}, "") as old:
            until(
                lambda: self.lan.hello(old.address) or old.endpoint in self.listed(),
                10,
                "a good one is heard",
            )
            self.assertEqual(self.listed(), {old.endpoint})

    def test_forged_hellos_by_the_thousand_change_a_bounded_table_only(self):
        before = self.peer.proc_status("VmRSS")
        with OldPeer({}, "") as old:
            for number in range(20_000):
                # Other loopback addresses: nothing may leave this machine.
                self.lan.hello(
                    (f"127.{1 + number % 200}.{number // 200 % 250}.1", 1 + number % 65000)
                )
            self.assertLessEqual(len(self.listed()), 1024)
            self.assertLess(self.peer.proc_status("VmRSS") - before, 8 * 1024)
            until(
                lambda: self.lan.hello(old.address) or old.endpoint in self.listed(),
                20,
                "a true one is heard all the same",
            )
        self.assert_serves(self.peer)

    def test_multicast_is_switched_off_and_on_while_running(self):
        at = (self.peer.address, self.peer.port)
        self.assertTrue(self.heard("HELLO", at))
        self.peer.ask("multicast", "off")
        self.assertTrue(self.heard("GOODBYE", at))
        self.assertFalse(self.heard("HELLO", at, within=2.5), "all is quiet")
        self.peer.ask("multicast", "on")
        self.assertTrue(self.heard("HELLO", at))

    def test_a_stopping_peer_says_goodbye(self):
        at = (self.peer.address, self.peer.port)
        self.assertTrue(self.heard("HELLO", at))
        self.assertEqual(self.peer.stop(), 0)
        self.assertTrue(self.heard("GOODBYE", at, within=2))

    def test_a_bootstrap_listens_and_sends_no_hello(self):
        self.peer.stop()
        bootstrap = self.net.bootstrap("quiet", changes=LAN)
        self.addCleanup(bootstrap.stop)
        self.assertFalse(self.heard("HELLO", (bootstrap.address, bootstrap.port), within=3))

    def test_a_search_asks_those_who_were_heard(self):
        with OldPeer({"old film": b"content"}, self.net.secret) as old:
            until(
                lambda: self.lan.hello(old.address) or old.endpoint in self.listed(),
                10,
                "it is listed",
            )
            found = until(
                lambda: answers.search_results(self.peer.ask("search", "old film")),
                10,
                "it is found",
            )
            self.assertIn(old.endpoint, answers.holders(found[0]))


class Deaf(Story):
    def test_a_unicast_socket_of_another_program_on_the_port_is_a_clear_error_or_shared(self):
        """Somebody else holds the port without sharing it: the peer says so and lives on."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("0.0.0.0", self.net.multicast_port))
            peer = self.net.peer("deaf", changes=LAN)
            self.assert_serves(peer)
            self.assertIn(str(self.net.multicast_port), peer.log())
