"""The demo's swarm: one seed and four leeches, a progress line each, and who gave what to whom.

Law: what is shown was looked up while it went on. A connection is counted by the side that dialled
it, which alone knows the other's address.
"""

import http.client
import json
import socket
import sys
import time

from network import Late

MIB = 1 << 20
BAR = 24


class Control(http.client.HTTPConnection):
    """HTTP on a daemon's control socket."""

    def __init__(self, daemon):
        super().__init__("localhost", timeout=20)
        self.path = str(daemon.state / "control.sock")

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def torrent_of(daemon, info_hash):
    """What it says of the torrent; None as long as it does not know it."""
    connection = Control(daemon)
    try:
        connection.request("GET", f"/api/v1/torrents/{info_hash}")
        answer = connection.getresponse()
        body = answer.read()
        return json.loads(body) if answer.status == 200 else None
    finally:
        connection.close()


class Watch:
    """What is known of all of them while they trade. The first is the seed."""

    def __init__(self, info_hash, daemons):
        self.info_hash, self.daemons = info_hash, daemons
        self.names = {daemon.endpoint: daemon.name for daemon in daemons}
        self.torrents = {}
        # (giver, taker): bytes, by connection: who has dialled twice has given twice.
        self.given = {}

    def look(self):
        for daemon in self.daemons:
            torrent = torrent_of(daemon, self.info_hash)
            if torrent is None:
                continue
            self.torrents[daemon.name] = torrent
            for peer in torrent["peers"]:
                other = self.names.get(peer["address"])
                if other and not peer["incoming"]:
                    self.count(other, daemon.name, peer["received"])
                    self.count(daemon.name, other, peer["sent"])

    def count(self, giver, taker, bytes_):
        self.given[giver, taker] = max(bytes_, self.given.get((giver, taker), 0))

    @property
    def leeches(self):
        return [daemon.name for daemon in self.daemons[1:]]

    @property
    def is_over(self):
        states = [self.torrents.get(name, {}).get("state") for name in self.leeches]
        return all(state == "seeding" for state in states)

    # MARK: In words

    def line(self, name):
        torrent = self.torrents.get(name)
        if not torrent or not torrent["piece_count"]:
            return f"   {name:6} {'░' * BAR}   0 %   asks the others for the metadata"
        part = torrent["pieces_here"] / torrent["piece_count"]
        done = int(part * BAR)
        bar = "█" * done + "░" * (BAR - done)
        if torrent["state"] == "seeding":
            return f"   {name:6} {bar} 100 %   is whole, and gives it on"
        rate = torrent["download_rate"] / MIB
        peers = torrent["peers_connected"]
        return f"   {name:6} {bar} {int(part * 100):3} %   {rate:5.1f} MiB/s, peers: {peers}"

    def table(self):
        names = [daemon.name for daemon in self.daemons]
        rows = ["   MiB from \\ to  " + "".join(f"{name:>8}" for name in self.leeches)]
        for giver in names:
            cells = "".join(
                f"{self.given.get((giver, taker), 0) / MIB:8.1f}" if giver != taker else "       ·"
                for taker in self.leeches
            )
            rows.append(f"   {giver:15}{cells}")
        return rows


class Screen:
    """A line for each leech: in place on a terminal, else again when a second has changed them."""

    def __init__(self):
        self.is_live = sys.stdout.isatty()
        self.lines, self.next = [], 0.0

    def show(self, lines, is_last):
        now = time.monotonic()
        if lines == self.lines or not (self.is_live or is_last or now >= self.next):
            return
        if self.lines:
            print(f"\033[{len(lines)}A" if self.is_live else "\n", end="")
        for line in lines:
            print(f"\033[K{line}" if self.is_live else line)
        sys.stdout.flush()
        self.lines, self.next = lines, now + 1


def follow(watch, within=90):
    """Shows how far everybody is until all are whole."""
    deadline = time.monotonic() + within
    screen = Screen()
    while True:
        watch.look()
        screen.show([watch.line(name) for name in watch.leeches], watch.is_over)
        if watch.is_over:
            return
        if time.monotonic() > deadline:
            raise Late(f"not within {within:g} s: every leech has the whole file")
        time.sleep(0.05)


def tell_who_gave(watch):
    for row in watch.table():
        print(row)
    size = watch.torrents[watch.leeches[0]]["size"]
    of_seed = sum(given for (giver, _), given in watch.given.items() if giver == "one")
    among = sum(given for (giver, _), given in watch.given.items() if giver != "one")
    print(
        f"   The seed gave {of_seed / size:.1f} copies for {len(watch.leeches)} that were wanted; "
        f"the leeches gave each other {among / MIB:.0f} MiB.",
        flush=True,
    )
    if not among:
        raise AssertionError("the leeches gave each other nothing")
