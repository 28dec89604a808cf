"""A full disk stops a download with its reason, and not for good."""

import contextlib
import os
import subprocess

import answers
import network
import old_client
from network import until
from story import MEGABYTE, Story, needs_root


@contextlib.contextmanager
def small_disk(path, megabytes):
    path.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", path], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


@needs_root
class FullDisk(Story):
    def test_a_download_pauses_with_a_reason_and_goes_on_when_there_is_room(self):
        content = os.urandom(40 * MEGABYTE)
        holder = self.net.peer("holder")
        holder.share("film.bin", content)
        until(lambda: "film.bin" in answers.file_digests(holder.ask("files")), 30, "it is hashed")
        taker = self.net.peer("taker", changes={"peers": {"known": [holder.endpoint]}}, start=False)
        with small_disk(taker.state, 64):
            ballast = taker.state / "ballast"
            taker.start()
            ballast.write_bytes(b"\0" * 40 * MEGABYTE)
            before = holder.sent_bytes()
            tool = subprocess.Popen(
                [
                    network.TOOL,
                    "--socket",
                    taker.state / "control.sock",
                    "get",
                    "film.bin",
                    "--from",
                    holder.endpoint,
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            self.addCleanup(tool.stdout.close)
            try:
                paused = until(
                    lambda: [
                        row
                        for row in answers.downloads(taker.ask("downloads"))
                        if answers.download_state(row) == "paused"
                    ],
                    20,
                    "it pauses",
                )
                self.assertRegex(answers.download_reason(paused[0]).lower(), "disk|room|space")
                ballast.unlink()
                tool.communicate(timeout=30)
                self.assertEqual(tool.returncode, 0)
                self.assertEqual((taker.downloads / "film.bin").read_bytes(), content)
                again = holder.sent_bytes() - before - len(content)
                self.assertLess(again, 5 * MEGABYTE, "what had come was kept")
            finally:
                tool.kill()
                taker.stop()


class Endless(old_client.OldPeer):
    """Says that it has the file, and never stops sending it."""

    def send_file(self, connection, content):
        while True:
            connection.sendall(bytes(MEGABYTE))


@needs_root
class EndlessFile(Story):
    def test_a_file_without_an_end_leaves_free_what_must_stay_free(self):
        taker = self.net.peer("flooded", changes={"transfer": {"min_free": "32MiB"}}, start=False)
        with small_disk(taker.state, 64), Endless({"f": b""}, "") as endless:
            taker.start()
            tool = subprocess.Popen(
                [network.TOOL, "--socket", taker.state / "control.sock", "get", "f"]
                + ["--from", endless.endpoint],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            least = []

            def paused():
                room = os.statvfs(taker.state)
                least.append(room.f_bavail * room.f_frsize)
                rows = answers.downloads(taker.ask("downloads"))
                return [row for row in rows if answers.download_state(row) == "paused"]

            try:
                row = until(paused, 20, "it pauses")[0]
                self.assertIn("no room", answers.download_reason(row))
                # What has arrived and waits for the disk is no more than this.
                self.assertGreater(min(least), 16 * MEGABYTE)
                self.assert_serves(taker)
            finally:
                tool.kill()
                tool.wait()
                taker.stop()
