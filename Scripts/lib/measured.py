"""What measurements share: the machine they were made on, data on tmpfs, and medians."""

import os
import pathlib
import platform
import random
import shutil
import statistics
import subprocess
import tempfile
import time


def tmpfs_folder():
    """A folder in memory: the disk is not what is measured."""
    return pathlib.Path(tempfile.mkdtemp(prefix="distrishare-bench-", dir="/dev/shm"))


def content(path, length):
    """A file of chance, so that a byte in the wrong place is noticed; an hour old, for a node is
    wary of files that have just been written."""
    with open(path, "wb") as file:
        chance = random.Random(length)
        while length > 0:
            part = min(length, 1 << 20)
            file.write(chance.randbytes(part))
            length -= part
    os.utime(path, (time.time() - 3600,) * 2)
    return path


def first_line(*command):
    if shutil.which(command[0]) is None:
        return "none"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return ((done.stdout + done.stderr).splitlines() or [""])[0].strip()


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def surroundings(command, **versions):
    return {
        "date": time.strftime("%Y-%m-%d %H:%M:%S %Z"),
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "congestion": pathlib.Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip(),
        "command": command,
        **versions,
    }


def median(values):
    return statistics.median(values)


def size_name(length):
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if length >= unit:
            return f"{length // unit} {name}"
    return f"{length} B"
