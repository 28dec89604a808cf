"""The load test without a node: a peer of its own on loopback, three sizes, three protocols, and a
rate that does not wait for answers. One table, or one document with --json.
"""

import json
import os
import shutil
import subprocess
import sys

import answers
import bench_rows
import measured
import network
from network import TOOL, until

SIZES = (4 << 10, 64 << 10, 100 << 20)
CLOSED = [(protocol, length, None) for protocol in ("json", "http", "http10") for length in SIZES]
# Requests a second, far from what a node can: their times are what somebody feels.
OPEN = [(protocol, 4 << 10, 1000) for protocol in ("json", "http")]
CONNECTIONS, SECONDS = 16, 4


def main():
    is_json = sys.argv[1:] == ["--json"]
    with network.Network(folder=measured.tmpfs_folder()) as net:
        try:
            results = tested(net)
        finally:
            net.close()
            shutil.rmtree(net.folder, ignore_errors=True)
    if is_json:
        print(json.dumps({**measured.surroundings("Scripts/load-test"), "results": results}))
    else:
        print("\n".join(table(results)))
    sys.exit(1 if any(result["exit"] for result in results) else 0)


def tested(net):
    peer = net.peer("peer", changes={"log": {"level": "warning"}})
    paths = {length: measured.content(net.folder / f"f{length}", length) for length in SIZES}
    for path in paths.values():
        os.link(path, peer.shared_files / path.name)
    names = {path.name for path in paths.values()}
    until(
        lambda: names <= answers.file_digests(peer.ask("files")).keys(),
        60,
        "the library knows the files",
    )
    return [
        load(net, peer, protocol, paths[length], rate) for protocol, length, rate in CLOSED + OPEN
    ]


def load(net, peer, protocol, path, rate):
    """One run, with its live line where somebody looks on."""
    # Over HTTP/1.0 the tool asks as of any web server; a node has its files beneath /files.
    name = f"files/{path.name}" if protocol == "http10" else path.name
    command = ["--json", "load", "--node", peer.endpoint, "--file", name, "--expect", path]
    command += ["--connections", CONNECTIONS, "--seconds", SECONDS, "--protocol", protocol]
    command += ["--secret-file", net.secret_path]
    if rate:
        command += ["--rate", rate]
    done = subprocess.run(
        [str(TOOL), *map(str, command)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=SECONDS + 60,
        text=True,
    )
    asked = {"protocol": protocol, "size": path.stat().st_size, "rate": rate}
    return {**asked, "exit": done.returncode, **(json.loads(done.stdout) if done.stdout else {})}


def table(results):
    head = ("protocol", "size", "loop", "requests/s", "MiB/s", "p50 ms", "p90 ms", "p99 ms")
    return bench_rows.columns((*head, "max ms", "failures"), [cells(r) for r in results])


def cells(result):
    asked = (
        result["protocol"],
        measured.size_name(result["size"]),
        f"{result['rate']}/s" if result["rate"] else f"{CONNECTIONS} at once",
    )
    if "latency_ms" not in result:
        return (*asked, *["-"] * 6, f"exit {result['exit']}")
    figures = [result["requests_per_second"], result["mib_per_second"]]
    figures += [result["latency_ms"][key] for key in ("p50", "p90", "p99", "max")]
    why = ", ".join(f"{r['count']} x {r['reason']}" for r in result["reasons"])
    return (*asked, *map(bench_rows.number, figures), why or str(result["failures"]))


main()
