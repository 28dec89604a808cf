"""get: while nodes die, networks cut and people press Ctrl-C, and where no node runs at all."""

import json
import os
import signal
import socket
import subprocess
import threading
import time

import answers
import network
from network import run_tool, sha256, until
from passage import Passage
from story import MEGABYTE, Story, hashed

CONTENT = os.urandom(3 * MEGABYTE + 7)


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
        downloads = answers.downloads(node.ask("downloads"))
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
        last = answers.downloads(node.ask("downloads"))[-1]
        self.assertEqual(answers.download_state(last), "cancelled")
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
