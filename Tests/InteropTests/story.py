"""What the stories here share: where the network comes from, and when one cannot be told."""

import os
import resource
import shutil
import socket
import sys
import unittest

import answers
from network import PROJECT, Network, until  # noqa: F401 (the stories take `until` from here)

MEGABYTE = 1 << 20
# Scripts/test --long: what takes minutes is told at its full length.
LONG = os.environ.get("DISTRISHARE_LONG") == "1"

# What comes from PyPI is kept in a folder of the project, where Scripts/setup put it.
sys.path += [str(p) for p in PROJECT.glob(".build/venv/lib/python3*/site-packages")]


def needs_root(story):
    return unittest.skipUnless(os.geteuid() == 0, "needs root")(story)


def needs(*programs):
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = [program for program in programs if shutil.which(program, path=path) is None]
    return unittest.skipIf(missing, f"needs {', '.join(missing)}")


def raise_descriptor_limit():
    """A thousand connections have a thousand ends on our side too."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def read_to_end(connection, within=10, limit=1 << 40):
    """All bytes until the close. A reset after them is a close too."""
    connection.settimeout(within)
    received = bytearray()
    try:
        while len(received) < limit and (block := connection.recv(1 << 16)):
            received += block
    except ConnectionResetError:
        pass
    return bytes(received)


def hashed(daemon, name):
    """Waits until the daemon knows the digest of that file."""
    until(lambda: name in answers.file_digests(daemon.ask("files")), 30, f"{name} is hashed")


class Story(unittest.TestCase):
    """A test with a network of its own class, closed with it."""

    # A story that takes longer than this hangs, and is ended by the runner.
    deadline = 120
    network_options = {}

    @classmethod
    def setUpClass(cls):
        cls.net = cls.enterClassContext(Network(**cls.network_options))

    def connect(self, daemon):
        connection = socket.create_connection((daemon.address, daemon.port), timeout=10)
        self.addCleanup(connection.close)
        return connection

    def exchange(self, daemon, request):
        """Sends a request, keeps the side open as old clients do, and reads to the close."""
        connection = self.connect(daemon)
        connection.sendall(request)
        return read_to_end(connection)

    def assert_serves(self, daemon):
        """The daemon still is, and still answers."""
        self.assertTrue(daemon.running(), daemon.log())
        self.assertEqual(daemon.run_tool("status").returncode, 0, daemon.log())
