"""Our own nodes among themselves, and the tool in front of them."""

import json
import os
import re

import answers
import network
from network import run_tool, sha256, until
from story import MEGABYTE, Story

CONTENT = os.urandom(5 * MEGABYTE + 1)


class OurNetwork(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bootstrap = cls.net.bootstrap()
        cls.one = cls.net.peer("one", [cls.bootstrap])
        cls.two = cls.net.peer("two", [cls.bootstrap])
        cls.film = cls.one.share("film.bin", CONTENT)
        until(lambda: "film.bin" in answers.file_digests(cls.one.ask("files")), 30, "it is hashed")
        until(
            lambda: cls.one.endpoint in answers.known_nodes(cls.two, "--bootstrap"),
            15,
            "they have met",
        )

    def landing(self):
        folder = self.net.folder / self._testMethodName
        folder.mkdir()
        return folder

    def test_a_search_knows_size_digest_and_holder(self):
        result = answers.search_results(self.two.ask("search", "film"))[0]
        self.assertEqual(result["name"], "film.bin")
        self.assertEqual(result["size"], len(CONTENT))
        self.assertIn(sha256(self.film), json.dumps(result))
        self.assertEqual(answers.holders(result), [self.one.endpoint])

    def test_a_download_is_verified_and_lands_whole(self):
        folder = self.landing()
        done = self.two.run_tool("get", "film.bin", "-o", f"{folder}/")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((folder / "film.bin").read_bytes(), CONTENT)

    def test_a_download_lands_in_downloads_without_o(self):
        self.assertEqual(self.two.run_tool("get", "film.bin").returncode, 0)
        self.assertEqual((self.two.downloads / "film.bin").read_bytes(), CONTENT)
        self.assertEqual(list((self.two.downloads / ".incomplete").iterdir()), [])

    def test_what_nobody_has_is_not_found(self):
        self.assertEqual(self.two.run_tool("get", "no such file").returncode, 4)

    def test_no_node_and_wrong_usage_have_their_own_exit_codes(self):
        self.assertEqual(
            run_tool("--socket", self.net.folder / "nobody.sock", "status").returncode, 3
        )
        self.assertEqual(self.one.run_tool("no-such-command").returncode, 2)

    def test_every_list_is_one_document(self):
        for command in (
            ["status"],
            ["nodes"],
            ["nodes", "--bootstrap"],
            ["nodes", "--multicast"],
            ["bootstrap", "list"],
            ["files"],
            ["search", "film"],
            ["downloads"],
            ["version"],
        ):
            with self.subTest(command):
                self.one.ask(*command)

    def test_a_share_is_seen_and_an_unshare_too(self):
        path = self.net.folder / "from elsewhere.txt"
        path.write_text("a file that the daemon cannot see")
        self.one.ask("share", "--copy", path)
        until(lambda: path.name in answers.file_names(self.one.ask("files")), 15, "it is listed")
        self.one.ask("unshare", path.name)
        until(lambda: path.name not in answers.file_names(self.one.ask("files")), 15, "it is gone")
        self.assertTrue(path.exists(), "what was copied from stays")

    def test_a_folder_by_reference_appears_under_its_name(self):
        folder = self.net.folder / "photos"
        (folder / "sea").mkdir(parents=True)
        (folder / "sea" / "wave.jpg").write_bytes(b"wave")
        self.one.ask("share", folder)
        until(
            lambda: "photos/sea/wave.jpg" in answers.file_names(self.one.ask("files")),
            15,
            "it is listed",
        )

    def test_two_folders_of_one_name_get_two_names(self):
        for parent in ("here", "there"):
            folder = self.net.folder / parent / "music"
            folder.mkdir(parents=True)
            (folder / parent).write_bytes(b"x")
            self.one.ask("share", folder)
        until(
            lambda: {"music/here", "music-2/there"} <= answers.file_names(self.one.ask("files")),
            15,
            "both",
        )

    def test_names_from_the_network_are_printed_escaped(self):
        self.one.share("\x1b[2Jclear\u202e.txt", b"x")
        until(lambda: answers.search_results(self.two.ask("search", "clear")), 15, "it is found")
        shown = self.two.run_tool("search", "clear").stdout
        self.assertIn("clear", shown)
        self.assertNotIn("\x1b", shown)
        self.assertNotIn("\u202e", shown)

    def test_secret_new_makes_256_random_bits(self):
        made = {run_tool("secret", "new").stdout.strip() for _ in range(2)}
        self.assertEqual(len(made), 2)
        for secret in made:
            self.assertGreaterEqual(len(re.sub(r"[^A-Za-z0-9+/_-]", "", secret)), 43)

    def test_the_secret_is_in_no_argv_log_or_answer(self):
        for daemon in (self.bootstrap, self.one, self.two):
            self.assertNotIn(self.net.secret, daemon.log())
            self.assertNotIn(self.net.secret, daemon.proc("cmdline"))
            self.assertNotIn(self.net.secret, daemon.run_tool("--json", "status").stdout)
            for path in daemon.state.rglob("*"):
                if path.is_file() and path.stat().st_mode & 0o077:
                    self.assertNotIn(self.net.secret.encode(), path.read_bytes(), path)

    def test_the_key_and_the_socket_have_the_rights_that_they_should(self):
        self.assertEqual((self.one.state / "node.key").stat().st_mode & 0o777, 0o600)
        self.assertEqual((self.one.state / "control.sock").stat().st_mode & 0o777, 0o660)

    def test_another_secret_opens_nothing(self):
        with network.Network() as elsewhere:
            stranger = elsewhere.peer("stranger", changes={"peers": {"known": [self.one.endpoint]}})
            done = stranger.run_tool("get", "film.bin", "--from", self.one.endpoint)
            self.assertIn(done.returncode, (1, 4, 6))
            self.assertFalse((stranger.downloads / "film.bin").exists())

    def test_load_checks_every_byte(self):
        common = [
            "load",
            "--node",
            self.one.endpoint,
            "--file",
            "film.bin",
            "--connections",
            2,
            "--seconds",
            1,
            "--secret-file",
            self.net.secret_path,
        ]
        for protocol in ("json", "http"):
            with self.subTest(protocol):
                right = run_tool(*common, "--protocol", protocol, "--expect", self.film)
                self.assertEqual(right.returncode, 0, right.stdout + right.stderr)
                wrong = run_tool(*common, "--protocol", protocol, "--expect", "sha256:" + "0" * 64)
                self.assertEqual(wrong.returncode, 1)
