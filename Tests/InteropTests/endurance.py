"""Hours of life in minutes: visitors of every kind, and what a daemon holds while they come and go.

Law: what is counted, the daemon or the kernel counts. A sample is taken when a round is over and
everything that it began has ended.
"""

import dataclasses
import json
import os
import select
import socket
import sqlite3
import statistics

import http_side

# At a time; the kernel's queue takes more.
VISITORS = 64


@dataclasses.dataclass(frozen=True)
class Sample:
    """What a daemon holds. Bytes, and numbers of things."""

    memory: int
    descriptors: int
    files: int
    rows: int
    log_ahead: int

    @classmethod
    def of(cls, daemon):
        database = daemon.state / "state.sqlite"
        wal = database.with_name("state.sqlite-wal")
        return cls(
            memory=daemon.proc_status("RssAnon") << 10,
            descriptors=len(os.listdir(f"/proc/{daemon.pid}/fd")),
            files=sum(len(folders) + len(files) for _, folders, files in os.walk(daemon.state)),
            rows=rows(database),
            log_ahead=wal.stat().st_size if wal.exists() else 0,
        )


def rows(database):
    """Of all tables together, but for the downloads that have ended: a thousand of those are
    remembered, which only the long story comes to the end of."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return sum(
            connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in names.fetchall()
            if name != "download"
        )
    finally:
        connection.close()


@dataclasses.dataclass(frozen=True)
class Bound:
    """How much more a late sample may have than an early one."""

    part: float
    least: int

    def allows(self, early, late):
        return late <= early + max(early * self.part, self.least)


# Memory: an allocator never gives all back, and one arena's step is some hundred KiB. Descriptors:
# a kept connection or two. The log ahead of the database is cut at 1000 pages of 4 KiB.
BOUNDS = {
    "memory": Bound(0.08, 1536 << 10),
    "descriptors": Bound(0, 4),
    "files": Bound(0, 4),
    "rows": Bound(0.05, 8),
    "log_ahead": Bound(0, 5 << 20),
}


def grown(samples):
    """What has grown between the first third after the warm-up (a quarter) and the last third."""
    steady = samples[len(samples) // 4 :]
    third = max(1, len(steady) // 3)
    found, figures = [], []
    for field, bound in BOUNDS.items():
        early, late = (
            statistics.median(getattr(sample, field) for sample in part)
            for part in (steady[:third], steady[-third:])
        )
        figures.append(f"{field} {early:.0f} → {late:.0f}")
        if not bound.allows(early, late):
            found.append(figures[-1])
    return found, ", ".join(figures)


def accepted(daemon):
    """Connections that came in over TCP in its life."""
    text = http_side.ask(daemon.state / "control.sock", "GET", "/metrics").body.decode()
    name = "distrishare_connections_accepted_total "
    return int(next(line for line in text.splitlines() if line.startswith(name)).split()[1])


class Visitors:
    """Connections of every kind, many at a time: served, silent, in half a sentence, reset."""

    def __init__(self, daemon, secret, name):
        self.at = (daemon.address, daemon.port)
        host = f"Host: {daemon.endpoint}\r\n"
        entry = f"{host}Authorization: Bearer {secret}\r\n"
        asks = [
            json.dumps({"type": kind, "filename": name, "secret": secret}).encode()
            for kind in ("search", "download")
        ]
        self.sentences = [
            b"",
            b"{",
            *asks,
            b'{"type":"search","filename":"' + b"x" * 5000,
            b"\x16\x03\x01\x02\x00\x01\x00",
            f"GET /healthz HTTP/1.0\r\n{host}\r\n".encode(),
            f"GET /files/{name} HTTP/1.1\r\n{entry}Connection: close\r\n\r\n".encode(),
            f"GET /files/{name} HTTP/1.1\r\n{entry}Range: bytes=1-9,20-29\r\n\r\n".encode(),
            f"GET /api/v1/files HTTP/1.1\r\n{entry}Connection: close\r\n\r\n".encode(),
            f"GET /api/v1/events HTTP/1.1\r\n{entry}\r\n".encode(),
            f"GET /files/{name} HTTP/1.1\r\n{host}\r\n".encode(),
            b"GET /files/" + b"a" * 70_000,
            f"POST /api/v1/search HTTP/1.1\r\n{entry}Content-Length: 100\r\n\r\nabc".encode(),
        ]

    def come(self, count):
        """So many connections, one after the other in each of the places."""
        with select.epoll() as ready:
            there, made = {}, 0
            while made < count or there:
                while made < count and len(there) < VISITORS:
                    self.enter(made, ready, there)
                    made += 1
                for number, events in ready.poll(1):
                    self.leave(number, events, ready, there)

    def enter(self, number, ready, there):
        visitor = socket.socket()
        visitor.setblocking(False)
        visitor.connect_ex(self.at)
        there[visitor.fileno()] = (visitor, number)
        ready.register(visitor.fileno(), select.EPOLLOUT)

    def leave(self, descriptor, events, ready, there):
        """First it says its sentence; then it hears something, or does not wait for that."""
        visitor, number = there[descriptor]
        sentence = self.sentences[number % len(self.sentences)]
        waits = number % 3 and sentence.endswith((b"\r\n\r\n", b"}"))
        try:
            if events & select.EPOLLOUT and not events & (select.EPOLLERR | select.EPOLLHUP):
                visitor.send(sentence)
                if waits:
                    return ready.modify(descriptor, select.EPOLLIN)
            else:
                visitor.recv(1 << 16)
        except OSError:
            pass
        if number % 5 == 0:
            visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        del there[descriptor]
        ready.unregister(descriptor)
        visitor.close()
