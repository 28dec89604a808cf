"""Torrents of many files by the tool: all of them, or those chosen; aria2 has them first."""

import os
import pathlib
import subprocess

from network import LOOPBACK, free_port, until
from story import Story, hashed, needs
from swarm_clients import Torrent, same_content
from torrents_of_ours import PIECE, content, full


@needs("aria2c")
class Folders(Story):
    """A torrent of several files, of which some are wanted."""

    network_options = {"secret": False}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.net.folder / "content" / "album"
        (folder / "covers").mkdir(parents=True)
        # Files end on pieces, so that what is not wanted is not touched by a neighbour's piece.
        for number, name in enumerate(["01.flac", "02.flac", "covers/front.jpg", "notes.txt"]):
            (folder / name).write_bytes(content(4 * PIECE, number))
        cls.torrent = Torrent(folder, None)
        cls.file = cls.torrent.write(cls.net.folder)
        cls.port = free_port()
        log = cls.enterClassContext(open(cls.net.folder / "aria2.log", "w"))
        seed = subprocess.Popen(
            [
                *("aria2c", "--no-conf", "--enable-dht=false", "--enable-dht6=false"),
                *(f"--listen-port={cls.port}", "--bt-enable-lpd=false", "--seed-ratio=0"),
                *("--check-integrity=true", "--bt-seed-unverified=false"),
                *("--dir", str(folder.parent), str(cls.file)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        cls.addClassCleanup(seed.wait)
        cls.addClassCleanup(seed.kill)

    def setUp(self):
        self.leech = self.net.peer(self._testMethodName[5:45])
        self.addCleanup(self.leech.kill)
        self.folder = self.net.folder / ("for-" + self.leech.name)
        self.folder.mkdir()

    def get(self, *arguments):
        done = self.leech.run_tool("get", *arguments, "--from", f"{LOOPBACK}:{self.port}")
        self.assertEqual(done.returncode, 0, done.stderr + self.leech.log())
        return done

    def names(self, folder):
        found = pathlib.Path(folder).rglob("*")
        return sorted(str(path.relative_to(folder)) for path in found if path.is_file())

    def test_a_folder_comes_whole_and_lands_under_its_name(self):
        self.get(self.file, "-o", self.folder)
        self.assertTrue(same_content(self.folder / "album", self.torrent.content))
        self.assertEqual(os.listdir(self.folder), ["album"])
        # A folder of that name is never mixed with another.
        self.get(self.file, "-o", f"{self.folder}/")
        self.assertTrue(same_content(self.folder / "album (2)", self.torrent.content))

    def test_files_are_chosen_by_number_name_or_pattern(self):
        for selection, names in [
            ("0,2-3", ["01.flac", "covers/front.jpg", "notes.txt"]),
            ("*.flac", ["01.flac", "02.flac"]),
            ("covers/*,album/notes.txt", ["covers/front.jpg", "notes.txt"]),
        ]:
            with self.subTest(selection):
                place = self.folder / f"{len(os.listdir(self.folder))}"
                self.get(self.file, "--select", selection, "-o", place)
                self.assertEqual(self.names(place), names)
                self.leech.run_tool("remove", "album", "--data")

    def test_of_a_magnet_link_files_are_chosen_when_they_are_known(self):
        self.get(self.torrent.magnet, "--select", "notes.txt", "-o", self.folder / "some")
        self.assertEqual(self.names(self.folder), ["some/notes.txt"])
        self.assertEqual(self.names(self.leech.downloads), ["album/notes.txt"])
        shown = full(self.leech, self.torrent.info_hash)
        wanted = [row["name"] for row in shown["files"] if row["wanted"]]
        self.assertEqual(wanted, ["album/notes.txt"])
        # Who does not wait cannot choose by names that nobody has told yet; by numbers he can.
        self.leech.run_tool("remove", "album", "--data")
        named = self.leech.run_tool("add", self.torrent.magnet, "--select", "notes.txt")
        self.assertEqual(named.returncode, 2, named.stderr)
        self.get(self.torrent.magnet, "--select", "3")
        self.assertEqual(self.names(self.leech.downloads), ["album/notes.txt"])

    def test_each_of_its_files_is_verified(self):
        self.get(self.file)
        for name in ("01.flac", "covers/front.jpg"):
            hashed(self.leech, f"album/{name}")
        until(
            lambda: self.leech.run_tool("verify", "album").returncode == 0, 20, "it is what it was"
        )
        lines = self.leech.run_tool("verify", "album").stdout.splitlines()
        self.assertEqual(len(lines), 4, lines)
