"""A hundred thousand files: a restart that knows them already, exact names, and lists."""

import contextlib
import http.client
import json
import math
import os
import random
import socket
import time
import urllib.parse

import bench_turns
import network
from bench_rows import at_most, row
from measured import median

FILES = 100_000
FOLDERS = 100
FILE_LENGTH = 4096
SEARCHES = 1000
RESTARTS = 5
PAGE = 1000  # files of one answer


def many_files(net, _, progress):
    files = FILES
    progress(f"{files} files are written")
    data = net.folder / "many"
    names = write_files(data, files)
    peer = net.peer("many-files", changes={"library": {"folders": [str(data)]}})
    progress(f"{files} files are hashed")
    network.until(lambda: is_hashed(peer, files), 600, "all files are hashed")
    restarts = []
    for turn in range(RESTARTS):
        progress(f"restart {turn + 1} of {RESTARTS}")
        peer.stop()
        peer.start()
        restarts.append(peer.ready_after)
    # The walk that follows a start is over: searches are measured, not it.
    network.until(lambda: is_hashed(peer, files), 60, "the files are known again")
    progress("exact names are searched")
    searches = searched(peer, [f"{data.name}/{name}" for name in names])
    progress("the files are listed")
    pages = listed(peer, files)
    peer.stop()
    progress(f"{files} files, turns")
    changes = {"library": {"folders": [str(data)]}, **bench_turns.METERED}
    metered = net.peer("many-files-turns", changes=changes)
    network.until(lambda: is_hashed(metered, files), 600, "all files are hashed")
    passes = [bench_turns.turns(metered, f"{files:,} files, walked and hashed")]
    metered.stop()
    metered.start()
    network.until(lambda: is_hashed(metered, files), 60, "the files are known again")
    searched(metered, [f"{data.name}/{name}" for name in names])
    listed(metered, files)
    passes.append(bench_turns.turns(metered, f"{files:,} files, restart, searches, lists"))
    metered.stop()
    count = f"{files:,} files"
    return [
        row(f"{count}: restart to ready", "s", median(restarts), goal=at_most(1, "s")),
        row(
            f"{count}: search by name, p99",
            "ms",
            percentile(searches, 99) * 1000,
            goal=at_most(5, "ms"),
        ),
        row(f"{count}: search by name, median", "ms", median(searches) * 1000),
        row(f"{count}: a list's part of {PAGE}, slowest", "ms", max(pages) * 1000),
        *passes,
    ]


# MARK: Files


def write_files(data, count):
    """Every file is another content; the names are the same in every run."""
    chance = random.Random(count)
    names = []
    for number in range(count):
        folder = f"folder-{number % FOLDERS:03}"
        names.append(f"{folder}/document {chance.randrange(1 << 40):x} nr {number}.txt")
    for folder in {name.split("/")[0] for name in names}:
        (data / folder).mkdir(parents=True)
    rest = bytes(FILE_LENGTH - 8)
    for number, name in enumerate(names):
        (data / name).write_bytes(number.to_bytes(8, "big") + rest)
    return names


def is_hashed(peer, count):
    files = peer.ask("status")["files"]
    return files["count"] == count and files["unhashed"] == 0


# MARK: Questions


class Local(http.client.HTTPConnection):
    """The API of a node at its control socket: one connection, kept."""

    def __init__(self, daemon):
        super().__init__("localhost", timeout=60)
        self.path = os.fspath(daemon.state / "control.sock")

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)

    def ask(self, method, target, body=None):
        """The document, and the seconds until all of it was there."""
        fields = {"Content-Type": "application/json"} if body is not None else {}
        began = time.perf_counter()
        self.request(method, target, body, fields)
        answer = self.getresponse()
        text = answer.read()
        taken = time.perf_counter() - began
        if answer.status != 200:
            raise AssertionError(f"{method} {target} was answered {answer.status}: {text}")
        return json.loads(text), taken


def searched(peer, names):
    """Seconds that each search for an exact name took; each must be found."""
    chance = random.Random(SEARCHES)
    taken = []
    with contextlib.closing(Local(peer)) as local:
        for name in chance.sample(names, min(SEARCHES, len(names))):
            body = json.dumps({"words": name})
            document, seconds = local.ask("POST", "/api/v1/search", body)
            if document["results"][0]["name"] != name:
                raise AssertionError(f"{name} was not found first: {document['results'][:3]}")
            taken.append(seconds)
    return taken


def listed(peer, count):
    """Seconds that each part of the list of all files took; together they must be all."""
    taken, found, cursor = [], 0, None
    with contextlib.closing(Local(peer)) as local:
        while found < count:
            more = "&cursor=" + urllib.parse.quote(cursor, safe="") if cursor else ""
            document, seconds = local.ask("GET", f"/api/v1/files?limit={PAGE}{more}")
            taken.append(seconds)
            found += len(document["files"])
            cursor = document["next"]
            if not cursor:
                break
    if found != count:
        raise AssertionError(f"{found} files are listed, not {count}")
    return taken


def percentile(values, percent):
    """The value that so many of a hundred are not above."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]
