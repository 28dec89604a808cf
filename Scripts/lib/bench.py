"""The figures: dialect J and HTTP against nginx, start to ready, idle memory.

Law: one client drives both servers, by turns (ours, theirs, ours, …), and a row is the median of
the pairs. Every byte is checked by the client (wrk cannot: there the file is compared once, and
every status is). A run with a failure has no figure: it is an error.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import answers
import measured
import network
from measured import median, size_name
from network import LOOPBACK, TOOL, until

SIZES = (4 << 10, 64 << 10, 100 << 20)
CONNECTIONS = 16
KEPT_ALIVE_SIZES = (4 << 10, 64 << 10)
KEPT_ALIVE_CONNECTIONS = 64

NGINX = """\
daemon off; worker_processes 1; worker_rlimit_nofile 65536;
pid {folder}/pid; error_log {folder}/error.log; {user}
events {{ worker_connections 16384; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  open_file_cache max=100; default_type application/octet-stream;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=4096; root {root}; }}
}}
"""


class Nginx:
    """Debian's nginx with the settings of the comparison, and nothing of the host's."""

    def __init__(self, folder, root):
        self.folder, self.root, self.port = folder, root, network.free_port()
        self.program = shutil.which("nginx") or "/usr/sbin/nginx"

    def __enter__(self):
        self.folder.mkdir()
        # As root its worker would change to www-data, which cannot read our folder.
        user = "user root;" if os.geteuid() == 0 else ""
        config = self.folder / "nginx.conf"
        config.write_text(
            NGINX.format(folder=self.folder, root=self.root, port=self.port, user=user)
        )
        self.process = subprocess.Popen(
            [
                self.program,
                "-e",
                str(self.folder / "error.log"),
                "-c",
                str(config),
                "-p",
                str(self.folder),
            ],
            stdin=subprocess.DEVNULL,
        )
        until(self.answers, 10, "nginx listens")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex((LOOPBACK, self.port)) == 0


# MARK: Downloads


def load(port, protocol, path, seconds, secret=None):
    """One run of the client; requests a second."""
    command = [
        "--json",
        "load",
        "--node",
        f"{LOOPBACK}:{port}",
        "--file",
        path.name,
        "--connections",
        CONNECTIONS,
        "--seconds",
        seconds,
        "--protocol",
        protocol,
        "--expect",
        path,
    ]
    if secret:
        command += ["--secret-file", secret]
    done = network.run_tool(*command, within=seconds + 60)
    if done.returncode != 0:
        raise AssertionError(f"load ended with {done.returncode}: {done.stderr or done.stdout}")
    return rate(json.loads(done.stdout))


def rate(document):
    """Requests a second, in the tool's document."""
    for key in ("requests_per_second", "requestsPerSecond", "rate"):
        if key in document:
            return float(document[key])
    raise KeyError(f"no rate in {sorted(document)}")


def serving(net, files, congestion, **changes):
    """A peer that serves the files, with TCP's congestion control as said."""
    peer = net.peer(
        f"peer-{congestion}{'-'.join(['', *changes])}",
        changes={
            "library": {"folders": []},
            "transfer": {"congestion": congestion},
            "log": {"level": "warning"},
            **changes,
        },
    )
    for path in files:
        os.link(path, peer.shared_files / path.name)
    until(
        lambda: {p.name for p in files} <= answers.file_digests(peer.ask("files")).keys(),
        60,
        "the library knows the files",
    )
    return peer


def downloads(net, arguments, progress):
    root = net.folder / "data"
    root.mkdir()
    files = [measured.content(root / f"f{length}", length) for length in SIZES]
    # Twice: on the congestion control that nginx has too, and on our own choice.
    with open("/proc/sys/net/ipv4/tcp_congestion_control", encoding="ascii") as system:
        same = serving(net, files, system.read().strip())
    own = serving(net, files, "auto")
    results = []
    with Nginx(net.folder / "nginx", root) as nginx:
        for path in files:
            figures = {same: [], own: [], nginx: []}
            for pair in range(arguments.pairs):
                progress(f"{size_name(path.stat().st_size)}, {pair + 1} of {arguments.pairs}")
                for peer in (same, own):
                    figures[peer].append(
                        load(peer.port, "json", path, arguments.seconds, net.secret_path)
                    )
                    figures[nginx].append(load(nginx.port, "http10", path, arguments.seconds))
            for peer, how in ((same, "system's TCP"), (own, "own choice of TCP")):
                results.append(compared(path.stat().st_size, how, figures[peer], figures[nginx]))
    for peer in (same, own):
        peer.stop()
    return results


def compared(length, how, ours, theirs):
    scale, unit = (length / (1 << 20), "MiB/s") if length >= 1 << 20 else (1, "requests/s")
    return row(
        f"J download, {size_name(length)}, {how}",
        unit,
        median(ours) * scale,
        median(theirs) * scale,
        "nginx",
        ">= 1.0",
    )


# MARK: HTTP


def kept_alive(net, arguments, progress):
    """wrk on connections that are kept. Ours has no secret here: both answer the same bytes."""
    root = net.folder / "kept"
    root.mkdir()
    files = [measured.content(root / f"f{length}", length) for length in KEPT_ALIVE_SIZES]
    peer = serving(net, files, "auto", secret_file="")
    results = []
    with Nginx(net.folder / "nginx-kept", root) as nginx:
        for path in files:
            length = path.stat().st_size
            ours, theirs = (peer.port, f"/files/{path.name}"), (nginx.port, f"/{path.name}")
            figures = {ours: [], theirs: []}
            for server in figures:
                same_bytes(*server, path)
            for pair in range(arguments.pairs):
                progress(f"HTTP, {size_name(length)}, {pair + 1} of {arguments.pairs}")
                for server, rates in figures.items():
                    rates.append(wrk(*server, arguments.seconds))
            results.append(
                row(
                    f"HTTP keep-alive, {size_name(length)}",
                    "requests/s",
                    median(figures[ours]),
                    median(figures[theirs]),
                    "nginx",
                    ">= 1.0",
                )
            )
    peer.stop()
    return results


def same_bytes(port, target, path):
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    connection.request("GET", target)
    answer = connection.getresponse()
    if (answer.status, answer.read()) != (200, path.read_bytes()):
        raise AssertionError(f"{target} on port {port} is another file: {answer.status}")
    connection.close()


def wrk(port, target, seconds):
    """One run; requests a second."""
    command = ["wrk", "-t1", f"-c{KEPT_ALIVE_CONNECTIONS}", f"-d{seconds}"]
    done = subprocess.run(
        [*command, f"http://{LOOPBACK}:{port}{target}"],
        capture_output=True,
        text=True,
        timeout=seconds + 60,
        check=True,
    )
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise AssertionError(f"wrk: {done.stdout}")
    return float(re.search(r"Requests/sec: +([\d.]+)", done.stdout)[1])


# MARK: Start and memory


def start_to_ready(net, arguments, progress):
    taken = []
    for turn in range(arguments.starts):
        progress(f"start {turn + 1} of {arguments.starts}")
        peer = net.peer(f"start-{turn}")
        taken.append(peer.ready_after * 1000)
        peer.stop()
    return [row("start to ready, empty state", "ms", median(taken), goal="small")]


def idle_memory(net, arguments, progress):
    results = []
    for role in ("peer", "bootstrap"):
        progress(f"memory of an idle {role}, 5 s")
        daemon = net.daemon(f"idle-{role}", role)
        time.sleep(5)  # the measure says: 5 s after READY
        results.append(
            row(
                f"idle memory, {role} (VmRSS)",
                "MiB",
                daemon.proc_status("VmRSS") / 1024,
                goal="small",
            )
        )
        daemon.stop()
    return results


# MARK: The table


def row(measure, unit, ours, theirs=None, against=None, goal=""):
    return {
        "measure": measure,
        "unit": unit,
        "ours": ours,
        "theirs": theirs,
        "against": against,
        "ratio": ours / theirs if theirs else None,
        "goal": goal,
    }


def number(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def print_table(about, results):
    for key, value in about.items():
        print(f"{key:>12}  {value}")
    head = ("measure", "unit", "ours", "theirs", "ratio", "goal")
    lines = [head] + [
        (
            r["measure"],
            r["unit"],
            number(r["ours"]),
            number(r["theirs"]) + (f" ({r['against']})" if r["against"] else ""),
            number(r["ratio"]),
            r["goal"],
        )
        for r in results
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    print()
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def main():
    parser = argparse.ArgumentParser(prog="Scripts/bench")
    parser.add_argument("--json", action="store_true", help="one document instead of the table")
    parser.add_argument("--pairs", type=int, default=9, help="turns of each, the median counts")
    parser.add_argument("--seconds", type=int, default=4, help="length of one run of the client")
    parser.add_argument("--starts", type=int, default=20)
    measures = {
        "downloads": downloads,
        "http": kept_alive,
        "start": start_to_ready,
        "memory": idle_memory,
    }
    parser.add_argument("--only", choices=measures, action="append")
    arguments = parser.parse_args()

    def progress(text):
        if sys.stderr.isatty():
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    about = measured.surroundings(
        "Scripts/bench " + " ".join(sys.argv[1:]),
        nginx=measured.first_line(nginx, "-v"),
        wrk=measured.first_line("wrk", "-v"),
        distrishare=measured.first_line(str(TOOL), "version"),
        swift=measured.first_line("swift", "--version"),
    )
    with network.Network(folder=measured.tmpfs_folder()) as net:
        try:
            results = [
                r
                for name in arguments.only or measures
                for r in measures[name](net, arguments, progress)
            ]
        finally:
            net.close()
            shutil.rmtree(net.folder, ignore_errors=True)
    progress("")
    if arguments.json:
        print(json.dumps({**about, "results": results}, indent=2))
    else:
        print_table(about, results)


main()
