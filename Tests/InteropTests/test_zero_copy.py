"""A download is the kernel's work: sendfile, and no byte of payload passes through the daemon."""

import re

import answers
import old_client
from network import until
from story import MEGABYTE, Story, needs

LENGTH = 256 * MEGABYTE
READING = "read,pread64,readv,preadv,preadv2,mmap"
WRITING = "write,pwrite64,writev,sendto,sendmsg,sendmmsg"
CALL = re.compile(r"^\d+\s+(?:<\.\.\. )?(\w+)(?: resumed>|\().*= (\d+)")
# What is not in the page cache is read in by the pool, announced by an advice for the same range.
ADVICE = re.compile(r"fadvise64\(\d+, (\d+), (\d+), POSIX_FADV_WILLNEED")
READ_IN = re.compile(r"pread64(?: resumed>|\().*, (\d+), (\d+)\)\s+= \d+")


@needs("strace")
class ZeroCopy(Story):
    def test_a_large_download_is_sendfile_and_nothing_else(self):
        trace = self.net.folder / "trace"
        peer = self.net.peer(
            "traced",
            wrapper=[
                "strace",
                "-f",
                "--seccomp-bpf",
                "-o",
                str(trace),
                "-e",
                f"trace=sendfile,fadvise64,{READING},{WRITING}",
            ],
        )
        path = peer.shared_files / "large"
        with open(path, "wb") as file:
            file.truncate(LENGTH)
        # Hashing reads the file, and is not what is looked at: it is over before the download.
        until(lambda: "large" in answers.file_digests(peer.ask("files")), 90, "it is hashed")
        before = trace.stat().st_size
        received = 0
        with old_client.send(
            (peer.address, peer.port),
            {"type": "download", "filename": "large", "secret": self.net.secret},
            30,
        ) as connection:
            while block := connection.recv(MEGABYTE):
                received += len(block)
        self.assertEqual(received, LENGTH)
        peer.stop()
        with open(trace, encoding="utf-8", errors="replace") as file:
            file.seek(before)
            moved = self.bytes_by_call(file)
        self.assertEqual(moved.get("sendfile"), LENGTH)
        others = {call: count for call, count in moved.items() if call not in ("sendfile", "mmap")}
        self.assertLess(sum(others.values()), MEGABYTE, others)

    @staticmethod
    def bytes_by_call(lines):
        moved, advised = {}, set()
        for line in lines:
            if advice := ADVICE.search(line):
                advised.add(advice.groups())
            elif (read := READ_IN.search(line)) and (read[2], read[1]) in advised:
                advised.discard((read[2], read[1]))
            elif match := CALL.match(line):
                moved[match[1]] = moved.get(match[1], 0) + int(match[2])
        return moved
