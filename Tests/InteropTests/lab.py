"""A LAN with an attacker on it: a bootstrap and two peers that share a secret, and a host that has
cables and addresses as it likes, and no secret.

Law: everything lives in network namespaces that are made here; nothing leaves this machine. A
socket belongs to the namespace that its thread was in when it was made.
"""

import contextlib
import ctypes
import os
import socket
import struct
import threading

import network
from network import Network
from story import needs, needs_root, unittest
from test_namespaces import Segment, ip, namespaces_work

CLONE_NEWNET = 0x40000000
GROUP = "224.1.1.1"
libc = ctypes.CDLL(None, use_errno=True)


def enter(path):
    with open(path) as there:
        if libc.setns(there.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), path)


class Attacker:
    def __init__(self, host, address):
        self.host, self.address = host, address
        self.addresses = [address]

    @contextlib.contextmanager
    def there(self):
        """This thread stands on the attacker's host."""
        own = f"/proc/self/task/{threading.get_native_id()}/ns/net"
        back = os.open(own, os.O_RDONLY)
        enter(f"/run/netns/{self.host}")
        try:
            yield
        finally:
            libc.setns(back, CLONE_NEWNET)
            os.close(back)

    def take_addresses(self, count):
        """More of the LAN's addresses than one host should have: 10.77.1.1 and on."""
        for number in range(len(self.addresses), count):
            address = f"10.77.{1 + number // 250}.{1 + number % 250}"
            ip("-n", self.host, "addr", "add", f"{address}/16", "dev", "eth0")
            self.addresses.append(address)

    def connect(self, daemon, source=None, within=5):
        with self.there():
            connection = socket.socket()
        connection.settimeout(within)
        if source:
            connection.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
            connection.bind((source, 0))
        connection.connect((daemon.address, daemon.port))
        return connection

    def say(self, daemon, request, source=None, within=5):
        """One request and all that comes of it."""
        with contextlib.closing(self.connect(daemon, source, within)) as connection:
            received = bytearray()
            with contextlib.suppress(OSError):
                connection.sendall(request)
                while block := connection.recv(1 << 16):
                    received += block
            return bytes(received)

    def datagrams(self, source=None):
        """A socket that sends to the multicast group, from any of the addresses."""
        with self.there():
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        source = source or self.address
        sender.bind((source, 0))
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(source))
        return sender

    def raw(self):
        """A socket that writes its own source addresses; with `forged`."""
        with self.there():
            sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(self.address))
        return sender

    def listener(self, address=None, port=0):
        with self.there():
            return socket.create_server((address or self.address, port), backlog=512)


def forged(source, port, text):
    """A datagram to the group as if it came from `source`. (The kernel fills in checksums of IP;
    of UDP none is needed.)"""
    payload = text.encode()
    udp = struct.pack("!HHHH", port, port, 8 + len(payload), 0) + payload
    head = struct.pack(
        "!BBHHHBBH4s4s",
        0x45,
        0,
        20 + len(udp),
        1,
        0,
        1,
        17,
        0,
        socket.inet_aton(source),
        socket.inet_aton(GROUP),
    )
    return head + udp


class Server:
    """Answers every connection to the attacker with what `answer` makes of the first bytes."""

    def __init__(self, attacker, answer, address=None):
        self.listener = attacker.listener(address)
        self.address, self.port = self.listener.getsockname()
        self.endpoint = f"{self.address}:{self.port}"
        self.heard = []
        self.answer = answer
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection):
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            request = connection.recv(1 << 16)
            self.heard.append(request)
            answer = self.answer(request)
            for part in [answer] if isinstance(answer, bytes) else answer:
                connection.sendall(part)

    def close(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@needs_root
@needs("ip")
class Lab(unittest.TestCase):
    """One for each class: what a story does to its daemons, the next one sees."""

    deadline = 180
    changes = {}

    @classmethod
    def setUpClass(cls):
        if not namespaces_work():
            raise unittest.SkipTest("network namespaces cannot be made here")
        cls.segment = cls.enterClassContext(Segment())
        cls.net = cls.enterClassContext(Network())
        cls.bootstrap = cls.on_a_host("bootstrap", "bootstrap", {})
        server = {"register": {"servers": [cls.bootstrap.endpoint], "heartbeat": "1s"}}
        cls.peers = [cls.on_a_host(name, "peer", server) for name in ("victim", "friend")]
        cls.victim, cls.friend = cls.peers
        cls.attacker = Attacker(*cls.segment.plug_in())
        ip("-n", cls.attacker.host, "link", "set", "eth0", "multicast", "on")

    @classmethod
    def on_a_host(cls, name, role, changes):
        host, address = cls.segment.plug_in()
        ip("-n", host, "addr", "flush", "dev", "eth0")
        ip("-n", host, "addr", "add", f"{address}/16", "brd", "+", "dev", "eth0")
        lan = {
            "listen": ["0.0.0.0"],
            "multicast": {"enabled": True, "interface": "", "interval": "1s"},
        }
        cls.net.address = address
        changes = network.merged(network.merged(lan, changes), cls.changes)
        daemon = cls.net.daemon(name, role, changes, wrapper=["ip", "netns", "exec", host])
        daemon.host = host
        return daemon

    def assert_serves(self, *daemons):
        for daemon in daemons or (self.bootstrap, *self.peers):
            self.assertTrue(daemon.running(), daemon.log())
            self.assertEqual(daemon.run_tool("status").returncode, 0, daemon.log())

    def cpu(self, daemon):
        """Seconds of processor time so far."""
        ticks = daemon.proc("stat").rsplit(")", 1)[1].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
