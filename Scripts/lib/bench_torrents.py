"""Memory of a thousand torrents that are seeded and idle, and of five hundred more.

Law: a torrent here is a shared file of 100 pieces, with its own content: some bytes at its head,
and a hole of which the file system makes zeros, so that all of them fit into tmpfs. Memory is
looked at when they are hashed and five seconds have passed, in the process that has hashed them,
which is not started anew in between.
"""

import contextlib
import os
import time

import bench_turns
import network
from bench_files import PAGE, Local, is_hashed
from bench_rows import at_most, row

TORRENTS, MORE = 1000, 500
PIECES = 100
LENGTH = PIECES << 16  # in pieces of 64 KiB, the smallest there are
QUIET = 5  # seconds
PATIENCE = 600  # seconds


def many_torrents(net, _, progress):
    peer = net.peer("torrents", changes={"log": {"level": "warning"}})
    empty = peer.proc_status("RssAnon")
    progress(f"{TORRENTS} torrents are hashed")
    seeded(net, peer, 0, TORRENTS)
    resident, before = peer.proc_status("VmRSS"), peer.proc_status("RssAnon")
    progress(f"{MORE} torrents more")
    seeded(net, peer, TORRENTS, TORRENTS + MORE)
    grown = peer.proc_status("RssAnon") - before
    peer.stop()
    peer.start()
    network.until(lambda: is_hashed(peer, TORRENTS + MORE), PATIENCE, "the files are known again")
    time.sleep(QUIET)
    restarted = peer.proc_status("VmRSS")
    peer.stop()
    progress(f"{TORRENTS} torrents, turns")
    metered = net.peer("torrents-turns", changes=bench_turns.METERED)
    seeded(net, metered, 0, TORRENTS)
    passes = [bench_turns.turns(metered, f"{TORRENTS:,} torrents, hashed and seeded")]
    metered.stop()
    count = f"{TORRENTS:,} torrents of {PIECES} pieces, seeded and idle"
    return [
        row(
            f"{count} (VmRSS)",
            "MiB",
            resident / 1024,
            goal=at_most(48, "MiB"),
            note=f"{empty / 1024:.1f} MiB of it anonymous when there was none, {before / 1024:.1f} "
            f"with all; {restarted / 1024:.1f} MiB resident with {TORRENTS + MORE:,} after a "
            "restart",
        ),
        row(f"each of {MORE} more", "KiB of memory", grown / MORE, goal=at_most(16, "KiB")),
        *passes,
    ]


def seeded(net, peer, first, end):
    """Those of these numbers are shared as well, are torrents, and nobody asks for them."""
    for number in range(first, end):
        part = peer.state / "waiting"
        write(part, number)
        part.rename(peer.shared_files / f"torrent-{number}")
    network.until(lambda: is_hashed(peer, end), PATIENCE, "all files are hashed")
    check(peer, end)
    time.sleep(QUIET)


def write(path, number):
    with open(path, "wb") as file:
        file.write(number.to_bytes(8, "big"))
        file.truncate(LENGTH)
    os.utime(path, (time.time() - 3600,) * 2)


def check(peer, count):
    """Each has an info-hash of its own, and one is what it should be."""
    hashes, cursor = set(), ""
    with contextlib.closing(Local(peer)) as local:
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            document, _ = local.ask("GET", f"/api/v1/files?limit={PAGE}{more}")
            hashes |= {file["infohash"] for file in document["files"]} - {None}
            cursor = document["next"]
        if len(hashes) != count:
            raise AssertionError(f"{len(hashes)} of {count} shared files are torrents")
        torrent, _ = local.ask("GET", f"/api/v1/torrents/{min(hashes)}")
        if (torrent["pieces_here"], torrent["piece_count"]) != (PIECES, PIECES):
            raise AssertionError(f"a torrent is not seeded as it should be: {torrent}")
