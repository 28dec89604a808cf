"""Who is measured: a peer of ours, nginx, and what each costs the processor.

Law: both serve the same files from the same tmpfs to the same client, and each is asked for its
processor time by the kernel's account of its process.
"""

import dataclasses
import http.client
import json
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import time

import answers
import network
from network import LOOPBACK, until

TICKS = os.sysconf("SC_CLK_TCK")

NGINX = """\
daemon off; worker_processes 1; worker_rlimit_nofile 16384;
pid {folder}/pid; error_log {folder}/error.log; {user}
events {{ worker_connections 16000; }}
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
        self.pid = None

    def __enter__(self):
        self.folder.mkdir()
        # As root its worker would change to www-data, which cannot read our folder.
        user = "user root;" if os.geteuid() == 0 else ""
        config = self.folder / "nginx.conf"
        config.write_text(
            NGINX.format(folder=self.folder, root=self.root, port=self.port, user=user)
        )
        log = str(self.folder / "error.log")
        self.process = subprocess.Popen(
            [self.program, "-e", log, "-c", str(config), "-p", str(self.folder)],
            stdin=subprocess.DEVNULL,
        )
        until(lambda: listens(self.port), 10, "nginx listens")
        self.pid = until(self.worker, 10, "nginx has its worker")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def worker(self):
        pid = self.process.pid
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(children[0]) if children else None


def listens(port):
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def serving(net, name, files, **changes):
    """A peer that serves the files and has hashed them."""
    peer = net.peer(
        name,
        changes=network.merged(
            {"library": {"folders": []}, "log": {"level": "warning"}}, changes
        ),
    )
    offer(peer, files)
    return peer


def offer(peer, files):
    """Puts the files into its library, and waits until it has hashed them."""
    for path in files:
        os.link(path, peer.shared_files / path.name)
    until(
        lambda: {p.name for p in files} <= answers.file_digests(peer.ask("files")).keys(),
        120,
        "the library knows the files",
    )


def processor_seconds(pid):
    """User and system time of the whole process: fields 14 and 15 of stat, proc(5)."""
    words = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def children_seconds():
    """User and system time of the clients that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@dataclasses.dataclass
class Run:
    """One run of a client, and what it cost the server."""

    rate: float  # requests a second
    requests: int  # all that were answered
    seconds: float  # of the server's processor
    client_seconds: float  # of the client's
    elapsed: float
    document: dict

    @property
    def seconds_each(self):
        return self.seconds / self.requests

    @property
    def client_seconds_each(self):
        return self.client_seconds / self.requests

    @property
    def shares(self):
        """Of a core: what the client took, and the server."""
        return self.client_seconds / self.elapsed, self.seconds / self.elapsed


def load(server, name, may_fail=False, **options):
    """`distrishare load` at a server (who has a pid and a port); a failure is an error, or for the
    caller to find in the document."""
    command = load_command(server, name, **options)
    before, mine = processor_seconds(server.pid), children_seconds()
    began = time.monotonic()
    done = network.run_tool(*command, within=options.get("seconds", 4) + 60)
    elapsed = time.monotonic() - began
    if done.returncode != 0 and not (may_fail and done.returncode == 1 and done.stdout):
        raise AssertionError(f"load ended with {done.returncode}: {done.stderr or done.stdout}")
    document = json.loads(done.stdout)
    return Run(
        rate=document["requests_per_second"],
        requests=document["requests"] + document["awaited"],
        seconds=processor_seconds(server.pid) - before,
        client_seconds=children_seconds() - mine,
        elapsed=elapsed,
        document=document,
    )


def load_command(server, name, **options):
    given = {"connections": 16, "seconds": 4, "protocol": "http"} | options
    command = ["--json", "load", "--node", f"{LOOPBACK}:{server.port}", "--file", name]
    for key, value in given.items():
        if value is not None:
            command += ["--" + key.replace("_", "-"), value]
    return command


def paced(net, peer, path, rate, seconds):
    """`load` at a fixed rate over HTTP, 64 connections wide, every byte checked; its document."""
    run = load(
        peer,
        path.name,
        connections=64,
        seconds=seconds,
        rate=rate,
        secret_file=net.secret_path,
        expect=path,
    )
    # Those that were due at the very end and found no connection free have no time. A percentile
    # can bear a few of them.
    if run.document["never_begun"] * 1000 > rate * seconds:
        raise AssertionError(f"{run.document['never_begun']} requests were never begun")
    return run.document


def answer_of(port, target):
    """The bytes of the head, and the content, of one answer over HTTP/1.1."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    connection.request("GET", target)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 200:
        raise AssertionError(f"{target} on port {port}: {answer.status}")
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
    return head + len(f"HTTP/1.1 200 {answer.reason}\r\n\r\n"), content
