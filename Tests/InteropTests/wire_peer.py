"""A BitTorrent peer from the protocol alone (BEP 3, 6, 9 and 10), which lies when it is told to.

Law: nothing here knows of any program. It says what it is told to, and writes down what it heard.
"""

import contextlib
import secrets
import socket
import struct
import threading
import time

from swarm_clients import bencoded

PROTOCOL = b"\x13BitTorrent protocol"
BLOCK = 16 << 10
CHOKE, UNCHOKE, INTERESTED, NOT_INTERESTED, HAVE, BITFIELD, REQUEST, PIECE, CANCEL = range(9)
HAVE_ALL, HAVE_NONE, REJECT, EXTENDED = 14, 15, 16, 20
# What we call the extension; the other side's number is in its handshake.
OUR_METADATA = 3


class Closed(Exception):
    """The other side has ended the connection."""


def decoded(text):
    """A bencoded value at the beginning, and what stands behind it."""
    first, rest = text[:1], text[1:]
    if first == b"i":
        number, rest = rest.split(b"e", 1)
        return int(number), rest
    if first in b"ld":
        values = []
        while not rest.startswith(b"e"):
            value, rest = decoded(rest)
            values.append(value)
        rest = rest[1:]
        return (values, rest) if first == b"l" else (dict(zip(*[iter(values)] * 2)), rest)
    length, rest = text.split(b":", 1)
    return rest[: int(length)], rest[int(length) :]


def blocks_of(torrent, piece):
    """The requests of a piece: its number, where each begins, and its length."""
    size = min(torrent.piece_length, torrent.length - piece * torrent.piece_length)
    return [(piece, begin, min(BLOCK, size - begin)) for begin in range(0, size, BLOCK)]


class Wire:
    """One connection to a peer of a torrent."""

    def __init__(self, connection, torrent, peer_id=None, fast=False, extensions=True):
        self.connection, self.torrent = connection, torrent
        self.peer_id = peer_id or b"-WP0001-" + secrets.token_hex(6).encode()
        self.reserved = bytearray(8)
        self.reserved[5] |= 0x10 if extensions else 0
        self.reserved[7] |= 0x04 if fast else 0
        self.theirs = None
        # Their numbers of extensions by name, once they have said them.
        self.extensions = {}
        self.unread = bytearray()
        self.saying = threading.Lock()

    def close(self):
        self.connection.close()

    # MARK: Bytes

    def read(self, count):
        while len(self.unread) < count:
            try:
                some = self.connection.recv(1 << 16)
            except TimeoutError:
                raise
            except OSError:
                some = b""
            if not some:
                raise Closed
            self.unread += some
        bytes_ = bytes(self.unread[:count])
        del self.unread[:count]
        return bytes_

    def write(self, bytes_):
        try:
            with self.saying:
                self.connection.sendall(bytes_)
        except TimeoutError:
            raise
        except OSError:
            raise Closed from None

    # MARK: Handshakes

    def handshake(self):
        info_hash = bytes.fromhex(self.torrent.info_hash)
        return PROTOCOL + bytes(self.reserved) + info_hash + self.peer_id

    def dial(self):
        self.write(self.handshake())
        self.theirs = self.read(68)
        return self

    def accept(self):
        self.theirs = self.read(68)
        self.write(self.handshake())
        return self

    def say_extensions(self, **more):
        """The handshake of BEP 10; metadata is offered where it is not said otherwise."""
        words = {"m": {"ut_metadata": OUR_METADATA}, "metadata_size": len(self.torrent.info)}
        words["v"] = "a wire peer"
        words = {name: value for name, value in {**words, **more}.items() if value is not None}
        self.say(EXTENDED, b"\0" + bencoded(words))

    # MARK: Messages

    @staticmethod
    def frame(number, payload=b""):
        return struct.pack("!IB", 1 + len(payload), number) + payload

    def say(self, number, payload=b""):
        self.write(self.frame(number, payload))

    def request(self, piece, begin, length):
        self.say(REQUEST, struct.pack("!III", piece, begin, length))

    def hear(self):
        """The next message; keep-alives are none."""
        while (length := struct.unpack("!I", self.read(4))[0]) == 0:
            pass
        message = self.read(length)
        number, payload = message[0], message[1:]
        if number == EXTENDED and payload[0] == 0:
            words, _ = decoded(payload[1:])
            self.extensions.update(words.get(b"m", {}))
        return number, payload

    def hear_until(self, number):
        """The payload of the first such message."""
        while True:
            heard, payload = self.hear()
            if heard == number:
                return payload

    def is_closed(self, within=10):
        """Reads on until the other side ends it; how long that took, or None where it does not."""
        began = time.monotonic()
        self.connection.settimeout(within)
        try:
            while time.monotonic() < began + within:
                self.hear()
        except Closed:
            return time.monotonic() - began
        except TimeoutError:
            pass
        return None

    def closes(self, within=10):
        """Whether the other side ends it."""
        return self.is_closed(within) is not None


class Seed:
    """A seed of a file on a host of its own, to which a lab's `attacker` lends its sockets.

    `give(piece, begin, block)` is what is sent for a block, None for nothing. Of what it is asked
    for it keeps a list, and it gives no more than `allowance` bytes until it is allowed more."""

    def __init__(self, attacker, torrent, give=None, allowance=None, metadata_size=None):
        self.torrent, self.content = torrent, torrent.content.read_bytes()
        self.give = give or (lambda piece, begin, block: block)
        self.metadata_size = metadata_size
        self.asked, self.sent, self.metadata_asked = [], 0, 0
        # Connections that went as far as a handshake, and those that are still there.
        self.met, self.alive = 0, 0
        self.allowance, self.more = allowance, threading.Condition()
        self.listener = attacker.listener()
        address, port = self.listener.getsockname()
        self.endpoint = f"{address}:{port}"
        self.open = []
        threading.Thread(target=self.listen, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.allow(None)

    def allow(self, bytes_):
        """So many bytes more, or all."""
        with self.more:
            self.allowance = None if bytes_ is None else (self.allowance or 0) + bytes_
            self.more.notify_all()

    def listen(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.open.append(connection)
                threading.Thread(target=self.run, args=[connection], daemon=True).start()

    def run(self, connection):
        with connection, contextlib.suppress(Closed, OSError):
            wire = Wire(connection, self.torrent).accept()
            self.met += 1
            self.alive += 1
            try:
                self.serve(wire)
            finally:
                self.alive -= 1

    def serve(self, wire):
        size = {"metadata_size": self.metadata_size} if self.metadata_size else {}
        wire.say_extensions(**size)
        count = self.torrent.piece_count
        bits = ((1 << count) - 1) << (-count % 8)
        wire.say(BITFIELD, bits.to_bytes((count + 7) // 8))
        wire.say(UNCHOKE)
        while True:
            number, payload = wire.hear()
            if number == REQUEST:
                self.answer(wire, *struct.unpack("!III", payload))
            elif number == EXTENDED and payload[0] == OUR_METADATA:
                self.tell_metadata(wire, decoded(payload[1:])[0])

    def answer(self, wire, piece, begin, length):
        self.asked.append((piece, begin, length))
        start = piece * self.torrent.piece_length + begin
        block = self.give(piece, begin, self.content[start : start + length])
        if block is None:
            return
        with self.more:
            self.more.wait_for(lambda: self.allowance is None or self.allowance >= len(block))
            if self.allowance is not None:
                self.allowance -= len(block)
        self.sent += len(block)
        wire.say(PIECE, struct.pack("!II", piece, begin) + block)

    def tell_metadata(self, wire, wish):
        if wish[b"msg_type"] != 0:
            return
        self.metadata_asked += 1
        number = wish[b"piece"]
        words = {"msg_type": 1, "piece": number, "total_size": len(self.torrent.info)}
        part = self.torrent.info[number * BLOCK : (number + 1) * BLOCK]
        theirs = wire.extensions[b"ut_metadata"]
        wire.say(EXTENDED, bytes([theirs]) + bencoded(words) + part)
