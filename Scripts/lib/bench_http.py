"""HTTP on kept connections: wrk at ours and at nginx, and our own load generator beside wrk.

Law: ours has no secret here, so both answer without asking who it is. Each answer is compared once
before (wrk looks at statuses only), and how long the heads are is told: ours says more. What wrk
itself took of its core is told too, for where that is all of it, the client is the bound.
"""

import os
import re
import subprocess
import time

import bench_turns
import measured
from bench_rows import paired, ratio_at_least
from bench_servers import (
    Nginx,
    Run,
    answer_of,
    children_seconds,
    load,
    processor_seconds,
    serving,
)
from measured import median, size_name
from network import LOOPBACK

SIZES = (4 << 10, 64 << 10)
GOALS = dict(zip(SIZES, (1.25, 1.05)))
CONNECTIONS = 64


def wrk(server, target, seconds):
    """One run of `wrk -t1 -c64`; and what share of a core it took for itself."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}"]
    before, mine = processor_seconds(server.pid), children_seconds()
    began = time.monotonic()
    done = subprocess.run(
        [*command, f"http://{LOOPBACK}:{server.port}{target}"],
        capture_output=True,
        text=True,
        timeout=seconds + 60,
        check=True,
    )
    elapsed = time.monotonic() - began
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise AssertionError(f"wrk: {done.stdout}")
    return Run(
        rate=float(re.search(r"Requests/sec: +([\d.]+)", done.stdout)[1]),
        requests=int(re.search(r"(\d+) requests in ", done.stdout)[1]),
        seconds=processor_seconds(server.pid) - before,
        client_seconds=children_seconds() - mine,
        elapsed=elapsed,
        document={},
    )


def shares(client, runs):
    """Who of the two was busy all the time is the bound."""
    of_client, of_server = (median(side) for side in zip(*(run.shares for run in runs)))
    return f"{client} {of_client:.0%} of a core, the server {of_server:.0%}"


def made_files(net):
    root = net.folder / "http"
    # The generator asks for /files/NAME, as a node has it.
    (root / "files").mkdir(parents=True, exist_ok=True)
    files = [measured.content(root / f"f{length}", length) for length in SIZES]
    for path in files:
        if not (root / "files" / path.name).exists():
            os.link(path, root / "files" / path.name)
    return files


def kept_alive(net, arguments, progress):
    files = made_files(net)
    peer = serving(net, "http", files, secret_file="")
    rows = []
    with Nginx(net.folder / "nginx-http", files[0].parent) as nginx:
        for path in files:
            target, size = f"/files/{path.name}", size_name(path.stat().st_size)
            heads = [same_content(server, target, path) for server in (peer, nginx)]
            ours, theirs = [], []
            for pair in range(arguments.pairs):
                progress(f"HTTP, {size}, {pair + 1} of {arguments.pairs}")
                ours.append(wrk(peer, target, arguments.seconds))
                theirs.append(wrk(nginx, target, arguments.seconds))
            rows += compared(path.stat().st_size, ours, theirs, heads)
    peer.stop()
    return [*rows, *metered(net, files, arguments, progress)]


def same_content(server, target, path):
    """The length of the answer's head, once its content was compared."""
    head, content = answer_of(server.port, target)
    if content != path.read_bytes():
        raise AssertionError(f"{target} on port {server.port} is another file")
    return head


def compared(length, ours, theirs, heads):
    size = size_name(length)
    notes = [
        f"{who}: {shares('wrk', runs)}, a head of {head} bytes"
        for who, runs, head in zip(("ours", "nginx"), (ours, theirs), heads)
    ]
    yield paired(
        f"HTTP keep-alive, {size}",
        "requests/s",
        [run.rate for run in ours],
        [run.rate for run in theirs],
        "nginx",
        ratio_at_least(GOALS[length]),
        note="; ".join(notes),
    )
    yield paired(
        f"processor time, HTTP keep-alive, {size}",
        "CPU us/request",
        [run.seconds_each * 1e6 for run in ours],
        [run.seconds_each * 1e6 for run in theirs],
        "nginx",
    )


def metered(net, files, arguments, progress):
    for path in files:
        size = size_name(path.stat().st_size)
        progress(f"HTTP, {size}, turns")
        peer = serving(
            net, f"http-turns-{path.name}", [path], secret_file="", **bench_turns.METERED
        )
        wrk(peer, f"/files/{path.name}", arguments.seconds)
        yield bench_turns.turns(peer, f"HTTP keep-alive, {size}")
        peer.stop()


def generator(net, arguments, progress):
    """Our load generator, which compares every byte, beside wrk, which does not; both at nginx."""
    files = made_files(net)
    rows = []
    with Nginx(net.folder / "nginx-generator", files[0].parent) as nginx:
        for path in files:
            target, size = f"/files/{path.name}", size_name(path.stat().st_size)
            ours, theirs = [], []
            for pair in range(arguments.pairs):
                progress(f"generators, {size}, {pair + 1} of {arguments.pairs}")
                ours.append(
                    load(
                        nginx,
                        path.name,
                        connections=CONNECTIONS,
                        expect=path,
                        seconds=arguments.seconds,
                    )
                )
                theirs.append(wrk(nginx, target, arguments.seconds))
            rows += generators(size, ours, theirs)
    return rows


def generators(size, ours, theirs):
    yield paired(
        f"load generator at nginx, keep-alive, {size}",
        "requests/s",
        [run.rate for run in ours],
        [run.rate for run in theirs],
        "wrk",
        ratio_at_least(1.0),
        note=f"{shares('ours', ours)}; {shares('wrk', theirs)}",
    )
    yield paired(
        f"processor time of the generator, {size}",
        "CPU us/request",
        [run.client_seconds_each * 1e6 for run in ours],
        [run.client_seconds_each * 1e6 for run in theirs],
        "wrk",
    )
