"""What a node says of its interface, held against what it does: schemathesis plays the description
at a real daemon, well made requests and broken ones, with every kind of credential.

Law: an operator may name any address and share any path, and that is what is played here. So the
daemon lives in a network of its own that has nothing but loopback, and in a state folder of its
own.
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import unittest

import network
from network import Network, until
from story import Story, needs

VENV = network.PROJECT / ".build" / "venv" / "bin"
SOURCE = network.PROJECT / "Config" / "openapi.yaml"
TOKEN = "an operator's token, which is nobody's"
# Seconds that a mode may take; each plays what fits.
BUDGET = 45

needs_venv = unittest.skipUnless(
    (VENV / "schemathesis").exists(), "needs Scripts/setup --interop"
)


def can_be_alone():
    """Whether this user may make a network with nothing in it."""
    made = subprocess.run(["unshare", "-Urn", "true"], capture_output=True)
    return made.returncode == 0


class Alone:
    """A network namespace with loopback only, held by a process that waits."""

    def __enter__(self):
        self.holder = subprocess.Popen(
            ["unshare", "-Urn", "sh", "-c", "ip link set lo up && echo up && exec sleep infinity"],
            stdout=subprocess.PIPE,
            text=True,
        )
        if self.holder.stdout.readline() != "up\n":
            raise AssertionError("no network of its own")
        return self

    def __exit__(self, *_):
        self.holder.kill()
        self.holder.wait()
        self.holder.stdout.close()

    @property
    def wrapper(self):
        return ["nsenter", "-U", "-n", "--preserve-credentials", "-t", str(self.holder.pid)]


CONFIG = """
# What a node refuses without looking at the document is refused rightly.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 304, 401, 403, 404, 409, 410, 412, 416, 421, 429, 503, 507]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 410, 413, 414, 415, 416, 421, 422, 429, 431]
"""


@needs_venv
@needs("unshare", "nsenter", "ip")
@unittest.skipUnless(can_be_alone(), "needs user namespaces")
class Described(Story):
    deadline = 240

    @classmethod
    def setUpClass(cls):
        cls.alone = cls.enterClassContext(Alone())
        super().setUpClass()
        token = cls.net.folder / "token"
        token.write_text(TOKEN + "\n")
        token.chmod(0o600)
        cls.api = {"api": {"token_file": str(token)}, "transfer": {"min_free": "0"}}
        cls.open = cls.enterClassContext(Network(secret=False))

    def node(self, net, name, role="peer"):
        daemon = network.Daemon(
            net, name, net.config(role, self.api), wrapper=self.alone.wrapper
        )
        net.daemons.append(daemon)
        daemon.start()
        if role == "peer":
            daemon.share("holiday/one.txt", b"one picture\n")
            daemon.share("empty", b"")
        return daemon

    def play(self, daemon, *options):
        """Plays the description; what schemathesis has to say of it is the failure."""
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder) / "schemathesis.toml"
            config.write_text(CONFIG)
            played = subprocess.run(
                [
                    *self.alone.wrapper,
                    str(VENV / "schemathesis"),
                    "--config-file",
                    str(config),
                    "run",
                    "http://127.0.0.1:%d/api/v1/openapi.json" % daemon.port,
                    # A stream has no end, so nobody waits for one; it has a story of its own.
                    "--exclude-operation-id",
                    "events",
                    "-H",
                    "Content-Type: application/json",
                    "--checks",
                    "all",
                    "--max-time",
                    str(BUDGET),
                    "--request-timeout",
                    "15",
                    "--suppress-health-check",
                    "all",
                    "--warnings",
                    "off",
                    "--no-color",
                    *options,
                ],
                cwd=folder,
                capture_output=True,
                text=True,
                env={**os.environ, "COLUMNS": "100"},
            )
        self.assertEqual(played.returncode, 0, played.stdout[-20_000:] + played.stderr[-4000:])
        self.assertTrue(daemon.running(), daemon.log())
        self.assertNotIn(TOKEN, daemon.log())
        return played.stdout

    def test_the_operator_is_answered_as_described(self):
        peer = self.node(self.net, "operator")
        self.play(peer, "-H", f"Authorization: Bearer {TOKEN}")
        self.assertRegex(peer.log(), r"operator: .*with the token")

    def test_a_holder_of_the_secret_is_answered_as_described(self):
        peer = self.node(self.net, "holder")
        self.play(peer, "-H", f"Authorization: Bearer {self.net.secret}")
        self.assertNotIn(self.net.secret, peer.log())

    def test_nobody_is_answered_as_described(self):
        self.play(self.node(self.net, "nobody"))

    def test_without_a_secret_everybody_here_is_answered_as_described(self):
        self.play(self.node(self.open, "open"))

    def test_a_bootstrap_answers_as_described(self):
        bootstrap = self.node(self.net, "bootstrap", role="bootstrap")
        self.play(bootstrap, "-H", f"Authorization: Bearer {TOKEN}")
