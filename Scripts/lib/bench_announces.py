"""Announces, by datagram and by HTTP: our bootstrap beside Debian's opentracker; and what a million
peers take.

Law: one generator asks both, by turns, for the same peers of the same torrents. opentracker answers
for torrents that it was told of only, so it has a list of them, as it has in earnest. Datagrams
that find no room in a socket's buffer are lost: those of ours are failures, and end the measure;
opentracker, whose buffer is the system's, loses some of 512, and how many is told.
"""

import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import urllib.request

import bench_turns
import measured
import network
from bench_rows import Unavailable, at_most, paired, ratio_at_least, ratio_at_most, row
from bench_servers import Run, children_seconds, listens, processor_seconds, serving
from network import LOOPBACK, until

TORRENTS = 100_000
IN_FLIGHT = 512
CONNECTIONS = 64
PEERS = 1_000_000
OPEN = {"tracker": {"open": True}, "log": {"level": "warning"}}


class Opentracker:
    """Debian's, on one port number for both protocols."""

    def __init__(self, folder):
        self.folder, self.port = folder, network.free_port()
        self.program = shutil.which("opentracker")
        if self.program is None:
            raise Unavailable("opentracker is not here (apt install opentracker)")

    def __enter__(self):
        self.folder.mkdir()
        # It changes its root and its user before it reads the list.
        for folder in (self.folder, *self.folder.parents):
            if folder.stat().st_uid == os.geteuid() and folder != pathlib.Path("/"):
                folder.chmod(folder.stat().st_mode | 0o055)
        hashes = (hashlib.sha1(f"load {n}".encode()).hexdigest() for n in range(TORRENTS))
        (self.folder / "allowed").write_text("".join(f"{text}\n" for text in hashes))
        place = ["-i", LOOPBACK, "-p", self.port, "-P", self.port, "-d", self.folder]
        self.process = subprocess.Popen(
            [self.program, *map(str, place), "-w", "allowed"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.pid = self.process.pid
        until(lambda: listens(self.port), 10, "opentracker listens")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


def announcing(server, protocol, connections, seconds, *more):
    """One run of the generator at a tracker; a failure is an error, or opentracker's own."""
    before, mine = processor_seconds(server.pid), children_seconds()
    command = ["--json", "load", "--node", f"{LOOPBACK}:{server.port}", "--protocol", protocol]
    command += ["--connections", connections, "--seconds", seconds, "--torrents", TORRENTS, *more]
    done = network.run_tool(*command, within=seconds + 60)
    may_lose = isinstance(server, Opentracker) and protocol == "udp-tracker" and done.stdout
    if done.returncode != 0 and not may_lose:
        raise AssertionError(f"load ended with {done.returncode}: {done.stderr or done.stdout}")
    document = json.loads(done.stdout)
    return Run(
        rate=document["requests_per_second"],
        requests=document["requests"] + document["awaited"],
        seconds=processor_seconds(server.pid) - before,
        client_seconds=children_seconds() - mine,
        elapsed=seconds,
        document=document,
    )


def announces(net, arguments, progress):
    ours = net.bootstrap("announces", changes={**OPEN, "secret_file": ""})
    rows = []
    with Opentracker(net.folder / "opentracker") as theirs:
        rows += by_turns(ours, theirs, arguments, progress, "UDP", "udp-tracker", IN_FLIGHT)
        rows += by_turns(ours, theirs, arguments, progress, "HTTP", "http-tracker", CONNECTIONS)
    rows += kept(net, ours, arguments, progress)
    ours.stop()
    return [*rows, *million(net, progress), *metered(net, arguments, progress)]


GOALS = {"UDP": (1.3, 0.7), "HTTP": (1.0, 0.85)}


def by_turns(ours, theirs, arguments, progress, name, protocol, connections):
    runs = ([], [])
    for pair in range(arguments.pairs):
        progress(f"{name} announces, {pair + 1} of {arguments.pairs}")
        for server, made in zip((ours, theirs), runs):
            made.append(announcing(server, protocol, connections, arguments.seconds))
    rate, cost = GOALS[name]
    how = "512 in flight" if name == "UDP" else "a connection each, 64 at once"
    yield paired(
        f"{name} announces, {how}",
        "announces/s",
        *([run.rate for run in side] for side in runs),
        "opentracker",
        ratio_at_least(rate),
        note=f"{TORRENTS:,} info-hashes; lost by opentracker: "
        + ", ".join(str(run.document["failures"]) for run in runs[1]),
    )
    yield paired(
        f"processor time, {name} announces",
        "CPU s/million",
        *([run.seconds_each * 1e6 for run in side] for side in runs),
        "opentracker",
        ratio_at_most(cost),
    )


def kept(net, tracker, arguments, progress):
    """Announces on kept connections beside files of 4 KiB from a peer of ours, on such too."""
    (net.folder / "announces-files").mkdir()
    path = measured.content(net.folder / "announces-files" / "f4096", 4 << 10)
    peer = serving(net, "announces-peer", [path], secret_file="")
    announced, served = [], []
    for pair in range(arguments.pairs):
        progress(f"HTTP announces on kept connections, {pair + 1} of {arguments.pairs}")
        announced.append(
            announcing(tracker, "http-tracker", CONNECTIONS, arguments.seconds, "--kept").rate
        )
        served.append(static(peer, path, arguments.seconds))
    peer.stop()
    yield paired(
        "HTTP announces, keep-alive",
        "announces/s",
        announced,
        served,
        "4 KiB of ours",
        ratio_at_least(0.6),
    )


def static(peer, path, seconds):
    command = ["--json", "load", "--node", f"{LOOPBACK}:{peer.port}", "--file", path.name]
    command += ["--connections", CONNECTIONS, "--seconds", seconds]
    done = network.run_tool(*command, within=seconds + 60)
    if done.returncode != 0:
        raise AssertionError(f"load ended with {done.returncode}: {done.stderr or done.stdout}")
    return json.loads(done.stdout)["requests_per_second"]


def metric(server, name):
    with urllib.request.urlopen(f"http://{LOOPBACK}:{server.port}/metrics", timeout=10) as page:
        return int(re.search(rf"^{name} (\d+)$", page.read().decode(), re.M)[1])


def anonymous_memory(server):
    return server.proc_status("RssAnon") * 1024


def million(net, progress):
    progress("a million peers")
    server = net.bootstrap("announces-million", changes={**OPEN, "secret_file": ""})
    # The room that answers leave from is there before it is measured.
    announcing(server, "udp-tracker", IN_FLIGHT, 5, "--requests", 1000)
    before, known = anonymous_memory(server), metric(server, "distrishare_tracker_peers")
    announcing(server, "udp-tracker", IN_FLIGHT, 60, "--requests", PEERS)
    peers = metric(server, "distrishare_tracker_peers") - known
    grown = anonymous_memory(server) - before
    told = metric(server, "distrishare_tracker_memory_bytes")
    server.stop()
    yield row(
        "memory of a peer, a million in 100,000 swarms",
        "bytes",
        grown / peers,
        goal=at_most(64, "bytes"),
        note=f"{peers:,} peers; growth of anonymous memory; by its own account {told / peers:.0f}",
    )


def metered(net, arguments, progress):
    progress("announces, turns")
    server = net.bootstrap(
        "announces-turns",
        changes={"tracker": {"open": True}, "secret_file": "", **bench_turns.METERED},
    )
    announcing(server, "udp-tracker", IN_FLIGHT, arguments.seconds)
    announcing(server, "http-tracker", CONNECTIONS, arguments.seconds)
    yield bench_turns.turns(server, "announces, UDP and HTTP")
    server.stop()
