"""Downloads on hard days: kill -9 at any moment, holders that die, a holder that lies.

Law: what was fetched is counted where it was sent, by the kernel: /proc's wchar has what sendfile
sent. The moments come from a seed that is printed.
"""

import hashlib
import os
import random
import re
import time

import answers
from downloading import fetch, states
from go_between import GoBetween
from network import sha256, until
from story import LONG, MEGABYTE, Story

DOWNLOADS = 200
AT_ONCE = 4
SEED = int(os.environ.get("DISTRISHARE_SEED", random.SystemRandom().randrange(1 << 32)))


class Kills(Story):
    deadline = 600 if LONG else 300
    length = 6 * MEGABYTE

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.holder = cls.net.peer("holder", changes={"transfer": {"upload_rate": "48MiB"}})
        known = {"peers": {"known": [cls.holder.endpoint]}}
        cls.taker = cls.net.peer("taker", changes={**known, "library": {"share_downloads": False}})

    def test_kill_9_at_random_moments_of_two_hundred_downloads(self):
        print(f"(seed {SEED}) ", end="", flush=True)
        chance = random.Random(SEED)
        again = [self.one_round(number, chance) for number in range(DOWNLOADS // AT_ONCE)]
        print(f"(fetched again: {max(again) / MEGABYTE:.1f} MiB at most, ", end="")
        print(f"{sum(again) / MEGABYTE:.0f} MiB in {len(again)} kills) ", end="")
        # Each of the four may cost 4 MiB; together they cost no more than half of that.
        self.assertLessEqual(max(again), AT_ONCE * 2 * MEGABYTE)
        incomplete = self.taker.downloads / ".incomplete"
        until(lambda: not list(incomplete.iterdir()), 10, "nothing is left over")

    def one_round(self, number, chance):
        """Four downloads, one kill; the bytes that were fetched more than once."""
        contents = {f"r{number}-{n}": chance.randbytes(self.length) for n in range(AT_ONCE)}
        paths = [self.holder.share(name, content) for name, content in contents.items()]
        until(
            lambda: answers.file_digests(self.holder.ask("files")).keys() >= contents.keys(),
            30,
            "they are hashed",
        )
        before = self.holder.sent_bytes()
        for name in contents:
            fetch(self.taker, name=name, **{"from": self.holder.endpoint})
        time.sleep(chance.uniform(0.02, 0.55))
        self.taker.kill()
        self.taker.start()
        try:
            until(lambda: self.all_right(contents), 40, f"all of round {number} are right")
        except AssertionError as late:
            raise AssertionError(f"{late}: {states(self.taker)}\n{self.taker.log()}") from None
        fetched = self.holder.sent_bytes() - before
        for path in paths:
            path.unlink()
            (self.taker.downloads / path.name).unlink()
        return max(0, fetched - self.length * AT_ONCE)

    def all_right(self, contents):
        """Whether all are there. What is there must be right at once: it was put there whole."""
        there = 0
        for name, content in contents.items():
            path = self.taker.downloads / name
            if path.exists():
                self.assertEqual(sha256(path), hashlib.sha256(content).hexdigest(), name)
                there += 1
        told = states(self.taker)
        lost = {name: told.get(name) for name in contents if told.get(name, ("?",))[0] == "failed"}
        self.assertEqual(lost, {}, self.taker.log()[-2000:])
        return there == len(contents)


class FourHolders(Story):
    deadline = 180
    length = 64 * MEGABYTE

    def test_two_die_and_one_lies(self):
        content = random.Random(SEED).randbytes(self.length)
        digest = hashlib.sha256(content).hexdigest()
        rate = {"transfer": {"upload_rate": "10MiB"}}
        with GoBetween(lies=True) as between:
            # Known only by the way that goes through the lies.
            liar = self.net.peer("liar", changes={**rate, "advertise": between.endpoint})
            between.target = (liar.address, liar.port)
            honest = [self.net.peer(f"holder-{n}", changes=rate) for n in range(3)]
            for holder in (liar, *honest):
                holder.share("film.bin", content)
            for holder in (liar, *honest):
                until(lambda holder=holder: answers.file_digests(holder.ask("files")), 30, "hashed")
            known = [between.endpoint, *(holder.endpoint for holder in honest)]
            # By ranges: who lies in a swarm is found out by the piece, in `test_swarm_liars`.
            changes = {"peers": {"known": known}, "swarm": {"downloads": False}}
            taker = self.net.peer("taker", changes=changes)
            until(
                lambda: answers.alive_addresses(taker.ask("nodes")) >= set(known), 15, "all known"
            )
            fetch(taker, sha256=digest)
            incomplete = taker.downloads / ".incomplete"
            until(lambda: self.received(taker) > self.length // 5, 40, "a fifth is there")
            self.assertTrue(between.file_requests, "the liar is one of those who are asked")
            for dying in honest[:2]:
                dying.kill()
            named_at = None

            def done():
                nonlocal named_at
                if named_at is None and self.names_liar(taker, between):
                    named_at = time.monotonic()
                return (taker.downloads / "film.bin").exists()

            until(done, 90, "the download is done")
            self.assertEqual(sha256(taker.downloads / "film.bin"), digest)
            until(lambda: self.names_liar(taker, between), 5, "the liar is named in the log")
            late = [when for when, _ in between.file_requests if named_at and when > named_at + 0.1]
            self.assertEqual(late, [], "who lied is not asked again")
            until(lambda: not list(incomplete.iterdir()), 5, "nothing is left over")

    @staticmethod
    def received(taker):
        rows = answers.downloads(taker.ask("downloads"))
        return rows[0]["received"] if rows else 0

    @staticmethod
    def names_liar(taker, between):
        return any(
            between.endpoint in line and re.search("digest|wrong|lie|other bytes", line)
            for line in taker.log().splitlines()
        )
