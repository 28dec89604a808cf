"""Clocks that jump a year forth and back while everything runs (libfaketime; never this machine's).

Law: a wall clock decides only whether a proof is fresh. A node whose clock is wrong is told so and
forgets nobody; where all clocks jump together nothing happens at all. How: "+31536000"
in a file that libfaketime reads again at every call, while the monotonic clock stays true.
"""

import contextlib
import os
import pathlib
import random

import answers
from downloading import arrived, begun, fetch
from network import sha256, until
from story import MEGABYTE, Story, hashed, unittest

LIBRARY = next(iter(sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
YEAR = 365 * 86400


class Clock:
    """One machine's clock, as its daemons see it."""

    def __init__(self, path):
        self.path = path
        self.jump(0)

    def jump(self, seconds):
        """So far from the true time. At once and whole: a daemon may read it any moment."""
        part = self.path.with_suffix(".part")
        part.write_text(f"{seconds:+d}\n")
        part.rename(self.path)

    @property
    def wrapper(self):
        # Two `env`: the library sets a variable of its own where it is loaded first, which moves
        # the environment, and a Swift program finds its arguments by where that lies.
        return [
            "env",
            f"LD_PRELOAD={LIBRARY}",
            f"FAKETIME_TIMESTAMP_FILE={self.path}",
            "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            "NO_FAKE_STAT=1",
            "env",
        ]


@unittest.skipIf(LIBRARY is None, "needs libfaketime")
class Clocks(Story):
    deadline = 240

    def clock(self, name):
        return Clock(self.net.folder / f"clock-{name}")

    def forget_shared(self, *daemons):
        """What libfaketime leaves in /dev/shm, named after the process."""
        for daemon in daemons:
            for name in (f"sem.faketime_sem_{daemon.pid}", f"faketime_shm_{daemon.pid}"):
                with contextlib.suppress(OSError):
                    os.unlink(f"/dev/shm/{name}")

    def bootstrap(self, name, clock):
        changes = {"directory": {"stale_after": "3s", "probe_timeout": "500ms"}}
        return self.kept(self.net.bootstrap(name, changes=changes, wrapper=clock.wrapper))

    def peer(self, name, bootstraps, clock, changes=None):
        peer = self.net.peer(name, bootstraps, changes=changes, wrapper=clock.wrapper)
        return self.kept(peer)

    def kept(self, daemon):
        self.addCleanup(self.forget_shared, daemon)
        return daemon

    @staticmethod
    def registration(peer):
        row = peer.ask("bootstrap", "list")["bootstraps"][0]
        return row["state"], row["reason"] or "", row["answered_s"]

    def test_all_clocks_jump_and_nothing_happens(self):
        clock = self.clock("all")
        bootstrap = self.bootstrap("bootstrap", clock)
        holder = self.peer(
            "holder", [bootstrap], clock, changes={"transfer": {"upload_rate": "8MiB"}}
        )
        taker = self.peer("taker", [bootstrap], clock)
        content = random.Random(3).randbytes(32 * MEGABYTE)
        holder.share("film", content)
        hashed(holder, "film")
        both = {holder.endpoint, taker.endpoint}
        until(lambda: answers.known_nodes(bootstrap) >= both, 15, "both are listed")
        until(lambda: holder.endpoint in answers.known_nodes(taker), 15, "they know each other")
        fetch(taker, name="film", **{"from": holder.endpoint})
        for seconds in (YEAR, -YEAR, 0):
            # Each jump falls into the running download, and is outlived by a heartbeat.
            begun(taker, 2 * MEGABYTE)
            clock.jump(seconds)
            until(
                lambda: (
                    all(self.registration(p)[0] == "registered" for p in (holder, taker))
                    and all(self.registration(p)[2] <= 1 for p in (holder, taker))
                ),
                15,
                f"heartbeats go on after a jump to {seconds}",
            )
            self.assertLessEqual(both, answers.known_nodes(bootstrap))
            found = answers.search_results(taker.ask("search", "film"))
            self.assertIn(holder.endpoint, answers.holders(found[0]))
            self.assertLess(taker.ask("status")["uptime_s"], 240)
        self.assertEqual(sha256(arrived(taker, "film")), sha256(holder.shared_files / "film"))
        for daemon in (bootstrap, holder, taker):
            self.assertNotIn("evicted", daemon.log())
            self.assert_serves(daemon)
        self.assertRegex(holder.run_tool("status").stdout, "(?m)^uptime")

    def test_one_clock_jumps_and_its_owner_is_told(self):
        right, wrong = self.clock("right"), self.clock("wrong")
        bootstrap = self.bootstrap("registry", right)
        holder = self.peer("steady", [bootstrap], right)
        drifter = self.peer("drifter", [bootstrap], wrong)
        holder.share("film", bytes(8 * MEGABYTE))
        hashed(holder, "film")
        both = {holder.endpoint, drifter.endpoint}
        until(lambda: answers.known_nodes(bootstrap) >= both, 15, "both are listed")
        for seconds in (YEAR, -YEAR):
            wrong.jump(seconds)
            until(lambda: self.registration(drifter)[0] != "registered", 15, "it is refused")
            self.assertRegex(self.registration(drifter)[1], "clock")
            shown = drifter.run_tool("status")
            self.assertIn("clock", shown.stdout, "a person who looks sees it")
            until(
                lambda: (
                    f"{abs(seconds)} s apart" in drifter.log()
                    or f"{abs(seconds) - 1} s apart" in drifter.log()
                    or f"{abs(seconds) + 1} s apart" in drifter.log()
                    or "clock" in drifter.log()
                ),
                5,
                "and the log says how far",
            )
            done = drifter.run_tool("get", "film", "--from", holder.endpoint, within=90)
            self.assertNotEqual(done.returncode, 0, "proofs of another year are not believed")
            self.assertRegex(done.stderr, "clock|401|refus")
            wrong.jump(0)
            until(lambda: self.registration(drifter)[0] == "registered", 90, "it is back")
            until(lambda: answers.known_nodes(bootstrap) >= both, 15, "and is listed")
        done = drifter.run_tool("get", "film", "--from", holder.endpoint)
        self.assertEqual(done.returncode, 0, done.stderr)
