"""A cold file: 4 KiB requests at a fixed rate while 4 GiB come from the disk.

Law: the large file lies on a disk and is dropped from the page cache (posix_fadvise) before each
download, and that it is gone is looked at. The requests are an open loop: their time counts from
when they were due, so a loop that stands still for the disk is seen.
"""

import contextlib
import json
import os
import secrets
import shutil
import socket
import tempfile
import threading
import time

import bench_turns
import measured
import network
from bench_rows import Goal, row
from bench_servers import paced, serving
from measured import median
from network import PROJECT

LENGTH = 4 << 30
RATE = 1000
SECONDS = 4
KEPT = PROJECT / ".build" / "bench-cold"


def cold_file(net, arguments, progress):
    progress("writing 4 GiB")
    large = large_file()
    with disk_network() as disk:
        small = measured.content(disk.folder / "small", 4 << 10)
        return measures(disk, large, small, arguments, progress)


@contextlib.contextmanager
def disk_network():
    """A network on the disk: a tmpfs has no cold pages."""
    folder = tempfile.mkdtemp(prefix="bench-", dir=PROJECT / ".build")
    with network.Network(folder=folder) as disk:
        try:
            yield disk
        finally:
            disk.close()
            shutil.rmtree(folder, ignore_errors=True)


def measures(disk, large, small, arguments, progress):
    runs = min(arguments.pairs, 5)
    progress("a peer hashes 4 GiB")
    peer = serving(disk, "cold", [large, small])
    alone, beside, rates = [], [], []
    for run in range(runs):
        progress(f"cold file, {run + 1} of {runs}")
        alone.append(paced(disk, peer, small, RATE, SECONDS)["latency_ms"])
        with Downloads(disk, peer, large) as downloads:
            beside.append(paced(disk, peer, small, RATE, SECONDS)["latency_ms"])
        rates.append(downloads.rate)
    peer.stop()
    progress("cold file, turns")
    metered = serving(disk, "cold-turns", [large, small], **bench_turns.METERED)
    with Downloads(disk, metered, large):
        paced(disk, metered, small, RATE, SECONDS)
    turned = bench_turns.turns(metered, "cold 4 GiB beside 4 KiB requests (and its hashing)")
    metered.stop()
    alone_p99, beside_p99 = (median([t["p99"] for t in side]) for side in (alone, beside))
    longest = [max(t["max"] for t in side) for side in (alone, beside)]
    goal = Goal("< 3 x or < 5 ms", lambda r: r["ratio"] < 3 or r["ours"] < 5)
    return [
        row(
            "4 KiB requests at 1,000/s beside a cold 4 GiB, p99",
            "ms",
            beside_p99,
            alone_p99,
            "alone",
            goal,
            note=f"longest {longest[1]:.1f} ms, alone {longest[0]:.1f} ms; the cold file came with "
            f"{median(rates) / (1 << 20):,.0f} MiB/s",
        ),
        turned,
    ]


def large_file():
    """Made once and kept: chance, so that no disk has it cheaper than it looks."""
    path = KEPT / "large"
    if not path.exists() or path.stat().st_size != LENGTH:
        KEPT.mkdir(parents=True, exist_ok=True)
        part = KEPT / f"part-{secrets.token_hex(4)}"
        measured.content(part, LENGTH)
        part.rename(path)
    return path


def drop(path):
    """Takes the file out of the page cache, and looks whether it is out."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        page = bytearray(1)
        for place in range(0, LENGTH, LENGTH // 64):
            try:
                os.preadv(file.fileno(), [page], place, os.RWF_NOWAIT)
            except BlockingIOError:
                continue
            raise AssertionError(f"{path} is still in the page cache at {place}")


class Downloads:
    """Downloads the large file, cold each time, for as long as it is entered."""

    def __init__(self, disk, peer, path):
        self.disk, self.peer, self.path = disk, peer, path
        self.over = threading.Event()
        self.begun = threading.Event()
        self.received, self.seconds, self.failure = 0, 0, None

    def __enter__(self):
        drop(self.path)
        self.thread = threading.Thread(target=self.download_all)
        self.thread.start()
        if not self.begun.wait(10):
            raise AssertionError("the download of the cold file does not begin")
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        if self.failure:
            raise self.failure

    @property
    def rate(self):
        return self.received / self.seconds

    def download_all(self):
        try:
            while not self.over.is_set():
                self.download()
                if not self.over.is_set():
                    drop(self.path)
        except (OSError, AssertionError) as error:
            self.failure = error

    def download(self):
        buffer, length, began = bytearray(1 << 20), 0, time.monotonic()
        with socket.create_connection((self.peer.address, self.peer.port), timeout=30) as server:
            ask = json.dumps(
                {"type": "download", "filename": self.path.name, "secret": self.disk.secret}
            )
            server.sendall(ask.encode())
            while not self.over.is_set() and (count := server.recv_into(buffer)):
                length += count
                self.begun.set()
        self.received += length
        self.seconds += time.monotonic() - began
        if not self.over.is_set() and length != LENGTH:
            raise AssertionError(f"{length} bytes of {LENGTH} came")
