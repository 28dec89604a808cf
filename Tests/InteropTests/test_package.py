"""The package on a bare Debian, from its first installation to its purge: the order of a life."""

import contextlib
import functools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

import box
from network import PROJECT, RELEASE, until
from story import needs, needs_root

PEER, STOPPED = "distrishare-peer@9000", "distrishare-peer@9001"
HOLDER, BOOTSTRAP = "distrishare-peer@9002", "distrishare-bootstrap"
CONFIG = "/etc/distrishare/peer.toml"
SECRET = "/etc/distrishare/secret"
STATE = "/var/lib/distrishare"


def package(*options):
    """Makes a .deb, of the programs that are tested here too."""
    done = subprocess.run(
        [PROJECT / "Scripts" / "package", "--binaries", RELEASE, *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"Scripts/package: {done.stdout}{done.stderr}")
    return pathlib.Path(done.stdout.splitlines()[-1])


@functools.cache
def ours():
    """The package of this tree, made once for all stories."""
    folder = tempfile.TemporaryDirectory(dir="/var/tmp")
    unittest.addModuleCleanup(folder.cleanup)
    return package("--output", folder.name)


def output_of(*command):
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=True
    ).stdout


@needs("dpkg-deb", "dpkg-shlibdeps")
class ThePackage(unittest.TestCase):
    deadline = 240

    def test_its_version_is_the_programs_and_nobody_is_asked_anything(self):
        version = output_of(RELEASE / "distrishare", "version").split()[1]
        self.assertEqual(ours().name.split("_")[1], f"{version}-1")
        with tempfile.TemporaryDirectory() as control:
            output_of("dpkg-deb", "--control", ours(), control)
            members = {path.name for path in pathlib.Path(control).iterdir()}
        # `config` and `templates` would be debconf's: questions.
        self.assertEqual(
            members, {"control", "conffiles", "md5sums", "postinst", "prerm", "postrm"}
        )

    def test_the_same_programs_make_the_same_package(self):
        with tempfile.TemporaryDirectory(dir="/var/tmp") as other:
            self.assertEqual(
                package("--output", other).read_bytes(), ours().read_bytes()
            )

    @needs("lintian")
    def test_lintian_has_nothing_against_it(self):
        done = subprocess.run(
            ["lintian", "--fail-on", "error,warning", "--allow-root", ours()],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


def inside_network(machine, *arguments):
    """A process of the host's Python, in the box's network: a bare Debian has none."""
    enter = ("nsenter", "-t", machine.leader, "-n", sys.executable)
    return subprocess.Popen(
        [str(word) for word in (*enter, *arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


class Knocking:
    """Connects to a port of the box again and again, and counts who was refused."""

    LOOP = """
import select, socket, sys
count = refused = 0
print("begun", flush=True)
while not select.select([sys.stdin], [], [], 0.02)[0]:
    count += 1
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 10).close()
    except ConnectionRefusedError:
        refused += 1
print(count, refused)
"""

    def __init__(self, machine, port):
        self.process = inside_network(machine, "-c", self.LOOP, port)
        self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        told, _ = self.process.communicate("enough\n", 30)
        self.count, self.refused = map(int, told.split())


@needs_root
@needs("systemd-nspawn", "mmdebstrap", "nsenter", "dpkg-deb", "dpkg-shlibdeps")
class ItsLife(unittest.TestCase):
    deadline = 240

    @classmethod
    def setUpClass(cls):
        try:
            cls.box = cls.enterClassContext(box.Box(box.BARE))
        except box.NoBox as reason:
            raise unittest.SkipTest(str(reason)) from None
        cls.put(ours(), "/root/distrishare.deb")

    @classmethod
    def put(cls, source, target):
        cls.box.inside(target).write_bytes(source.read_bytes())

    def apt(self, *words):
        """apt as a person types it who has nothing to answer: its input is empty."""
        return self.box.must("apt-get", "--yes", *words, within=200)

    def tool(self, *words, user="root"):
        return self.box.run("runuser", "-u", user, "--", "distrishare", *words)

    def ask(self, *words):
        done = self.tool("--socket", "/run/distrishare/9000.sock", "--json", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def active(self, unit):
        return self.box.unit(unit, "ActiveState")

    def pid(self, unit):
        return int(self.box.unit(unit, "MainPID"))

    def exists(self, path):
        return self.box.run("test", "-e", path).returncode == 0

    def units(self):
        return self.box.must(
            "systemctl", "list-units", "--all", "--plain", "--no-legend", "distrishare*"
        )

    def wanted(self):
        """The links by which units of ours are enabled."""
        return self.box.must("find", "/etc/systemd/system", "-name", "distrishare*").split()

    # MARK: Its stories

    def test_1_it_installs_and_starts_nothing(self):
        self.assertFalse(self.exists("/usr/lib/x86_64-linux-gnu/libuv.so.1"), "this is no bare box")
        self.apt("install", "/root/distrishare.deb")
        self.assertEqual(self.units(), "")
        self.assertEqual(self.wanted(), [])
        self.assertEqual(self.box.run("pgrep", "distrishared").stdout, "")
        self.assertEqual(self.box.must("find", STATE, "-mindepth", "1"), "")
        self.assertIn("disabled", self.box.must("systemctl", "list-unit-files", "distrishare*"))
        self.box.must("getent", "passwd", "distrishare")
        for config in (CONFIG, "/etc/distrishare/bootstrap.toml"):
            self.box.must("distrishared", "--check", "--config", config)
        self.assertEqual(self.box.must("dpkg", "--verify", "distrishare"), "")

    def test_2_a_member_of_the_group_uses_the_node_and_no_other_user(self):
        self.box.must("useradd", "--create-home", "--groups", "distrishare", "member")
        self.box.must("useradd", "--create-home", "stranger")
        self.box.must("systemctl", "enable", "--now", PEER)
        # A file that the daemon may not read, in a folder that it does not even see.
        write = "umask 077; echo told > /home/member/story.txt"
        self.box.must("runuser", "-u", "member", "--", "sh", "-c", write)
        shared = self.tool("share", "--copy", "/home/member/story.txt", user="member")
        self.assertEqual((shared.returncode, shared.stdout), (0, "story.txt\n"), shared.stderr)
        until(
            lambda: "story.txt" in self.tool("files", user="member").stdout, 30, "it is shared"
        )
        refused = self.tool("files", user="stranger")
        self.assertEqual(refused.returncode, 6, refused.stderr)

    def test_3_an_upgrade_restarts_what_runs_and_nothing_else(self):
        config = self.box.inside(CONFIG)
        edited = config.read_text().replace('#name = ""', 'name = "edited"')
        config.write_text(edited)
        for unit in (BOOTSTRAP, STOPPED):
            self.box.must("systemctl", "start", unit)
        self.box.must("systemctl", "stop", STOPPED)
        newer = ours().name.split("_")[1] + "+upgrade1"
        self.put(package("--output", ours().parent, "--version", newer), "/root/newer.deb")
        with self.a_download_that_takes_its_time():
            before = {unit: self.pid(unit) for unit in (PEER, HOLDER, BOOTSTRAP)}
            self.apt("install", "/root/newer.deb")
            self.assertIn(newer, self.box.must("dpkg-query", "-W", "distrishare"))
            for unit, pid in before.items():
                self.assertEqual(self.active(unit), "active", self.box.journal(unit))
                self.assertNotEqual(self.pid(unit), pid)
            self.assertEqual(self.active(STOPPED), "inactive")
        self.assertEqual(config.read_text(), edited)
        self.assertEqual(self.ask("status")["name"], "edited")
        until(lambda: "story.txt" in json.dumps(self.ask("files")), 30, "it shares what it shared")

    @contextlib.contextmanager
    def a_download_that_takes_its_time(self):
        """One that runs before what is done meanwhile, and that must end right after it."""
        content = os.urandom(40 << 20)
        self.box.inside("/etc/distrishare/peer-9002.toml").write_text(
            '[transfer]\nupload_rate = "2MiB"\n'
        )
        self.box.must("systemctl", "start", HOLDER)
        film = self.box.inside(f"{STATE}/9002/shared_files/film.bin")
        film.write_bytes(content)
        film.chmod(0o644)
        until(lambda: self.ask("search", "film")["results"], 60, "the holder's file is found")
        getting = threading.Thread(
            target=self.tool, args=("--socket", "/run/distrishare/9000.sock", "get", "film.bin")
        )
        getting.start()
        until(lambda: self.download()["received"] > 6 << 20, 30, "some of it has arrived")
        yield
        self.assertNotEqual(self.download()["state"], "done", "it was restarted in the middle")
        until(lambda: self.download()["state"] == "done", 120, "the download is done")
        getting.join()
        arrived = self.box.inside(f"{STATE}/9000/downloads/film.bin").read_bytes()
        self.assertTrue(arrived == content, "the content is the holder's")

    def download(self):
        downloads = self.ask("downloads")["downloads"]
        return downloads[0] if downloads else {"state": "none", "received": 0}

    def test_4_removing_stops_it_and_keeps_what_is_the_users(self):
        identity = self.ask("status")["id"]
        self.box.must("distrishare", "secret", "new", SECRET)
        self.apt("remove", "distrishare")
        self.assertEqual(self.box.run("pgrep", "distrishared").stdout, "")
        self.assertFalse(self.exists("/usr/bin/distrishared"))
        for kept in (CONFIG, SECRET, f"{STATE}/9000/shared_files/story.txt"):
            self.assertTrue(self.exists(kept), kept)
        self.apt("install", "/root/newer.deb")
        self.assertEqual(self.active(PEER), "inactive", "installing starts nothing")
        self.box.must("systemctl", "start", PEER)
        self.assertEqual(self.ask("status")["id"], identity)
        self.assertEqual(self.ask("status")["name"], "edited")

    def test_5_an_upgrade_with_a_wrong_config_says_so_and_is_done(self):
        config = self.box.inside(CONFIG)
        right = config.read_text()
        config.write_text(right + "wrong = true\n")
        done = self.box.run("apt-get", "--yes", "install", "--reinstall", "/root/newer.deb")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("some instances did not come up", done.stdout + done.stderr)
        self.assertEqual(self.active(PEER), "failed")
        config.write_text(right)
        self.box.must("systemctl", "reset-failed", PEER)

    def test_6_behind_a_socket_the_port_is_open_while_it_is_upgraded(self):
        self.box.must("systemctl", "start", f"{PEER}.socket")
        with Knocking(self.box, 9000) as knocking:
            until(lambda: self.active(PEER) == "active", 20, "the first connection starts it")
            pid = self.pid(PEER)
            self.apt("install", "--reinstall", "/root/newer.deb")
        self.assertNotEqual(self.pid(PEER), pid)
        self.assertGreater(knocking.count, 10)
        self.assertEqual(knocking.refused, 0)

    def test_7_removing_stops_a_socket_too(self):
        self.assertEqual(self.active(f"{PEER}.socket"), "active")
        self.apt("remove", "distrishare")
        knock = self.box.run("bash", "-c", "echo >/dev/tcp/127.0.0.1/9000")
        self.assertIn("refused", knock.stderr)
        self.assertNotRegex(self.units(), r"\bactive\b")

    def test_8_purging_leaves_nothing_but_the_account(self):
        self.assertTrue(self.wanted(), "an instance is still enabled")
        self.apt("purge", "distrishare")
        for gone in (STATE, "/etc/distrishare", "/run/distrishare"):
            self.assertFalse(self.exists(gone), gone)
        self.assertEqual(self.wanted(), [])
        self.assertEqual(self.box.run("dpkg-query", "-W", "distrishare").stdout, "")
        self.box.must("getent", "passwd", "distrishare")
