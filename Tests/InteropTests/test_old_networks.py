"""Ours as a client of the old programs: an old bootstrap, an old peer, the old answers."""

import json
import os

import answers
import network
from old_client import NO_FILE, OldBootstrap, OldPeer
from story import MEGABYTE, Story, until

CONTENT = os.urandom(3 * MEGABYTE + 17)


class WithAnOldBootstrap(Story):
    def test_ours_registers_in_json_where_http_is_closed_on(self):
        with OldBootstrap() as old:
            peer = self.net.peer("newcomer", changes={"register": {"servers": [old.endpoint]}})
            until(lambda: [peer.address, peer.port] in old.nodes, 15, "it has registered")
            asked = [json.loads(r) for r in old.requests if r.startswith(b"{")]
            self.assertTrue(all(len(r) < 1400 for r in old.requests if r.startswith(b"{")))
            self.assertEqual(asked[0], {"type": "register", "ip": peer.address, "port": peer.port})

    def test_and_learns_whom_the_old_bootstrap_knows(self):
        with OldBootstrap() as old, OldPeer({}, self.net.secret) as friend:
            old.nodes.append(list(friend.address))
            peer = self.net.peer("learner", changes={"register": {"servers": [old.endpoint]}})
            until(
                lambda: friend.endpoint in answers.known_nodes(peer, "--bootstrap"),
                15,
                "it is listed",
            )

    def test_a_bootstrap_that_comes_late_is_found_all_the_same(self):
        port = network.free_port()
        peer = self.net.peer("patient", changes={"register": {"servers": [f"127.0.0.1:{port}"]}})
        with OldBootstrap(("127.0.0.1", port)) as old:
            until(lambda: [peer.address, peer.port] in old.nodes, 60, "it kept trying")

    def test_bootstrap_add_registers_at_run_time(self):
        peer = self.net.peer("adder")
        with OldBootstrap() as old:
            peer.ask("bootstrap", "add", old.endpoint)
            until(lambda: [peer.address, peer.port] in old.nodes, 15, "it has registered")


class WithAnOldPeer(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = cls.net.peer("peer", changes=cls.net.for_old_peers)

    def old(self, files, **options):
        old = self.enterContext(OldPeer(files, options.pop("secret", self.net.secret), **options))
        self.peer.ask("nodes", "add", old.endpoint)
        self.addCleanup(self.peer.run_tool, "nodes", "remove", old.endpoint)
        return old

    def get(self, old, name, within=60):
        self.landed = self.net.folder / f"landed-{self._testMethodName}"
        self.landed.mkdir(exist_ok=True)
        return self.peer.run_tool(
            "get", name, "--from", old.endpoint, "-o", f"{self.landed}/", within=within
        )

    def test_what_it_has_is_found_and_downloaded(self):
        old = self.old({"old film.bin": CONTENT})
        results = until(
            lambda: answers.search_results(self.peer.ask("search", "old film.bin")),
            15,
            "it is found",
        )
        self.assertIn(old.endpoint, answers.holders(results[0]))
        done = self.get(old, "old film.bin")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.landed / "old film.bin").read_bytes(), CONTENT)
        self.assertIn(
            "verified",
            (done.stdout + done.stderr).lower(),
            "no length and no digest: it is said so",
        )

    def test_a_file_that_begins_with_error_is_a_file(self):
        content = NO_FILE.encode() + b" is how this one begins\n"
        done = self.get(self.old({"confusing": content}), "confusing")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.landed / "confusing").read_bytes(), content)

    def test_an_error_text_is_an_error_and_leaves_nothing(self):
        done = self.get(self.old({}), "no such file")
        self.assertIn(done.returncode, (1, 4))
        self.assertEqual(list(self.landed.iterdir()), [])

    def test_a_wrong_secret_is_an_error_and_leaves_nothing(self):
        done = self.get(self.old({"film": CONTENT}, secret="another network's"), "film")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(list(self.landed.iterdir()), [])

    def test_an_empty_file_that_was_found_is_downloaded(self):
        done = self.get(self.old({"nothing in it": b""}), "nothing in it")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.landed / "nothing in it").read_bytes(), b"")

    def test_nothing_is_ever_replaced(self):
        old = self.old({"twice.bin": CONTENT})
        self.assertEqual(self.get(old, "twice.bin").returncode, 0)
        old.files["twice.bin"] = b"other content"
        self.assertEqual(self.get(old, "twice.bin").returncode, 0)
        self.assertEqual((self.landed / "twice.bin").read_bytes(), CONTENT)
        self.assertEqual((self.landed / "twice (2).bin").read_bytes(), b"other content")

    def test_its_requests_fit_one_segment_and_come_in_one_write(self):
        old = self.old({"small": b"x"})
        self.get(old, "small")
        requests = [r for r in old.requests if r.startswith(b"{")]
        self.assertTrue(requests)
        for request in requests:
            self.assertLess(len(request), 1400)
            self.assertEqual(set(json.loads(request)), {"type", "filename", "secret"})
