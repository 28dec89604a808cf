"""The measures of being small: start, idle memory, and a hundred thousand files.

Each is a function of (net, arguments, progress) and returns rows; `Scripts/bench` calls them. What
`arguments` does not say has the number of the measure's definition.
"""

import contextlib
import http.client
import json
import math
import os
import random
import socket
import statistics
import time
import urllib.parse

import network

STARTS = 20
IDLE = 5  # seconds after READY
FILES = 100_000
FOLDERS = 100
FILE_LENGTH = 4096
SEARCHES = 1000
RESTARTS = 5
PAGE = 1000  # files of one answer


def row(measure, unit, ours, goal):
    return {
        "measure": measure,
        "unit": unit,
        "ours": ours,
        "theirs": None,
        "against": None,
        "ratio": None,
        "goal": goal,
    }


def start_to_ready(net, arguments, progress):
    """From exec to READY=1 with an empty state folder; the median."""
    starts = getattr(arguments, "starts", STARTS)
    taken = []
    for turn in range(starts):
        progress(f"start {turn + 1} of {starts}")
        peer = net.peer(f"start-{turn}")
        taken.append(peer.ready_after * 1000)
        peer.stop()
    return [row("start to ready, empty state", "ms", statistics.median(taken), "<= 10")]


def idle_memory(net, arguments, progress):
    """VmRSS, 5 s after READY."""
    results = []
    for role in ("peer", "bootstrap"):
        progress(f"memory of an idle {role}, {IDLE} s")
        daemon = net.daemon(f"idle-{role}", role)
        time.sleep(IDLE)  # the measure says so
        memory = daemon.proc_status("VmRSS") / 1024
        results.append(row(f"idle memory, {role} (VmRSS)", "MiB", memory, "<= 12"))
        daemon.stop()
    return results


def many_files(net, arguments, progress):
    """100,000 files that were hashed before: restart to READY, exact names, and lists."""
    files = getattr(arguments, "files", FILES)
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
    count = f"{files:,} files"
    return [
        row(f"{count}: restart to ready", "s", statistics.median(restarts), "<= 1"),
        row(f"{count}: search by name, p99", "ms", percentile(searches, 99) * 1000, "<= 5"),
        row(f"{count}: search by name, median", "ms", statistics.median(searches) * 1000, ""),
        row(f"{count}: a list's part of {PAGE}, slowest", "ms", max(pages) * 1000, ""),
    ]


MEASURES = {"start": start_to_ready, "memory": idle_memory, "files": many_files}


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
