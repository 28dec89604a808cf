"""Hosts out of network namespaces on one bridge: multicast, a cut, and its healing."""

import os
import subprocess
import unittest

import answers
import network
from network import Network, until
from story import needs, needs_root


def ip(*arguments, check=True):
    return subprocess.run(["ip", *map(str, arguments)], capture_output=True, text=True, check=check)


class Segment:
    """A bridge in a namespace, and hosts plugged into it. Nothing touches this host's network.
    Two of them have different numbers: the second one of their hosts' addresses."""

    def __init__(self, number=77):
        self.subnet = f"10.{number}.0"
        self.prefix = f"ds{os.getpid() % 100_000}" + ("" if number == 77 else f"n{number}")
        self.switch = f"{self.prefix}-sw"
        self.hosts = []

    def __enter__(self):
        self.namespace(self.switch)
        ip(
            "-n",
            self.switch,
            "link",
            "add",
            "br0",
            "type",
            "bridge",
            "stp_state",
            "0",
            "forward_delay",
            "0",
            "mcast_snooping",
            "0",
        )
        ip("-n", self.switch, "link", "set", "br0", "up")
        return self

    def __exit__(self, *_):
        for name in [*self.hosts, self.switch]:
            ip("netns", "del", name, check=False)

    def namespace(self, name):
        ip("netns", "add", name)
        ip("-n", name, "link", "set", "lo", "up")

    def plug_in(self):
        """A new host: its namespace, and its address."""
        number = len(self.hosts) + 1
        name, address = f"{self.prefix}-h{number}", f"{self.subnet}.{number}"
        self.namespace(name)
        self.hosts.append(name)
        self.cable(f"p{number}", name, "eth0", address)
        return name, address

    def cable(self, port, host, card, address):
        """From a port of the switch to a card of a host, which has that address then."""
        ends = ["netns", self.switch, "type", "veth", "peer", "name", card, "netns", host]
        ip("link", "add", port, *ends)
        ip("-n", self.switch, "link", "set", port, "master", "br0", "up")
        ip("-n", host, "link", "set", card, "up")
        ip("-n", host, "addr", "add", f"{address}/24", "brd", "+", "dev", card)

    def cut(self, number):
        """Silently: the port drops everything, and the host's carrier stays."""
        self.port_state(number, 0)

    def heal(self, number):
        self.port_state(number, 3)
        # Or the first packets wait for the next try of ARP.
        for name in self.hosts:
            ip("-n", name, "neigh", "flush", "dev", "eth0", check=False)

    def port_state(self, number, state):
        ip(
            "netns",
            "exec",
            self.switch,
            "bridge",
            "link",
            "set",
            "dev",
            f"p{number}",
            "state",
            state,
        )


def namespaces_work():
    if os.geteuid() != 0:
        return False
    name = f"ds{os.getpid()}-try"
    made = ip("netns", "add", name, check=False).returncode == 0
    ip("netns", "del", name, check=False)
    return made


@needs_root
@needs("ip")
class Hosts(unittest.TestCase):
    deadline = 180

    @classmethod
    def setUpClass(cls):
        if not namespaces_work():
            raise unittest.SkipTest("network namespaces cannot be made here")
        cls.segment = cls.enterClassContext(Segment())
        cls.net = cls.enterClassContext(Network())
        cls.bootstrap = cls.on_a_host(
            "bootstrap", "bootstrap", {"directory": {"stale_after": "4s", "probe_timeout": "500ms"}}
        )
        server = {"register": {"servers": [cls.bootstrap.endpoint], "heartbeat": "1s"}}
        cls.peers = [cls.on_a_host(f"peer{n}", "peer", server) for n in (1, 2, 3)]

    @classmethod
    def on_a_host(cls, name, role, changes):
        """A daemon in its own namespace; its control socket is a file and needs no way in."""
        host, address = cls.segment.plug_in()
        lan = {
            "listen": ["0.0.0.0"],
            "multicast": {"enabled": True, "interface": "", "interval": "1s"},
        }
        cls.net.address = address
        return cls.net.daemon(
            name, role, network.merged(lan, changes), wrapper=["ip", "netns", "exec", host]
        )

    def bootstraps_list(self):
        return answers.known_nodes(self.bootstrap)

    def lan_of(self, peer):
        return answers.known_nodes(peer, "--multicast")

    def test_they_meet_part_and_meet_again(self):
        first, second, third = self.peers
        everybody = {peer.endpoint for peer in self.peers}
        until(lambda: everybody <= self.bootstraps_list(), 20, "all have registered")
        for peer in self.peers:
            until(
                lambda peer=peer: everybody - {peer.endpoint} <= self.lan_of(peer),
                20,
                "all hear each other",
            )

        self.segment.cut(4)
        until(
            lambda: third.endpoint not in self.lan_of(first), 15, "the one cut off is heard no more"
        )
        until(
            lambda: third.endpoint not in self.bootstraps_list(),
            40,
            "and the bootstrap has evicted it",
        )
        self.assertLessEqual({first.endpoint, second.endpoint}, self.bootstraps_list())
        self.assertIn(second.endpoint, self.lan_of(first))
        told = [line for line in self.bootstrap.log().splitlines() if third.endpoint in line]
        self.assertTrue(
            any("silent" in line or "evict" in line or "gone" in line for line in told), told
        )

        self.segment.heal(4)
        until(lambda: third.endpoint in self.lan_of(first), 15, "it is heard again")
        until(lambda: third.endpoint in self.bootstraps_list(), 40, "and has registered again")

        content = os.urandom(1 << 20)
        third.share("back.bin", content)
        until(lambda: "back.bin" in answers.file_digests(third.ask("files")), 20, "it is hashed")
        done = first.run_tool("get", "back.bin", "--from", third.endpoint)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((first.downloads / "back.bin").read_bytes(), content)
