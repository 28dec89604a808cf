"""Hashing what is to be shared: SHA-256 and SHA-1 of one warm file, and of four at once.

Law: the time is a user's: from the moment in which the file appears in shared_files until the list
of files has its digest. Files are moved there within their file system; each time they are an hour
old and have another time than before, so nothing is known of them. The four are names of one
inode, which the library hashes one by one: one copy of the data then does for all.
"""

import contextlib
import hashlib
import json
import os
import subprocess
import time

import bench_turns
import measured
import network
from bench_files import Local
from bench_rows import Unavailable, paired, ratio_at_least
from measured import size_name

LENGTH = 4 << 30
TOGETHER = 4
STEP = 1 << 20
MIB = 1 << 20
GOAL = 0.85
PATIENCE = 600  # seconds


def hashing(net, arguments, progress):
    if measured.first_line("openssl", "version") == "none":
        raise Unavailable("openssl is not here; Scripts/setup --bench takes it")
    size, cores = size_name(LENGTH), len(os.sched_getaffinity(0))
    progress(f"writing {size}")
    path = measured.content(net.folder / "hashed.bin", LENGTH)
    peer = net.peer("hashing", changes={"log": {"level": "warning"}})
    alone, openssl, four, both = [], [], [], []
    for pair in range(arguments.pairs):
        progress(f"hashing {size}, {pair + 1} of {arguments.pairs}")
        alone.append(shared_rate(peer, path, 1))
        openssl.append(openssl_rate(path))
        four.append(shared_rate(peer, path, TOGETHER))
        both.append(both_rate(path) * cores)
    peer.stop()
    progress("hashing, turns")
    metered = net.peer("hashing-turns", changes=bench_turns.METERED)
    shared_rate(metered, path, TOGETHER)
    passes = [bench_turns.turns(metered, f"{TOGETHER} files of {size}, hashed at once")]
    metered.stop()
    path.unlink()
    goal = ratio_at_least(GOAL)
    one = f"hashing to share, one warm file of {size}"
    return [
        paired(one, "MiB/s", alone, openssl, "openssl dgst -sha256", goal),
        paired(
            f"hashing to share, {TOGETHER} at once",
            "MiB/s",
            four,
            both,
            "both digests on every core",
            goal,
            note=f"theirs is what one core does for SHA-1 and SHA-256 both, times {cores}",
        ),
        *passes,
    ]


# MARK: Ours


def shared_rate(peer, path, count):
    """MiB a second of `count` files that appear together, until the last is known."""
    waiting = [peer.state / f"waiting-{number}" for number in range(count)]
    for name in waiting:
        os.link(path, name)
    set_new_age(path)
    began = time.monotonic()
    shared = [name.rename(peer.shared_files / f"{path.name}-{name.name}") for name in waiting]
    with contextlib.closing(Local(peer)) as local:
        names = {name.name for name in shared}
        network.until(lambda: names <= hashed(local), PATIENCE, "the files are hashed")
        seconds = time.monotonic() - began
        for name in shared:
            name.unlink()
        network.until(lambda: not listed(local), PATIENCE, "the files are forgotten")
    return count * path.stat().st_size / MIB / seconds


_ages = 0


def set_new_age(path):
    global _ages
    _ages += 1
    os.utime(path, (time.time() - 3600 - _ages,) * 2)


def listed(local):
    local.request("GET", "/api/v1/files")
    return json.loads(local.getresponse().read())["files"]


def hashed(local):
    return {file["name"] for file in listed(local) if file["sha256"]}


# MARK: Theirs


def openssl_rate(path):
    began = time.monotonic()
    subprocess.run(["openssl", "dgst", "-sha256", path], stdout=subprocess.DEVNULL, check=True)
    return path.stat().st_size / MIB / (time.monotonic() - began)


def both_rate(path):
    """What a core does for both: OpenSSL's functions too, and each step is read once."""
    digests = hashlib.sha1(), hashlib.sha256()
    step = bytearray(STEP)
    began = time.monotonic()
    with open(path, "rb", buffering=0) as file:
        while count := file.readinto(step):
            for digest in digests:
                digest.update(memoryview(step)[:count])
    return path.stat().st_size / MIB / (time.monotonic() - began)
