"""Files of a torrent that are wanted, wanted no more, and wanted late, while it arrives. They end
in the middle of pieces, so that each shares one with the next."""

import hashlib
import json
import os
import unittest

import http_side
from network import Network, until
from swarm_clients import same_content
from test_folder_torrents import PIECE, Stranger, in_library, info_hash
from torrents_of_ours import full, pieces_here

LENGTHS = {"a.bin": 5 * PIECE + 1000, "b/b.bin": 5 * PIECE + 1000, "c.bin": 5 * PIECE + 1000}
# What a and b share, and what b and c do.
AB, BC = 5, 10
SLOWLY = PIECE


class Selection(unittest.TestCase):
    deadline = 240

    def setUp(self):
        self.net = self.enterContext(Network())
        self.seed = self.net.peer("seed")
        self.album = self.seed.shared_files / "album"
        for name, length in LENGTHS.items():
            path = self.album / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(length))
        in_library(self.seed, "album", len(LENGTHS))
        self.infohash = info_hash(self.seed, "album")

    def leech(self, name, allocation):
        swarm = {"strangers": True, "allocation": allocation}
        return self.net.peer(name, changes={"swarm": swarm})

    def ask(self, daemon, method, body, path=""):
        fields = {"Content-Type": "application/json"}
        body = json.dumps(body).encode()
        socket = daemon.state / "control.sock"
        target = f"/api/v1/torrents{path}"
        return http_side.ask(socket, method, target, fields, body)

    def change(self, daemon, **change):
        answer = self.ask(daemon, "PATCH", change, f"/{self.infohash}")
        self.assertEqual(answer.status, 200, answer)

    def begin(self, daemon, files):
        body = {"infohash": self.infohash, "peers": [self.seed.endpoint], "files": files}
        body["sequential"] = True
        self.assertIn(self.ask(daemon, "POST", body).status, (200, 201, 202))

    def has(self, daemon, *pieces):
        def are_here():
            try:
                return set(pieces) <= pieces_here(daemon, self.infohash)
            except StopIteration:
                return False

        until(are_here, 60, f"pieces {pieces} have come")

    def test_late_files_become_whole_and_deselected_ones_do_not_appear(self):
        for allocation in ("sparse", "full", "falloc"):
            with self.subTest(allocation):
                leech = self.leech(allocation, allocation)
                self.change(self.seed, upload_limit=SLOWLY)
                # b is not wanted, and what it shares lies beside; then it is, and c is not.
                self.begin(leech, [0, 2])
                self.has(leech, AB)
                self.change(leech, files=[0, 1])
                self.change(leech, files=[1, 2])
                self.change(leech, files=[0, 1])
                self.change(self.seed, upload_limit=0)
                until(lambda: self.placed(leech), 60, "it is in its place")
                album = leech.downloads / "album"
                names = sorted(
                    str(path.relative_to(album)) for path in album.rglob("*") if path.is_file()
                )
                self.assertEqual(names, ["a.bin", "b/b.bin"])
                for name in names:
                    self.assertTrue(same_content(album / name, self.album / name), name)
                self.assertEqual(list((leech.downloads / ".incomplete").glob("*.torrent*")), [])
                # What it shares with c is gone, and so not offered; nothing is missing.
                self.assertEqual(pieces_here(leech, self.infohash), set(range(BC)))
                row = full(leech, self.infohash)
                self.assertEqual((row["left"], row["state"]), (0, "seeding"))
                refused = self.ask(leech, "PATCH", {"files": [2]}, f"/{self.infohash}")
                self.assertEqual(refused.status, 409, refused)
                # The same after a restart.
                self.assertEqual(leech.stop(), 0)
                leech.start()
                self.assertEqual(pieces_here(leech, self.infohash), set(range(BC)))
                leech.kill()

    def placed(self, daemon):
        return full(daemon, self.infohash)["placed"] == "album"

    def test_what_is_shared_with_an_unwanted_file_is_given_on(self):
        leech = self.leech("leech", "sparse")
        self.change(self.seed, upload_limit=SLOWLY)
        self.begin(leech, [1])
        self.has(leech, AB)
        content = b"".join((self.album / name).read_bytes() for name in LENGTHS)
        with Stranger(leech, self.infohash) as stranger:
            given = stranger.block(AB, 5000)
        wanted = content[AB * PIECE : AB * PIECE + 5000]
        self.assertEqual(hashlib.sha1(given).digest(), hashlib.sha1(wanted).digest())
        self.assertTrue(leech.running())
