"""Crowds: what an idle connection costs, what 9,000 of them do to others, and thousands of
downloads that begin together."""

import contextlib
import os
import pathlib
import resource
import socket
import statistics

import bench_turns
import measured
from bench_rows import Goal, at_most, row
from bench_servers import Nginx, load, paced, serving
from measured import median
from network import Late, until

SILENT = KEPT = 4500
TOGETHER = 4000
RATE, RATE_SECONDS = 1000, 4
LENGTH = 1 << 20
HELLO = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
# Whoever is silent may be so for ten seconds; the crowd is looked at long before.
PATIENCE = {"transfer": {"idle_timeout": "5m"}}


def raise_descriptor_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def idle_connections(net, arguments, progress):
    """Half have said nothing yet, half were answered once and are kept."""
    if raise_descriptor_limit() < SILENT + KEPT + 100:
        raise AssertionError("too few descriptors for 9,000 connections: ulimit -n")
    grown, passes = [], []
    runs = min(arguments.pairs, 3)
    for run in range(runs + 1):
        is_metered = run == runs
        progress(f"9,000 idle connections, {run + 1} of {runs + 1}")
        changes = {**PATIENCE, **(bench_turns.METERED if is_metered else {})}
        peer = net.peer(f"idle-connections-{run}", changes=changes)
        grown.append(growth(peer))
        if is_metered:
            grown.pop()
            passes.append(bench_turns.turns(peer, "9,000 idle connections"))
        peer.stop()
    return [
        row(
            "an idle connection, 9,000 of them",
            "bytes of memory",
            median(grown),
            goal=at_most(1024, "bytes"),
            note=f"growth of anonymous memory; {SILENT:,} silent, {KEPT:,} kept after a request",
        ),
        *passes,
    ]


def beside_idle(net, arguments, progress):
    """4 KiB requests at a fixed rate, by turns alone and beside 9,000 connections that were
    answered once and are kept. An open loop: a request's time counts from when it was due."""
    if raise_descriptor_limit() < SILENT + KEPT + 100:
        raise AssertionError("too few descriptors for 9,000 connections: ulimit -n")
    path = measured.content(net.folder / "beside-idle.bin", 4 << 10)
    peer = serving(net, "beside-idle", [path], **PATIENCE)
    alone, beside = [], []
    runs = min(arguments.pairs, 9)
    for run in range(runs):
        progress(f"4 KiB requests beside 9,000 idle connections, {run + 1} of {runs}")
        alone.append(paced(net, peer, path, RATE, RATE_SECONDS)["latency_ms"])
        with contextlib.ExitStack() as crowd:
            descriptors = open_descriptors(peer)
            for _ in range(SILENT + KEPT):
                kept(crowd, peer)
            beside.append(paced(net, peer, path, RATE, RATE_SECONDS)["latency_ms"])
            # The crowd was there to the end.
            if open_descriptors(peer) - descriptors < SILENT + KEPT:
                raise AssertionError("connections of the crowd were closed")
        until(lambda: open_descriptors(peer) - descriptors < 100, 10, "the crowd is gone")
    peer.stop()
    alone_p99, beside_p99 = (median([t["p99"] for t in side]) for side in (alone, beside))
    longest = [max(t["max"] for t in side) for side in (alone, beside)]
    return [
        row(
            "4 KiB requests at 1,000/s beside 9,000 idle connections, p99",
            "ms",
            beside_p99,
            alone_p99,
            "alone",
            Goal("<= 1.5 x or < 2 ms", lambda r: r["ratio"] <= 1.5 or r["ours"] < 2),
            note=f"longest {longest[1]:.1f} ms, alone {longest[0]:.1f} ms",
        )
    ]


def kept(crowd, peer):
    """A connection that was answered once, and says nothing more."""
    connection = crowd.enter_context(socket.socket())
    connection.connect((peer.address, peer.port))
    connection.sendall(HELLO)
    if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
        raise AssertionError("a kept connection was not answered")


def growth(peer):
    """Bytes of anonymous memory a connection."""
    before, descriptors = peer.proc_status("RssAnon"), open_descriptors(peer)
    with contextlib.ExitStack() as crowd:
        for _ in range(SILENT):
            crowd.enter_context(socket.socket()).connect((peer.address, peer.port))
        for _ in range(KEPT):
            kept(crowd, peer)
        # The kernel keeps who is silent to itself for some seconds (TCP_DEFER_ACCEPT), and ours
        # hangs up on him ten seconds later. What is divided by is who is in.
        most = SILENT + KEPT
        with contextlib.suppress(Late):
            until(lambda: open_descriptors(peer) - descriptors >= most * 0.98, 9)
        connections = open_descriptors(peer) - descriptors
        if connections < most * 0.7:
            raise AssertionError(f"only {connections} of {most} connections were let in")
        return (peer.proc_status("RssAnon") - before) * 1024 / connections


def open_descriptors(peer):
    return len(os.listdir(f"/proc/{peer.pid}/fd"))


def together(net, arguments, progress):
    """4,000 downloads of 1 MiB, all begun in one moment, timed from that moment."""
    raise_descriptor_limit()
    root = net.folder / "together"
    root.mkdir()
    path = measured.content(root / "f", LENGTH)
    peer = serving(net, "together", [path])
    ours, theirs = [], []
    runs = min(arguments.pairs, 5)
    with Nginx(net.folder / "nginx-together", root) as nginx:
        for run in range(runs):
            progress(f"4,000 at once, {run + 1} of {runs}")
            ours.append(at_once(peer, path, protocol="json", secret_file=net.secret_path))
            theirs.append(at_once(nginx, path, protocol="http10"))
    peer.stop()
    progress("4,000 at once, turns")
    metered = serving(net, "together-turns", [path], **bench_turns.METERED)
    at_once(metered, path, protocol="json", secret_file=net.secret_path)
    turned = bench_turns.turns(metered, "4,000 downloads at once")
    metered.stop()

    def medians(key):
        return [statistics.median(times[key] for times in side) for side in (ours, theirs)]

    ratios = [median([t["max"] / t["p50"] for t in side]) for side in (ours, theirs)]
    return [
        row(
            "4,000 downloads of 1 MiB at once, right and whole",
            "downloads",
            min(t["right"] for t in ours),
            min(t["right"] for t in theirs),
            "nginx",
            Goal(f"{TOGETHER:,}", lambda r: r["ours"] == TOGETHER),
            note="; ".join(sorted({t["why"] for t in ours if t["why"]})),
        ),
        row(
            "4,000 downloads of 1 MiB at once, slowest to median",
            "times",
            *ratios,
            "nginx",
            at_most(3),
            note="timed from the common start",
        ),
        row("4,000 downloads of 1 MiB at once, median", "ms", *medians("p50"), "nginx"),
        row("4,000 downloads of 1 MiB at once, slowest", "ms", *medians("max"), "nginx"),
        turned,
    ]


def at_once(server, path, **options):
    before = broken_for_memory()
    run = load(
        server,
        path.name,
        connections=TOGETHER,
        requests=TOGETHER,
        seconds=60,
        expect=path,
        may_fail=True,
        **options,
    )
    reasons = [f"{r['count']} x {r['reason']}" for r in run.document["reasons"]]
    # 4 GiB are on their way at once, and the whole machine's TCP may hold tcp_mem's third number of
    # pages: where others load it too, the kernel ends connections that have been closed.
    if broken := broken_for_memory() - before:
        reasons.append(f"{broken} ended by the kernel for want of TCP memory")
    if not run.requests:
        raise AssertionError(f"none of {TOGETHER} downloads was whole: {', '.join(reasons)}")
    return {**run.document["latency_ms"], "right": run.requests, "why": ", ".join(reasons)}


def broken_for_memory():
    """TCPAbortOnMemory of the kernel's counters, which stand in pairs of lines: names, numbers."""
    lines = pathlib.Path("/proc/net/netstat").read_text().splitlines()
    counters = dict(zip(" ".join(lines[0::2]).split(), " ".join(lines[1::2]).split()))
    return int(counters["TCPAbortOnMemory"])
