"""Folders become torrents: the same on every machine, and had by another with a magnet link. And
what is shared with strangers is had by them where they may have nothing else."""

import base64
import hashlib
import os
import socket
import struct
import time
import unittest

from network import Network, until
from story import hashed
from swarm_clients import bencoded, same_content

PIECE = 1 << 16
NAMES = ["b.bin", "a/c.bin", "a/z/empty", "a b.txt", "é.txt"]


def tree(folder, names=NAMES):
    """A folder whose files come in that order; equal for equal names."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        seed = hashlib.sha256(name.encode()).digest()
        length = 0 if name.endswith("empty") else 150_000 + len(name)
        path.write_bytes((seed * (length // len(seed) + 1))[:length])
    return folder


def own_info(folder):
    """What the folder is by BEP 3, with its files in the order of their paths' bytes."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    ordered = sorted(files, key=os.fsencode)
    content = b"".join((folder / path).read_bytes() for path in ordered)
    pieces = (content[start : start + PIECE] for start in range(0, len(content), PIECE))
    return {
        "files": [
            {"length": (folder / path).stat().st_size, "path": list(path.parts)} for path in ordered
        ],
        "name": folder.name,
        "piece length": PIECE,
        "pieces": b"".join(hashlib.sha1(piece).digest() for piece in pieces),
    }


def is_another(daemon, name, before):
    """Whether a folder is another torrent now; while a file changes it is none."""
    return hash_now(daemon, name) not in (None, before)


def info_hash(daemon, name):
    """Once its files, which were just written, are at rest."""
    return until(lambda: hash_now(daemon, name), 20, f"{name} is a torrent")


def hash_now(daemon, name):
    try:
        return daemon.ask("torrent", name, "--magnet")["infohash"]
    except AssertionError as error:
        if "has changed" not in str(error):
            raise
        return None


def in_library(daemon, folder, count=len(NAMES)):
    def is_there():
        files = daemon.ask("files")["files"]
        return sum(file["name"].startswith(f"{folder}/") for file in files) == count

    until(is_there, 30, f"the files of {folder} are known")


def seeding(daemon, infohash):
    for torrent in daemon.ask("torrents")["torrents"]:
        if torrent["infohash"] == infohash:
            return torrent["state"] == "seeding"
    return False


class Stranger:
    """Somebody without the secret, who speaks BEP 3 and nothing more."""

    def __init__(self, daemon, infohash):
        self.socket = socket.create_connection((daemon.address, daemon.port), 10)
        self.socket.settimeout(20)
        names = bytes.fromhex(infohash) + b"-XX0000-" + os.urandom(12)
        self.socket.sendall(b"\x13BitTorrent protocol" + bytes(8) + names)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def take(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def message(self):
        length = struct.unpack(">I", self.take(4))[0]
        return self.take(length)

    def block(self, piece, length):
        """A block from a piece's beginning, or nil where we are left instead."""
        try:
            self.take(68)
            self.socket.sendall(struct.pack(">IB", 1, 2))
            while self.message()[:1] != b"\x01":
                pass
            self.socket.sendall(struct.pack(">IBIII", 13, 6, piece, 0, length))
            while (said := self.message())[:1] != b"\x07":
                pass
            return said[9:]
        except (EOFError, ConnectionResetError):
            return None


class FolderTorrents(unittest.TestCase):
    deadline = 180

    def setUp(self):
        self.net = self.enterContext(Network())

    def test_a_folder_is_one_torrent_on_two_machines_and_another_has_it_by_magnet(self):
        one, two, leech = (self.net.peer(name) for name in ("one", "two", "leech"))
        outside = tree(self.net.folder / "outside" / "album")
        one.ask("share", outside)
        tree(two.shared_files / "album", NAMES[::-1])
        for daemon in (one, two):
            in_library(daemon, "album")
        infohash = info_hash(one, "album")
        self.assertEqual(info_hash(two, "album"), infohash)
        self.assertEqual(hashlib.sha1(bencoded(own_info(outside))).hexdigest(), infohash)
        files = [daemon.ask("torrent", "album")["torrent"] for daemon in (one, two)]
        self.assertEqual(*files)
        self.assertIn(bencoded(own_info(outside)), base64.b64decode(files[0]))
        link = one.ask("torrent", "album", "--magnet")["magnet"]
        leech.ask("add", link, "--from", one.endpoint, "--from", two.endpoint)
        until(
            lambda: (leech.downloads / "album").exists()
            and same_content(leech.downloads / "album", outside),
            60,
            "the folder has arrived",
        )

    def test_a_folder_is_given_after_a_restart_and_no_more_after_a_change(self):
        seed = self.net.peer("seed")
        tree(seed.shared_files / "album")
        in_library(seed, "album")
        infohash = info_hash(seed, "album")
        self.assertTrue(seeding(seed, infohash))
        self.assertEqual(seed.stop(), 0)
        seed.start()
        self.assertTrue(seeding(seed, infohash))
        seed.kill()
        seed.start()
        self.assertTrue(seeding(seed, infohash))
        changed = seed.shared_files / "album" / "a" / "c.bin"
        changed.write_bytes(os.urandom(changed.stat().st_size))
        until(lambda: not seeding(seed, infohash), 3, "what changed is given no more")
        until(lambda: is_another(seed, "album", infohash), 30, "it is another torrent")
        # What changes while nobody looks is noticed as well.
        infohash = info_hash(seed, "album")
        self.assertEqual(seed.stop(), 0)
        changed.write_bytes(os.urandom(changed.stat().st_size))
        seed.start()
        until(lambda: not seeding(seed, infohash), 3, "what changed is given no more")

    def test_strangers_have_what_is_public_and_nothing_else(self):
        seed = self.net.peer("seed")
        outside = self.net.folder / "outside"
        outside.mkdir()
        for name in ("open.bin", "closed.bin"):
            (outside / name).write_bytes(os.urandom(100_000))
            arguments = ["--public"] if name.startswith("open") else []
            seed.ask("share", outside / name, *arguments)
            hashed(seed, name)
        for _ in range(2):
            files = {file["name"]: file for file in seed.ask("files")["files"]}
            self.assertTrue(files["open.bin"].get("public"))
            self.assertFalse(files["closed.bin"].get("public"))
            with Stranger(seed, files["open.bin"]["infohash"]) as stranger:
                expected = (outside / "open.bin").read_bytes()[PIECE : PIECE + 1000]
                self.assertEqual(stranger.block(1, 1000), expected)
            with Stranger(seed, files["closed.bin"]["infohash"]) as stranger:
                self.assertIsNone(stranger.block(1, 1000))
            # It is remembered.
            self.assertEqual(seed.stop(), 0)
            seed.start()

    def test_a_file_that_changes_is_left_by_its_peers_within_two_seconds(self):
        seed = self.net.peer("seed", changes={"swarm": {"strangers": True}})
        path = seed.share("film.bin", os.urandom(300_000))
        hashed(seed, "film.bin")
        infohash = seed.ask("files")["files"][0]["infohash"]
        with Stranger(seed, infohash) as stranger:
            self.assertEqual(len(stranger.block(0, 1000)), 1000)
            began = time.monotonic()
            path.write_bytes(os.urandom(300_000))
            with self.assertRaises((EOFError, ConnectionResetError)):
                while True:
                    stranger.message()
            self.assertLess(time.monotonic() - began, 3)
        until(
            lambda: seed.ask("files")["files"][0]["infohash"] not in (None, infohash),
            30,
            "it is hashed again, and another torrent",
        )
