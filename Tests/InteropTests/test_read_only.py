"""A state folder that cannot be written: from the beginning, or from some moment on.

Law: from the beginning it is a sentence and an exit; later, what needs no writing goes on, what
needs it says why, and when the disk is well again a restart finds what was there before.
"""

import contextlib
import os
import pathlib
import subprocess

import answers
import http_side
import network
from downloading import arrived, fetch, socket_of, states
from network import sha256, until
from story import MEGABYTE, Story, hashed, needs, needs_root
from test_disk_full import small_disk


def run(*command):
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


@contextlib.contextmanager
def failing_disk(image, path, megabytes):
    """A file system of its own on a loop device: an ext4, since that one can be told to fail."""
    with open(image, "wb") as file:
        file.truncate(megabytes * MEGABYTE)
    run("mkfs.ext4", "-q", "-m", "0", image)
    path.mkdir(parents=True, exist_ok=True)
    run("mount", "-o", "loop", image, path)
    try:
        yield
    finally:
        run("umount", "-l", path)


@needs_root
class FromTheBeginning(Story):
    def refused(self, daemon):
        daemon.launch()
        daemon.wait(10)
        return daemon.process.returncode, daemon.log()

    def test_a_state_that_cannot_be_written_is_a_sentence_and_an_exit(self):
        peer = self.net.peer("fresh", start=False)
        with small_disk(peer.state, 16):
            run("mount", "-o", "remount,ro", peer.state)
            code, said = self.refused(peer)
        self.assertEqual(code, 1)
        self.assertIn(str(peer.state), said)
        self.assertIn("Read-only file system", said)
        self.assertEqual(len(said.strip().splitlines()), 1, said)

    def test_and_so_is_one_that_was_written_before(self):
        peer = self.net.peer("used", start=False)
        with small_disk(peer.state, 16):
            peer.start()
            peer.share("film", b"film")
            hashed(peer, "film")
            self.assertEqual(peer.stop(), 0)
            run("mount", "-o", "remount,ro", peer.state)
            before = peer.log()
            code, said = self.refused(peer)
            self.assertEqual(code, 1)
            self.assertRegex(said[len(before) :], f"{peer.state}.*Read-only file system")
            run("mount", "-o", "remount,rw", peer.state)
            peer.start()
            self.assertIn("film", answers.file_digests(peer.ask("files")))
            self.assertEqual(peer.stop(), 0)


@needs_root
@needs("mkfs.ext4")
class FromSomeMomentOn(Story):
    deadline = 180

    def test_a_disk_that_fails_stops_what_writes_and_nothing_else(self):
        if not pathlib.Path("/dev/loop-control").exists():
            self.skipTest("there are no loop devices here")
        holder = self.net.peer("holder", changes={"transfer": {"upload_rate": "8MiB"}})
        content = os.urandom(24 * MEGABYTE)
        holder.share("film", content)
        hashed(holder, "film")
        known = {"peers": {"known": [holder.endpoint]}}
        peer = self.net.peer("failing", changes=known, start=False)
        image = self.net.folder / "image"
        with failing_disk(image, peer.state, 128):
            peer.start()
            peer.share("mine", b"mine" * 1000)
            hashed(peer, "mine")
            fetch(peer, name="film", **{"from": holder.endpoint})
            until(lambda: self.received(peer) > 4 * MEGABYTE, 20, "it runs")
            run("mount", "-o", "remount,abort", peer.state)
            until(lambda: states(peer)["film"][0] in ("failed", "paused"), 30, "it stops")
            self.assertRegex(states(peer)["film"][1], "Read-only|read|written")
            # What is shared is served, what is asked is answered.
            headers = http_side.bearer(self.net.secret)
            served = http_side.ask(peer, "GET", "/files/mine", headers)
            self.assertEqual((served.status, served.body), (200, b"mine" * 1000))
            self.assert_serves(peer)
            put = http_side.ask(socket_of(peer), "PUT", "/files/new", {}, b"new")
            self.assertIn(put.status, (403, 500, 507))
            self.assertIn("Read-only", put.document()["detail"])
            peer.ask("nodes", "add", f"127.0.0.1:{network.free_port()}")
            until(lambda: "could not be remembered" in peer.log(), 20, "the log says so")
            shown = until(
                lambda: peer.run_tool("status").stdout if self.is_told(peer) else "",
                10,
                "a person who looks sees that nothing is remembered",
            )
            self.assertIn("notice", shown)
            tries = peer.log().count("could not be remembered")
            self.assertLess(tries, 20, "and the log is not filled with it")
            self.assertEqual(peer.stop(), 0)
            subprocess.run(["umount", "-l", peer.state], check=True)
            subprocess.run(["fsck.ext4", "-p", image], check=False, capture_output=True)
            run("mount", "-o", "loop", image, peer.state)
            peer.start()
            until(
                lambda: "mine" in answers.file_names(peer.ask("files")),
                20,
                "what was shared is found again, whatever the disk had kept of the ledger",
            )
            fetch(peer, name="film", **{"from": holder.endpoint})
            path = arrived(peer, "film", within=60)
            self.assertEqual(sha256(path), sha256(holder.shared_files / "film"))
            self.assertEqual(peer.stop(), 0)

    @staticmethod
    def received(peer):
        return sum(row["received"] for row in answers.downloads(peer.ask("downloads")))

    @staticmethod
    def is_told(peer):
        return any("remembered" in notice for notice in peer.ask("status")["notices"])
