"""What a node says of its interface, held against what it does: schemathesis plays the description
at a real daemon, well made requests and broken ones, with every kind of credential.

Law: an operator may name any address and share any path, and that is what is played here. So the
daemon lives in a network of its own that has nothing but loopback, and in a state folder of its
own.
"""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import http_side
import network
from network import Network
from story import Story, needs

VENV = network.PROJECT / ".build" / "venv" / "bin"
TOKEN = "an-operators-token-which-is-nobodys"
# Seconds that a mode may take; each plays what fits. Beginning and ending come on top.
BUDGET = 45
# Whoever plays these is nobody from then on. They have stories of their own.
ENDS_A_SESSION = ("logout", "refreshSession")
# The registry is a bootstrap's. What a peer adds under the same path is its own, and schemathesis
# would look for it there; where it was removed as a torrent, it is missed as a .torrent, for that
# both are one is not seen.
OF_A_BOOTSTRAP = ("registerTorrent", "registeredTorrent", "unregisterTorrent")

needs_venv = unittest.skipUnless((VENV / "schemathesis").exists(), "needs Scripts/setup --interop")

CONFIG = """
# Well made requests that are refused for what the node knows and the description cannot.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 304, 401, 403, 404, 409, 410, 412, 416, 421, 429, 503, 507]

# Broken ones are refused, whatever is looked at first.
[checks.negative_data_rejection]
expected-statuses = [
    400, 401, 403, 404, 405, 406, 409, 410, 413, 414, 415, 416, 421, 422, 429, 431
]

# A download that was cancelled stays in the list and says so: nothing of it is used after that.
[[operations]]
include-operation-id = "download"
checks.use_after_free.enabled = false

# Bytes made at random are no .torrent, and are refused as such.
[[operations]]
include-operation-id = "addTorrentFile"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 421, 429]

[[operations]]
include-operation-id = "registerTorrent"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 421, 429, 503, 507]

# Over TCP no descriptor can come along, which no description can say of a body.
[[operations]]
include-operation-id = "backUp"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 421, 429, 500, 507]

# A tracker says no with 200 and a `failure reason`, for its clients look at nothing else (BEP 3).
[[operations]]
include-operation-id = "announce"
[operations.checks.negative_data_rejection]
expected-statuses = [200, 400, 403, 404, 405, 414, 421, 431]

[[operations]]
include-operation-id = "scrape"
[operations.checks.negative_data_rejection]
expected-statuses = [200, 400, 403, 404, 405, 414, 421, 431]

[[operations]]
include-operation-id = "announceByToken"
[operations.checks.negative_data_rejection]
expected-statuses = [200, 400, 401, 403, 404, 405, 414, 421, 431]

[[operations]]
include-operation-id = "scrapeByToken"
[operations.checks.negative_data_rejection]
expected-statuses = [200, 400, 401, 403, 404, 405, 414, 421, 431]
"""


def can_be_alone():
    """Whether this user may make a network with nothing in it."""
    try:
        return subprocess.run(["unshare", "-Urn", "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


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


class Source(unittest.TestCase):
    @needs_venv
    def test_what_is_compiled_in_is_what_the_description_says(self):
        script = network.PROJECT / "Scripts" / "lib" / "openapi.py"
        held = subprocess.run([str(VENV / "python3"), str(script)], capture_output=True, text=True)
        self.assertEqual(held.returncode, 0, held.stdout + held.stderr)


@needs_venv
@needs("unshare", "nsenter", "ip")
@unittest.skipUnless(can_be_alone(), "needs user namespaces")
class Described(Story):
    deadline = 300

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alone = cls.enterClassContext(Alone())
        cls.open = cls.enterClassContext(Network(secret=False))
        token = cls.net.folder / "token"
        token.write_text(TOKEN + "\n")
        token.chmod(0o600)
        cls.changes = {"api": {"token_file": str(token)}, "transfer": {"min_free": "0"}}

    def node(self, net, name, role="peer"):
        daemon = net.daemon(name, role, self.changes, wrapper=self.alone.wrapper)
        if role == "peer":
            daemon.share("holiday/one.txt", b"one picture\n")
            daemon.share("empty", b"")
        return daemon

    def play(self, daemon, credential=None, but=()):
        """Plays the description, `but` some of its operations; what schemathesis has to say of it
        is the failure."""
        options = {
            # A stream has no end, and nobody waits for one here; it has a story of its own.
            "--exclude-operation-id": "events",
            "--checks": "all",
            "--max-time": str(BUDGET),
            # A password takes a third of a second on a core of its own, and may have to wait.
            "--request-timeout": "30",
            "--suppress-health-check": "all",
            "--warnings": "off",
        }
        fields = ["Content-Type: application/json"]
        if credential:
            fields.append(f"Authorization: Bearer {credential}")
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder) / "schemathesis.toml"
            config.write_text(CONFIG)
            command = self.alone.wrapper + [str(VENV / "schemathesis"), "--config-file"]
            command += [str(config), "run", "--no-color"]
            command += [word for option in options.items() for word in option]
            command += [word for field in fields for word in ("-H", field)]
            command += [word for name in but for word in ("--exclude-operation-id", name)]
            command += [f"http://{daemon.endpoint}/api/v1/openapi.json"]
            played = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, env=os.environ
            )
        if played.returncode != 0:
            lines = (line[:300] for line in (played.stdout + played.stderr).splitlines())
            self.fail("\n".join(lines))
        self.assertTrue(daemon.running(), daemon.log())
        self.assertEqual(daemon.stop(), 0, daemon.log())
        for secret in (TOKEN, self.net.secret, credential or TOKEN):
            self.assertNotIn(secret, daemon.log())

    def test_the_operator_is_answered_as_described(self):
        peer = self.node(self.net, "operator")
        self.play(peer, TOKEN, but=OF_A_BOOTSTRAP)
        self.assertRegex(peer.log(), r"operator: .*with the token")

    def test_a_holder_of_the_secret_is_answered_as_described(self):
        self.play(self.node(self.net, "holder"), self.net.secret, but=OF_A_BOOTSTRAP)

    def test_nobody_is_answered_as_described(self):
        self.play(self.node(self.net, "nobody"))

    def test_without_a_secret_everybody_here_is_answered_as_described(self):
        self.play(self.node(self.open, "open"), but=OF_A_BOOTSTRAP)

    def test_a_bootstrap_answers_as_described(self):
        self.play(self.node(self.net, "bootstrap", role="bootstrap"), TOKEN)

    def test_users_are_answered_as_described(self):
        # A user is counted, also on this machine: here he is to be answered.
        self.changes["api"]["requests_per_minute"] = 0
        for role in ("admin", "member"):
            bootstrap = self.node(self.net, f"bootstrap-{role}", role="bootstrap")
            self.play(bootstrap, self.token(bootstrap, role), but=ENDS_A_SESSION)

    def test_a_bootstrap_answers_nobody_as_described(self):
        self.play(self.node(self.net, "bootstrap-nobody", role="bootstrap"))

    def token(self, bootstrap, role):
        password = "correct horse battery staple"
        words = ["user", "add", "somebody"] + [f"--{role}"] * (role != "member")
        made = bootstrap.run_tool(*words, input=password + "\n")
        self.assertEqual(made.returncode, 0, made.stderr)
        body = json.dumps({"name": "somebody", "password": password})
        socket, fields = bootstrap.state / "control.sock", {"Content-Type": "application/json"}
        session = http_side.ask(socket, "POST", "/api/v1/sessions", fields, body)
        return session.document()["token"]
