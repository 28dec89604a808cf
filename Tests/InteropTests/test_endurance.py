"""A day's life in a minute, or with --long a year's: nothing of it may stay behind.

Short: 20,000 connections, 240 downloads, 24 restarts. Long: a million, ten thousand, a thousand.
In rounds, and after each of them everything is counted; the bounds are in `endurance.BOUNDS`.
"""

import random
import time

import answers
import http_side
import network
from downloading import socket_of
from endurance import Sample, Visitors, accepted, grown
from network import until
from story import LONG, Story

ROUNDS = 40 if LONG else 12
CONNECTIONS = 25_000 if LONG else 1700
DOWNLOADS = 250 if LONG else 20
RESTARTS = 25 if LONG else 2
FILES = 500 if LONG else 60
LENGTH = 40_000
# On a machine that is slower than that, fewer rounds are told, and it is said how many.
PATIENCE = 3000 if LONG else 150


class Endurance(Story):
    deadline = 7200 if LONG else 300

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bootstrap = cls.net.bootstrap()
        cls.holder = cls.net.peer("holder", [cls.bootstrap])
        cls.taker = cls.net.peer("taker", [cls.bootstrap])
        cls.restless = cls.net.peer("restless", [cls.bootstrap])
        chance = random.Random(4)
        cls.names = [f"film-{number}" for number in range(FILES)]
        for name in cls.names:
            cls.holder.share(name, chance.randbytes(LENGTH + random.randrange(1000)))
        cls.small = cls.holder.share("small", chance.randbytes(4096))
        until(
            lambda: len(answers.file_digests(cls.holder.ask("files"))) > FILES, 60, "all are hashed"
        )
        # Files stay open for a while: all of them are before anything is counted.
        for name in cls.names:
            headers = http_side.bearer(cls.net.secret)
            assert http_side.ask(cls.holder, "GET", f"/files/{name}", headers).status == 200
        everybody = (cls.bootstrap, cls.holder, cls.taker, cls.restless)
        cls.watched = {daemon.name: daemon for daemon in everybody}

    def test_nothing_grows(self):
        samples = {name: [] for name in self.watched}
        self.taken = self.restarts = 0
        began = time.monotonic()
        for rounds in range(1, ROUNDS + 1):
            self.round()
            self.settle()
            for name, daemon in self.watched.items():
                samples[name].append(Sample.of(daemon))
            if time.monotonic() - began > PATIENCE:
                break
        print(
            f"({accepted(self.holder)} connections, {self.taken} downloads, {self.restarts} "
            f"restarts in {rounds} of {ROUNDS} rounds, {time.monotonic() - began:.0f} s;",
            flush=True,
        )
        found = {}
        for name, kept in samples.items():
            grew, figures = grown(kept)
            print(f"  {name}: {figures}")
            # Its memory is another process's after each restart; everything else must be the same.
            if name == "restless":
                grew = [one for one in grew if not one.startswith("memory")]
            if grew:
                found[name] = grew
        print(") ", end="")
        self.assertEqual(found, {})
        self.assertGreaterEqual(accepted(self.holder), rounds * CONNECTIONS)
        for daemon in self.watched.values():
            self.assert_serves(daemon)

    def round(self):
        target = accepted(self.holder) + CONNECTIONS
        Visitors(self.holder, self.net.secret, "small").come(CONNECTIONS * 2 // 5)
        while accepted(self.holder) < target:
            self.load()
        for _ in range(DOWNLOADS // 10):
            self.download(10)
        for _ in range(RESTARTS):
            (self.restless.kill if self.restarts % 2 else self.restless.stop)()
            self.restless.start()
            self.restarts += 1

    def load(self):
        done = network.run_tool(
            *("load", "--node", self.holder.endpoint, "--file", "small", "--connections", 16),
            *("--seconds", 1, "--protocol", "json", "--secret-file", self.net.secret_path),
            *("--expect", self.small),
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def download(self, count):
        """So many at once, each of them verified; then they are deleted from the disk."""
        wanted = [self.names[(self.taken + n) % FILES] for n in range(count)]
        for name in wanted:
            wish = {"name": name, "from": self.holder.endpoint}
            answer = http_side.change(socket_of(self.taker), "POST", "/api/v1/downloads", wish)
            self.assertIn(answer.status, (200, 201, 202), answer)
        paths = [self.taker.downloads / name for name in wanted]
        until(lambda: all(path.exists() for path in paths), 60, "all have come")
        self.taken += count
        for path in paths:
            self.assertGreaterEqual(path.stat().st_size, LENGTH)
            path.unlink()

    def settle(self):
        """Until whoever was left in the middle is forgotten, and what is remembered is written."""
        until(lambda: self.holder.ask("status")["connections"] <= 4, 60, "the visitors are gone")
        until(
            lambda: not list((self.taker.downloads / ".incomplete").iterdir()),
            10,
            "nothing is left",
        )
        until(
            lambda: self.restless.endpoint in answers.known_nodes(self.bootstrap),
            70,
            "who was restarted has registered",
        )
        until(lambda: self.taker.ask("files")["files"] == [], 30, "what was deleted is forgotten")
