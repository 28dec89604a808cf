"""A full disk stops a download with its reason, and not for good."""

import contextlib
import os
import subprocess

import answers
import network
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
            finally:
                tool.kill()
                taker.stop()
