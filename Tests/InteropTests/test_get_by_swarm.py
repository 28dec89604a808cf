"""`get NAME` of a large file by many at once: they give each other what they have.

Law: what left the seed is counted by the kernel, not by what it says of itself.
"""

import random

import answers
from downloading import arrived, begun, fetch, states
from go_between import Carried, GoBetween
from network import sha256, until
from story import MEGABYTE, Story, hashed
from wire_peer import PROTOCOL

LENGTH = 64 * MEGABYTE


class NoSwarm(GoBetween):
    """A way to a node that hangs up on whoever speaks BitTorrent."""

    refused = 0

    def carry(self, near, far):
        Refusing(self, near, far)


class Refusing(Carried):
    def asked(self, block):
        if block.startswith(PROTOCOL):
            self.proxy.refused += 1
            raise ConnectionAbortedError


class NoTorrent(NoSwarm):
    """And its files seem to be no torrents."""

    def carry(self, near, far):
        Unnamed(self, near, far)


class Unnamed(Refusing):
    def answered(self, block):
        return block.replace(b'"infohash"', b'"unspoken"')


class Crowd(Story):
    deadline = 240

    def seed(self, name, **transfer):
        content = random.Random(name).randbytes(LENGTH)
        changes = {"transfer": transfer} if transfer else None
        seed = self.net.peer(f"seed-{name}", changes=changes)
        seed.share(name, content)
        hashed(seed, name)
        return seed

    def taker(self, name, *known):
        return self.net.peer(name, changes={"peers": {"known": list(known)}})

    def assert_same(self, taker, seed, name):
        path = arrived(taker, name, within=120)
        self.assertEqual(sha256(path), sha256(seed.shared_files / name))

    def test_six_who_get_one_file_at_once_take_far_fewer_copies_from_its_seed(self):
        seed = self.seed("film.bin", upload_rate="24MiB")
        takers = [self.taker(f"taker-{number}", seed.endpoint) for number in range(6)]
        endpoints = {taker.endpoint for taker in takers}
        for taker in takers:
            for other in endpoints - {taker.endpoint}:
                self.assertEqual(taker.run_tool("nodes", "add", other).returncode, 0)
        for taker in takers:
            until(
                lambda taker=taker: len(answers.alive_addresses(taker.ask("nodes"))) == 6,
                30,
                "everybody knows everybody",
            )
        before = seed.sent_bytes()
        for taker in takers:
            fetch(taker, name="film.bin")
        for taker in takers:
            self.assert_same(taker, seed, "film.bin")
            until(
                lambda taker=taker: states(taker)["film.bin"][0] == "done", 10, "it is done"
            )
            row = answers.downloads(taker.ask("downloads"))[0]
            self.assertTrue(row["verified"])
            self.assertEqual(row["received"], LENGTH)
        copies = (seed.sent_bytes() - before) / LENGTH
        print(f"({copies:.2f} copies from the seed) ", end="", flush=True)
        self.assertLess(copies, 2.5)
        for taker in takers:
            until(
                lambda taker=taker: not list((taker.downloads / ".incomplete").iterdir()),
                10,
                "nothing is left over",
            )
            hashed(taker, "film.bin")

    def test_kill_9_in_the_middle_costs_little(self):
        seed = self.seed("killed.bin", upload_rate="16MiB")
        taker = self.taker("killed", seed.endpoint)
        before = seed.sent_bytes()
        fetch(taker, name="killed.bin")
        for part in (1, 2):
            begun(taker, part * LENGTH // 3)
            self.assertTrue(list((taker.downloads / ".incomplete").glob("*.torrent.d")))
            taker.kill()
            taker.start()
        self.assert_same(taker, seed, "killed.bin")
        again = seed.sent_bytes() - before - LENGTH
        print(f"({again / MEGABYTE:.1f} MiB fetched again) ", end="", flush=True)
        self.assertLess(again, 2 * 24 * MEGABYTE)

    def test_it_is_paused_resumed_and_cancelled_like_any_other(self):
        seed = self.seed("paused.bin", upload_rate="16MiB")
        taker = self.taker("paused", seed.endpoint)
        number = str(fetch(taker, name="paused.bin"))
        begun(taker, LENGTH // 4)
        self.assertEqual(taker.run_tool("pause", number).returncode, 0)
        until(lambda: states(taker)["paused.bin"][0] == "paused", 10, "it rests")
        self.assertEqual(taker.run_tool("resume", number).returncode, 0)
        begun(taker, LENGTH // 2)
        self.assertEqual(taker.run_tool("cancel", number).returncode, 0)
        incomplete = taker.downloads / ".incomplete"
        until(lambda: not list(incomplete.iterdir()), 10, "nothing is left over")
        self.assertEqual(states(taker)["paused.bin"][0], "cancelled")
        self.assertFalse((taker.downloads / "paused.bin").exists())

    def test_it_goes_where_a_person_wants_it(self):
        seed = self.seed("wanted.bin")
        taker = self.taker("wanted", seed.endpoint)
        target = taker.state / "here.bin"
        done = taker.run_tool("get", "wanted.bin", "-o", str(target), within=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sha256(target), sha256(seed.shared_files / "wanted.bin"))
        self.assertIn("wanted.bin is the name of", taker.log(), "it came by the swarm")
        again = taker.run_tool("get", "wanted.bin", within=60)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual([p.name for p in taker.downloads.glob("wanted*")], ["wanted.bin"])

    def test_where_nobody_speaks_bittorrent_it_comes_over_http(self):
        seed = self.seed("plain.bin")
        way = self.enterContext(NoSwarm(target=(seed.address, seed.port)))
        taker = self.taker("plain", way.endpoint)
        fetch(taker, name="plain.bin")
        self.assert_same(taker, seed, "plain.bin")
        self.assertGreater(way.refused, 0, "the swarm was tried")
        self.assertIn("leaves its swarm", taker.log())

    def test_who_names_no_torrent_gives_ranges_beside_the_swarm(self):
        slow = self.seed("both.bin", upload_rate="2MiB")
        other = self.net.peer("other")
        other.share("both.bin", (slow.shared_files / "both.bin").read_bytes())
        hashed(other, "both.bin")
        way = self.enterContext(NoTorrent(target=(other.address, other.port)))
        taker = self.taker("both", slow.endpoint, way.endpoint)
        fetch(taker, name="both.bin")
        self.assert_same(taker, slow, "both.bin")
        until(lambda: states(taker)["both.bin"][0] == "done", 10, "it is done")
        self.assertNotIn("leaves its swarm", taker.log())
        row = answers.downloads(taker.ask("downloads"))[0]
        given = {holder["address"]: holder["received"] for holder in row["holders"]}
        print(f"({given}) ", end="", flush=True)
        self.assertGreater(given[way.endpoint], LENGTH // 2)
        self.assertGreater(given[slow.endpoint], 0)

    def test_from_one_node_alone_is_from_that_one(self):
        seed = self.seed("alone.bin")
        taker = self.net.peer("alone")
        fetch(taker, name="alone.bin", **{"from": seed.endpoint})
        self.assert_same(taker, seed, "alone.bin")
        self.assertEqual(taker.ask("torrents")["torrents"], [])

    def test_a_config_without_it_asks_for_ranges_alone(self):
        seed = self.seed("ranges.bin")
        changes = {"peers": {"known": [seed.endpoint]}, "swarm": {"downloads": False}}
        taker = self.net.peer("ranges", changes=changes)
        fetch(taker, name="ranges.bin")
        self.assert_same(taker, seed, "ranges.bin")
        self.assertEqual(taker.ask("torrents")["torrents"], [])
