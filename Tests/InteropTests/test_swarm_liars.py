"""Our daemon among peers that lie, stall, flood, and break the rules of the protocol: who did it is
left, and the rest goes on.

That a peer which is silent for 120 s is left is told by the unit tests of the wire, whose time can
be moved.
"""

import contextlib
import os
import struct
import time

from lab import Attacker
from our_client import Ours
from story import MEGABYTE
from swarm_clients import Torrent, bencoded
from swarm_story import SwarmStory
from wire_peer import (
    BITFIELD,
    BLOCK,
    CHOKE,
    EXTENDED,
    HAVE_NONE,
    INTERESTED,
    PIECE,
    REJECT,
    UNCHOKE,
    Closed,
    Seed,
    Wire,
    blocks_of,
)


class Hosts(SwarmStory):
    def attacker(self):
        return Attacker(*self.segment.plug_in())

    def seed(self, torrent, **manners):
        """A wire peer that has the torrent, on a host of its own."""
        return self.enterContext(Seed(self.attacker(), torrent, **manners))

    def banned(self, ours):
        """The endpoints that it says it has banned."""
        lines = ours.log.read_text().splitlines()
        return {line.split()[3] for line in lines if "is banned" in line}


def lie(_, begin, block):
    """One byte of every third block is another."""
    return block if (begin // BLOCK) % 3 else bytes([block[0] ^ 1]) + block[1:]


class Leeching(Hosts):
    """Ours downloads."""

    def test_exactly_the_liar_is_banned(self):
        """Every third block of one of two seeds is wrong in one byte."""
        torrent = Torrent(self.file(8 * MEGABYTE), None)
        honest, liar = self.seed(torrent), self.seed(torrent, give=lie)
        leech = self.swarm.add(Ours, peers=[liar.endpoint, honest.endpoint])
        leech.download(torrent)
        self.arrives(torrent, leech)
        self.assertEqual(self.banned(leech), {liar.endpoint}, leech.said())
        self.assertGreater(liar.sent, 0)
        self.assertGreater(leech.view(torrent)["wasted"], 0)
        self.wait(lambda: liar.alive == 0, 10, "the liar is not spoken to any more")

    def test_three_lie_two_stall_one_floods_and_it_completes(self):
        """Four of ten are honest, and hold a part back until the liars are found out."""
        torrent = Torrent(self.file(32 * MEGABYTE), None)
        honest = [self.seed(torrent, allowance=6 * MEGABYTE) for _ in range(4)]
        liars = [self.seed(torrent, give=lie) for _ in range(3)]
        stallers = [self.seed(torrent, give=lambda *_: None) for _ in range(2)]
        peers = [seed.endpoint for seed in [*liars, *stallers, *honest]]
        leech = self.swarm.add(Ours, peers=peers)
        leech.download(torrent)
        flooder = self.joined(leech, torrent, fast=True)
        flooder.say(HAVE_NONE)
        flooder.say(INTERESTED)
        with contextlib.suppress(Closed, TimeoutError):
            flooder.connection.settimeout(5)
            flooder.write(flooder.frame(6, struct.pack("!III", 0, 0, BLOCK)) * 20_000)

        wrong = {liar.endpoint for liar in liars}
        self.wait(lambda: self.banned(leech) == wrong, 60, "the liars are banned")
        for seed in honest:
            seed.allow(None)
        self.arrives(torrent, leech)
        self.assertEqual(self.banned(leech), wrong)

    def test_a_liar_that_leaves_before_it_is_found_out(self):
        """It sends one wrong block and hangs up, and comes back under its name and place."""
        torrent = Torrent(self.file(), None)
        name = b"-WP0001-liarliarliar"
        leech = self.swarm.add(Ours)
        leech.download(torrent)
        wire, length = self.wrong_block(leech, torrent, name)
        # All of it: what is still on its way when it hangs up may never come.
        self.wait(lambda: leech.view(torrent)["downloaded"] >= length, 20, "the block has come")
        wire.close()
        honest = self.seed(torrent)
        leech.peers = [honest.endpoint]
        leech.add(torrent)
        self.arrives(torrent, leech)
        self.assertEqual(len(self.banned(leech)), 1, leech.said())
        with contextlib.suppress(Closed):
            self.assertTrue(self.joined(leech, torrent, name).closes(), "it is known")

    def wrong_block(self, leech, torrent, name):
        wire = self.joined(leech, torrent, name)
        count = torrent.piece_count
        bits = ((1 << count) - 1) << (-count % 8)
        wire.say(BITFIELD, bits.to_bytes((count + 7) // 8))
        wire.say(UNCHOKE)
        piece, begin, length = struct.unpack("!III", wire.hear_until(6))
        wire.say(PIECE, struct.pack("!II", piece, begin) + bytes(length))
        return wire, length

    def test_who_stalls_does_not_hold_the_download_up(self):
        torrent = Torrent(self.file(8 * MEGABYTE), None)
        staller = self.seed(torrent, give=lambda *_: None)
        leech = self.swarm.add(Ours, peers=[staller.endpoint])
        leech.download(torrent)
        self.wait(lambda: staller.asked, 30, "the staller is asked")
        honest = self.seed(torrent)
        leech.peers = [honest.endpoint]
        leech.add(torrent)
        # Long before a minute has made it a snub.
        self.arrives(torrent, leech, within=40)
        self.assertEqual(self.banned(leech), set())

    def test_metadata_of_two_gigabytes_is_not_believed(self):
        torrent = Torrent(self.file(), None)
        liar = self.seed(torrent, metadata_size=2 << 30)
        leech = self.swarm.add(Ours, peers=[liar.endpoint])
        leech.download(torrent, magnet=True)
        self.wait(lambda: liar.met and not liar.alive, 30, "the liar is left")
        self.assertEqual(liar.metadata_asked, 0)
        self.assertLess(leech.daemon.proc_status("VmHWM"), 200 << 10)
        honest = self.seed(torrent)
        leech.peers = [honest.endpoint]
        leech.add(torrent, magnet=True)
        self.arrives(torrent, leech)

    def joined(self, ours, torrent, name=None, **how):
        """A wire peer that has dialled ours."""
        attacker = self.attacker()
        connection = attacker.connect(ours.daemon, within=20)
        self.addCleanup(connection.close)
        wire = Wire(connection, torrent, name, **how).dial()
        wire.address = attacker.address
        return wire

    def test_rules_of_the_wire_are_kept(self):
        """Whoever breaks one is left, and nobody else."""
        torrent = Torrent(self.file(), None)
        leech = self.swarm.add(Ours)
        leech.download(torrent)
        count = torrent.piece_count
        length = (count + 7) // 8
        self.assertNotEqual(count % 8, 0, "there are spare bits")
        friend = self.joined(leech, torrent)
        breaches = {
            "a bitfield too short": [(BITFIELD, bytes(length - 1))],
            "a bitfield too long": [(BITFIELD, bytes(length + 1))],
            "a spare bit": [(BITFIELD, bytes(length - 1) + b"\x01")],
            "a block that nobody asked for": [(PIECE, bytes(8 + BLOCK))],
            "a piece that is none": [(4, struct.pack("!I", count))],
            "a message of the Fast extension": [(HAVE_NONE, b"")],
        }
        for what, messages in breaches.items():
            with self.subTest(what):
                wire = self.joined(leech, torrent)
                for number, payload in messages:
                    wire.say(number, payload)
                self.assertTrue(wire.closes(), what)
        with self.subTest("a frame of two gigabytes"):
            wire = self.joined(leech, torrent)
            wire.write(struct.pack("!IB", 1 << 31, PIECE))
            self.assertTrue(wire.closes())
        self.assertIsNotNone(leech.peer(torrent, friend.address), "the friend is still there")
        self.assertLess(leech.daemon.proc_status("VmHWM"), 200 << 10)


class Seeding(Hosts):
    """Ours has a file, and is asked for it."""

    def setUp(self):
        super().setUp()
        self.torrent = Torrent(self.file(), None)
        self.ours = self.swarm.add(Ours)
        self.ours.seed(self.torrent)

    def joined(self, **how):
        connection = self.attacker().connect(self.ours.daemon, within=20)
        self.addCleanup(connection.close)
        return Wire(connection, self.torrent, **how).dial()

    def unchoked(self, **how):
        wire = self.joined(**how)
        if how.get("fast"):
            wire.say(HAVE_NONE)
        wire.say(INTERESTED)
        wire.hear_until(UNCHOKE)
        return wire

    def still_serves(self):
        wire = self.unchoked()
        wire.request(0, 0, BLOCK)
        self.assertEqual(wire.hear_until(PIECE)[8:], self.content()[:BLOCK])

    def content(self):
        return self.torrent.content.read_bytes()

    def test_a_client_of_bep_3_alone_gets_everything(self):
        wire = self.unchoked(extensions=False)
        got = bytearray()
        for piece in range(self.torrent.piece_count):
            for block in blocks_of(self.torrent, piece):
                wire.request(*block)
                got += wire.hear_until(PIECE)[8:]
        self.assertEqual(got, self.content())

    def test_requests_that_no_client_may_make(self):
        size = self.torrent.piece_length
        breaches = {
            "more than 16 KiB": (0, 0, BLOCK + 1),
            "across the end of a piece": (0, size - 10, BLOCK),
            "behind the last piece": (self.torrent.piece_count, 0, BLOCK),
            "nothing": (0, 0, 0),
        }
        for what, block in breaches.items():
            with self.subTest(what):
                wire = self.unchoked()
                wire.request(*block)
                self.assertTrue(wire.closes(), what)
        self.still_serves()

    def test_what_is_none_of_our_protocols_is_closed_at_once(self):
        """So that a client which tries encryption first is soon done with it."""
        slowest = 0
        beginnings = [b"\0" * 96, b"\xff\xfe" * 48, b"\x13BitTorrent protocoL" + b"\0" * 48]
        for beginning in [*beginnings, *(bytes([0x80 + n]) + os.urandom(95) for n in range(8))]:
            connection = self.attacker().connect(self.ours.daemon)
            with contextlib.closing(connection):
                began = time.monotonic()
                connection.sendall(beginning)
                with contextlib.suppress(ConnectionResetError):
                    self.assertEqual(connection.recv(1), b"", beginning)
                slowest = max(slowest, time.monotonic() - began)
        self.assertLess(slowest, 0.1)

    def test_an_unknown_torrent_is_closed_at_once(self):
        connection = self.attacker().connect(self.ours.daemon)
        with contextlib.closing(connection):
            wire = Wire(connection, self.torrent)
            stranger = bytearray(wire.handshake())
            stranger[28:48] = os.urandom(20)
            began = time.monotonic()
            connection.sendall(stranger)
            with contextlib.suppress(ConnectionResetError):
                self.assertEqual(connection.recv(1), b"")
            self.assertLess(time.monotonic() - began, 1)

    def test_a_flood_of_requests_is_rejected_beyond_what_is_queued(self):
        """With the Fast extension each of them is answered: by its block, or by a reject."""
        wire = self.unchoked(fast=True)
        count = 20_000
        flood = b"".join(wire.frame(6, struct.pack("!III", 0, 0, BLOCK)) for _ in range(count))
        wire.write(flood)
        answers = {PIECE: 0, REJECT: 0}
        try:
            while sum(answers.values()) < count:
                number, _ = wire.hear()
                if number in answers:
                    answers[number] += 1
                self.assertNotEqual(number, CHOKE)
        except Closed:
            return  # or it is left for it
        self.assertGreater(answers[REJECT], 0)
        self.still_serves()

    def test_a_flood_that_is_not_read_is_held_in_bounded_memory(self):
        self.still_serves()
        before = self.ours.daemon.proc_status("VmRSS")
        wire = self.unchoked(fast=True)
        wire.connection.settimeout(5)
        frame = wire.frame(6, struct.pack("!III", 0, 0, BLOCK)) * 1000
        sent = 0
        with contextlib.suppress(Closed, TimeoutError):
            while sent < 500:
                wire.write(frame)
                sent += 1
        self.still_serves()
        grown = self.ours.daemon.proc_status("VmRSS") - before
        self.assertLess(grown, 8 << 10, f"KiB, for {sent * 1000} requests that nobody reads")

    def test_metadata_is_given_and_no_more_of_it_than_there_is(self):
        wire = self.joined()
        wire.say_extensions(metadata_size=None)
        while not wire.extensions:
            wire.hear()
        number = wire.extensions[b"ut_metadata"]
        for piece, kind in ((0, 1), (1, 2)):
            wire.say(EXTENDED, bytes([number]) + bencoded({"msg_type": 0, "piece": piece}))
            while (heard := wire.hear_until(EXTENDED))[0] == 0:
                pass
            self.assertIn(b"8:msg_typei%de" % kind, heard)
            if kind == 1:
                self.assertTrue(heard.endswith(self.torrent.info))
        # No info dictionary that anybody takes has so many blocks.
        wire.say(EXTENDED, bytes([number]) + bencoded({"msg_type": 0, "piece": 1 << 31}))
        self.assertTrue(wire.closes())
