"""The tool: what it passes to the node, what it fetches by itself, and what it leaves behind."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import threading
import time

import answers
import network
from network import run_tool, sha256, until
from story import MEGABYTE, Story, needs, needs_root

CONTENT = os.urandom(3 * MEGABYTE + 7)
NOBODY = 65_534
# Somebody who is no user of this machine, and nobody's friend but by a group.
PERSON = 54_321


def listed(daemon):
    return answers.file_names(daemon.ask("files"))


def hashed(daemon, name):
    until(lambda: name in answers.file_digests(daemon.ask("files")), 30, f"{name} is hashed")


@needs_root
@needs("setpriv")
class AnotherUsersNode(Story):
    """The node runs as one user, the tool as another who is in its group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.net.folder.chmod(0o755)
        os.chown(cls.net.secret_path, NOBODY, NOBODY)
        cls.bootstrap = cls.net.bootstrap()
        cls.other = cls.net.peer("other", [cls.bootstrap])
        cls.other.share("film.bin", CONTENT)
        hashed(cls.other, "film.bin")
        cls.node = cls.as_nobody("node")
        until(
            lambda: cls.other.endpoint in answers.known_nodes(cls.node, "--bootstrap"),
            15,
            "they have met",
        )

    @classmethod
    def as_nobody(cls, name, changes=None):
        ids = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        wrapper = ["setpriv", *ids, "sh", "-c", 'umask 027; exec "$@"', "sh"]
        node = cls.net.peer(name, [cls.bootstrap], changes, wrapper=wrapper, start=False)
        os.chown(node.folder, NOBODY, NOBODY)
        return cls.started(node)

    @classmethod
    def started(cls, node):
        # The socket to which it says that it is ready is root's, and open to all.
        before = os.umask(0)
        try:
            return node.start()
        finally:
            os.umask(before)

    def setUp(self):
        self.home = self.net.folder / f"home-{self._testMethodName}"[:60]
        self.home.mkdir()
        os.chown(self.home, PERSON, PERSON)
        self.home.chmod(0o700)

    def own(self, name, content, mode=0o600):
        path = self.home / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        os.chown(path, PERSON, PERSON)
        path.chmod(mode)
        return path

    def tool(self, *arguments, node=None, umask=0o022):
        return (node or self.node).run_tool(
            *arguments,
            user=PERSON,
            group=PERSON,
            extra_groups=[NOBODY],
            umask=umask,
            cwd=self.net.folder,
        )

    def left_over(self):
        return [path.name for path in self.home.iterdir() if path.name.startswith(".")]

    def fetched_by_other(self, name):
        """What another node gets of it."""
        done = self.other.run_tool("get", name, "--from", self.node.endpoint)
        self.assertEqual(done.returncode, 0, done.stderr)
        return (self.other.downloads / name).read_bytes()

    # MARK: Sharing

    def test_a_path_that_the_node_cannot_see_is_refused_with_what_would_help(self):
        self.own("film.bin", b"x")
        done = self.tool("share", self.home)
        self.assertEqual(done.returncode, 6, done.stdout + done.stderr)
        self.assertIn(f"systemctl edit distrishare-peer@{self.node.port}", done.stderr)
        self.assertIn(f"\n[Service]\nBindReadOnlyPaths={self.home}\n", done.stderr)
        self.assertIn("--copy", done.stderr)
        self.assertIn("--temporary", done.stderr)

    def test_a_path_that_the_node_sees_is_shared_by_reference_and_outlives_a_restart(self):
        folder = self.net.folder / "open to all"
        folder.mkdir(mode=0o755)
        (folder / "a.txt").write_bytes(b"a")
        done = self.tool("share", folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        until(lambda: "open to all/a.txt" in listed(self.node), 15, "it is listed")
        self.node.stop()
        self.started(self.node)
        until(lambda: "open to all/a.txt" in listed(self.node), 15, "it is listed again")
        self.assertEqual(self.tool("unshare", "open to all").returncode, 0)

    def test_a_file_that_only_its_owner_may_read_is_copied(self):
        path = self.own("letter.txt", b"dear all")
        done = self.tool("share", "--copy", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        copy = self.node.shared_files / "letter.txt"
        self.assertEqual(copy.read_bytes(), b"dear all")
        self.assertEqual(copy.stat().st_uid, NOBODY)
        until(lambda: "letter.txt" in listed(self.node), 15, "it is listed")

    def test_a_folder_is_not_copied_and_the_tool_says_so(self):
        done = self.tool("share", "--copy", self.home)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("folder", done.stderr)

    def test_for_the_time_being_the_node_serves_what_it_may_not_open(self):
        path = self.own("diary.txt", b"monday" * 1000)
        done = self.tool("share", "--temporary", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        hashed(self.node, "diary.txt")
        self.assertEqual(self.fetched_by_other("diary.txt"), b"monday" * 1000)
        self.node.stop()
        self.started(self.node)
        self.assertNotIn("diary.txt", listed(self.node))

    def test_an_open_folder_in_a_closed_home_is_shared_for_the_time_being(self):
        self.own("films/one.bin", b"one", mode=0o644)
        (self.home / "films").chmod(0o755)
        done = self.tool("share", "--temporary", self.home / "films")
        self.assertEqual(done.returncode, 0, done.stderr)
        hashed(self.node, "films/one.bin")
        self.assertEqual(self.fetched_by_other("films/one.bin"), b"one")
        self.assertEqual(self.tool("unshare", "films").returncode, 0)
        until(lambda: "films/one.bin" not in listed(self.node), 15, "it is gone")

    def test_a_closed_folder_is_refused_also_for_the_time_being(self):
        done = self.tool("share", "--temporary", self.home)
        self.assertEqual(done.returncode, 6, done.stderr)

    # MARK: Downloading

    def test_a_download_lands_in_a_folder_that_the_node_may_not_enter(self):
        done = self.tool("get", "film.bin", "-o", f"{self.home}/")
        self.assertEqual(done.returncode, 0, done.stderr)
        path = self.home / "film.bin"
        self.assertEqual(path.read_bytes(), CONTENT)
        facts = path.stat()
        self.assertEqual((facts.st_uid, facts.st_mode & 0o777), (PERSON, 0o644))
        self.assertEqual(self.left_over(), [])
        self.assertIn("file\t", done.stdout)

    def test_what_lies_there_already_is_never_replaced(self):
        self.own("film.bin", b"mine")
        for expected in ("film (2).bin", "film (2).bin"):
            done = self.tool("get", "film.bin", "-o", f"{self.home}/")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(expected, done.stdout)
        self.assertEqual((self.home / "film.bin").read_bytes(), b"mine")
        self.assertEqual((self.home / "film (2).bin").read_bytes(), CONTENT)
        self.assertEqual(len(list(self.home.iterdir())), 2)

    def test_the_document_says_where_it_is(self):
        done = self.tool("--json", "get", "film.bin", "-o", f"{self.home}/new/")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["path"], f"{self.home}/new/film.bin")

    def test_where_downloads_are_not_shared_the_file_stays_with_whom_it_was_for(self):
        node = self.as_nobody("quiet", {"library": {"share_downloads": False}})
        done = self.tool(
            "get", "film.bin", "--from", self.other.endpoint, "-o", self.home / "a", node=node
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.home / "a").read_bytes(), CONTENT)
        self.assertFalse((node.downloads / "film.bin").exists())

    def test_what_is_not_found_leaves_nothing(self):
        done = self.tool("get", "no such film", "-o", f"{self.home}/new/")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(list(self.home.iterdir()), [])


class Passage:
    """A way to a node that slows, cuts or spoils what comes back of a file."""

    def __init__(self, daemon, spoil):
        self.target = (daemon.address, daemon.port)
        self.spoil = spoil
        self.calls = 0
        self.listener = socket.create_server((network.LOOPBACK, 0))
        self.endpoint = f"{network.LOOPBACK}:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.run, daemon=True).start()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self.carry, args=[client], daemon=True).start()

    def carry(self, client):
        with contextlib.suppress(OSError), client:
            with socket.create_connection(self.target) as server:
                call, before = 0, 0
                while True:
                    for source in select.select([client, server], [], [])[0]:
                        block = source.recv(1 << 16)
                        if not block:
                            return
                        if source is client:
                            server.sendall(block)
                            if block.startswith(b"GET /files/"):
                                self.calls += 1
                                call, before = self.calls, 0
                            continue
                        if call:
                            block = self.spoil(call, before, block)
                            if block is None:
                                return
                            before += len(block)
                        client.sendall(block)


class SlowHolder(Story):
    """A download that takes a while, so that things can happen meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.holder = cls.net.peer("holder")
        cls.holder.share("film.bin", CONTENT * 3)
        hashed(cls.holder, "film.bin")
        cls.passage = Passage(cls.holder, cls.slowly)
        cls.addClassCleanup(cls.passage.close)

    @staticmethod
    def slowly(_call, _before, block):
        """Some megabytes a second."""
        time.sleep(len(block) / (4 * MEGABYTE))
        return block

    def begin(self, node):
        self.folder = self.net.folder / self._testMethodName
        self.folder.mkdir()
        tool = subprocess.Popen(
            [
                str(network.TOOL),
                *("--socket", str(node.state / "control.sock")),
                *("get", "film.bin", "--from", self.passage.endpoint, "-o", f"{self.folder}/"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(tool.kill)
        until(lambda: self.received(node) > MEGABYTE, 20, "a part of it is here")
        return tool

    def received(self, node):
        downloads = node.ask("downloads")["downloads"]
        return downloads[-1]["received"] if downloads else 0

    def test_a_node_that_is_started_anew_in_between_is_waited_for(self):
        node = self.net.peer("restarted")
        tool = self.begin(node)
        node.kill()
        node.start()
        said, complaint = tool.communicate(timeout=60)
        self.assertEqual(tool.returncode, 0, complaint)
        self.assertEqual((self.folder / "film.bin").read_bytes(), CONTENT * 3)
        self.assertEqual(len(list(self.folder.iterdir())), 1, said)

    def test_ctrl_c_ends_the_download_and_leaves_nothing(self):
        node = self.net.peer("interrupted")
        tool = self.begin(node)
        tool.send_signal(signal.SIGINT)
        tool.communicate(timeout=20)
        self.assertEqual(tool.returncode, 1)
        self.assertEqual(list(self.folder.iterdir()), [])
        self.assertEqual(node.ask("downloads")["downloads"][-1]["state"], "cancelled")
        self.assertEqual(list(node.downloads.glob("*.bin")), [])


class WithoutNode(Story):
    """No node runs where the tool is: it fetches by itself from the one that is named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.holder = cls.net.peer("holder")
        cls.holder.share("film.bin", CONTENT)
        for folder in ("one", "two"):
            cls.holder.share(f"{folder}/same.txt", folder.encode())
        cls.holder.share("100 %.txt", b"percent")
        for name in ("film.bin", "one/same.txt", "two/same.txt", "100 %.txt"):
            hashed(cls.holder, name)

    def setUp(self):
        self.folder = self.net.folder / self._testMethodName
        self.folder.mkdir()

    def get(self, *arguments, secret=None, within=60):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("DISTRISHARE_")}
        environment = {**clean, "DISTRISHARE_SECRET": secret or self.net.secret}
        return run_tool("get", *arguments, within=within, cwd=self.folder, env=environment)

    def passage(self, spoil):
        passage = Passage(self.holder, spoil)
        self.addCleanup(passage.close)
        return passage

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_a_file_lands_here_verified(self):
        done = self.get("film.bin", "--from", self.holder.endpoint)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.folder / "film.bin").read_bytes(), CONTENT)
        self.assertIn("\tverified", done.stdout)
        self.assertEqual(self.names(), ["film.bin"])

    def test_by_its_digest_and_to_where_it_is_wanted(self):
        digest = sha256(self.holder.shared_files / "film.bin")
        done = self.get(digest, "--from", self.holder.endpoint, "-o", "there/")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.folder / "there" / "film.bin").read_bytes(), CONTENT)
        again = self.get(digest, "--from", self.holder.endpoint, "-o", "there/film.bin")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.names(), ["there"])

    def test_names_that_are_no_words_are_found_too(self):
        done = self.get("100 %.txt", "--from", self.holder.endpoint)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.folder / "100 %.txt").read_bytes(), b"percent")

    def test_a_document_is_one_document(self):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("DISTRISHARE_")}
        done = run_tool(
            *("--json", "--secret-file", self.net.secret_path),
            *("get", "film.bin", "--from", self.holder.endpoint),
            cwd=self.folder,
            env=clean,
        )
        document = json.loads(done.stdout)
        self.assertEqual((document["v"], document["state"]), (1, "done"))
        self.assertEqual(document["sha256"], sha256(self.folder / "film.bin"))
        self.assertEqual(document["path"], "film.bin")

    def test_each_end_has_its_exit_code(self):
        here = ("--from", self.holder.endpoint)
        self.assertEqual(self.get("film.bin").returncode, 3)
        self.assertEqual(self.get("no such film", *here).returncode, 4)
        self.assertEqual(self.get("film.bin", *here, secret="0" * 64).returncode, 6)
        several = self.get("same.txt", *here)
        self.assertEqual(several.returncode, 2)
        self.assertIn("one/same.txt", several.stdout)
        nobody = f"{network.LOOPBACK}:{network.free_port()}"
        self.assertEqual(self.get("film.bin", "--from", nobody).returncode, 1)
        self.assertEqual(self.names(), [])

    def test_the_secret_is_never_sent(self):
        heard = []
        listener = socket.create_server((network.LOOPBACK, 0))
        self.addCleanup(listener.close)

        def listen():
            client, _ = listener.accept()
            with client:
                heard.append(client.recv(1 << 16))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        self.get("film.bin", "--from", f"{network.LOOPBACK}:{listener.getsockname()[1]}")
        thread.join()
        self.assertIn(b"Authorization: DistriShare ", heard[0])
        self.assertNotIn(self.net.secret.encode(), heard[0])

    def test_a_cut_costs_only_what_was_not_here(self):
        asked = []

        def cut(call, before, block):
            if call == 1:
                return block if before < MEGABYTE else None
            if before == 0:
                asked.append(block.split(b"\r\n")[0])
            return block

        passage = self.passage(cut)
        done = self.get("film.bin", "--from", passage.endpoint)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.folder / "film.bin").read_bytes(), CONTENT)
        self.assertIn(b" 206 ", asked[0])

    def test_wrong_bytes_are_not_kept(self):
        def spoil(_, before, block):
            return block if before < MEGABYTE else bytes([block[0] ^ 1]) + block[1:]

        done = self.get("film.bin", "--from", self.passage(spoil).endpoint)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertEqual(self.names(), [])

    def test_ctrl_c_leaves_nothing(self):
        reached = threading.Event()
        held = threading.Event()

        def stall(_, before, block):
            if before >= MEGABYTE:
                reached.set()
                held.wait(20)
            return block

        passage = self.passage(stall)
        self.addCleanup(held.set)
        tool = subprocess.Popen(
            [str(network.TOOL), "get", "film.bin", "--from", passage.endpoint],
            cwd=self.folder,
            env={**os.environ, "DISTRISHARE_SECRET": self.net.secret},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.assertTrue(reached.wait(20))
        tool.send_signal(signal.SIGINT)
        self.assertEqual(tool.wait(20), 1)
        self.assertEqual(self.names(), [])


class Help(Story):
    @classmethod
    def setUpClass(cls):
        """It needs no network."""

    def test_the_page_and_the_document_know_the_same_words(self):
        page = run_tool("help").stdout
        document = json.loads(run_tool("--json", "help").stdout)
        for command in document["commands"]:
            self.assertIn(f"\n  {command['name']}", page)
            for option in command["options"]:
                self.assertIn(", ".join(option["names"]), page)
        for option in document["options"]:
            self.assertIn(", ".join(option["names"]), page)

    def test_every_command_has_its_own_page_and_its_own_wrong_usage(self):
        for command in json.loads(run_tool("--json", "help").stdout)["commands"]:
            with self.subTest(command["name"]):
                done = run_tool(command["name"], "--help")
                self.assertEqual(done.returncode, 0)
                self.assertIn(f"distrishare {command['name']}", done.stdout)
                wrong = run_tool(command["name"], "--no-such-option")
                self.assertEqual(wrong.returncode, 2)

    def test_it_speaks_spanish_to_who_wants_it(self):
        self.assertIn("uso: distrishare", run_tool("--lang", "es", "help").stdout)
        environment = {**os.environ, "LC_ALL": "es_ES.UTF-8"}
        done = run_tool("no-such-command", env=environment)
        self.assertIn("no hay ninguna orden", done.stderr)
