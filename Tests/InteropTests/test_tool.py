"""The tool: what it passes to a node of another user's, and what it says of itself."""

import json
import os

import answers
from network import run_tool, until
from story import MEGABYTE, Story, hashed, needs, needs_root

CONTENT = os.urandom(3 * MEGABYTE + 7)
NOBODY = 65_534
# Somebody who is no user of this machine, and nobody's friend but by a group.
PERSON = 54_321


def listed(daemon):
    return answers.file_names(daemon.ask("files"))


@needs_root
@needs("setpriv")
class AnotherUsersNode(Story):
    """The node runs as one user, the tool as another who is in its group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.net.folder.chmod(0o755)
        os.chown(cls.net.secret_path, NOBODY, NOBODY)
        cls.bootstrap = cls.net.bootstrap()
        cls.other = cls.net.peer("other", [cls.bootstrap])
        cls.other.share("film.bin", CONTENT)
        hashed(cls.other, "film.bin")
        cls.node = cls.as_nobody("node")
        until(
            lambda: cls.other.endpoint in answers.known_nodes(cls.node, "--bootstrap"),
            15,
            "they have met",
        )

    @classmethod
    def as_nobody(cls, name, changes=None):
        ids = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        wrapper = ["setpriv", *ids, "sh", "-c", 'umask 027; exec "$@"', "sh"]
        node = cls.net.peer(name, [cls.bootstrap], changes, wrapper=wrapper, start=False)
        os.chown(node.folder, NOBODY, NOBODY)
        return cls.started(node)

    @classmethod
    def started(cls, node):
        # The socket to which it says that it is ready is root's, and open to all.
        before = os.umask(0)
        try:
            return node.start()
        finally:
            os.umask(before)

    def setUp(self):
        self.home = self.net.folder / f"home-{self._testMethodName}"[:60]
        self.home.mkdir()
        os.chown(self.home, PERSON, PERSON)
        self.home.chmod(0o700)

    def own(self, name, content, mode=0o600):
        path = self.home / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        os.chown(path, PERSON, PERSON)
        path.chmod(mode)
        return path

    def tool(self, *arguments, node=None, umask=0o022):
        return (node or self.node).run_tool(
            *arguments,
            user=PERSON,
            group=PERSON,
            extra_groups=[NOBODY],
            umask=umask,
            cwd=self.net.folder,
        )

    def left_over(self):
        return [path.name for path in self.home.iterdir() if path.name.startswith(".")]

    def fetched_by_other(self, name):
        """What another node gets of it."""
        done = self.other.run_tool("get", name, "--from", self.node.endpoint)
        self.assertEqual(done.returncode, 0, done.stderr)
        return (self.other.downloads / name).read_bytes()

    # MARK: Sharing

    def test_a_path_that_the_node_cannot_see_is_refused_with_what_would_help(self):
        self.own("film.bin", b"x")
        done = self.tool("share", self.home)
        self.assertEqual(done.returncode, 6, done.stdout + done.stderr)
        self.assertIn(f"systemctl edit distrishare-peer@{self.node.port}", done.stderr)
        self.assertIn(f"\n[Service]\nBindReadOnlyPaths={self.home}\n", done.stderr)
        self.assertIn("--copy", done.stderr)
        self.assertIn("--temporary", done.stderr)

    def test_a_path_that_the_node_sees_is_shared_by_reference_and_outlives_a_restart(self):
        folder = self.net.folder / "open to all"
        folder.mkdir(mode=0o755)
        (folder / "a.txt").write_bytes(b"a")
        done = self.tool("share", folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        until(lambda: "open to all/a.txt" in listed(self.node), 15, "it is listed")
        self.node.stop()
        self.started(self.node)
        until(lambda: "open to all/a.txt" in listed(self.node), 15, "it is listed again")
        self.assertEqual(self.tool("unshare", "open to all").returncode, 0)

    def test_a_file_that_only_its_owner_may_read_is_copied(self):
        path = self.own("letter.txt", b"dear all")
        done = self.tool("share", "--copy", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        copy = self.node.shared_files / "letter.txt"
        self.assertEqual(copy.read_bytes(), b"dear all")
        self.assertEqual(copy.stat().st_uid, NOBODY)
        until(lambda: "letter.txt" in listed(self.node), 15, "it is listed")

    def test_a_folder_is_not_copied_and_the_tool_says_so(self):
        done = self.tool("share", "--copy", self.home)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("folder", done.stderr)

    def test_for_the_time_being_the_node_serves_what_it_may_not_open(self):
        path = self.own("diary.txt", b"monday" * 1000)
        done = self.tool("share", "--temporary", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        hashed(self.node, "diary.txt")
        self.assertEqual(self.fetched_by_other("diary.txt"), b"monday" * 1000)
        self.node.stop()
        self.started(self.node)
        self.assertNotIn("diary.txt", listed(self.node))

    def test_an_open_folder_in_a_closed_home_is_shared_for_the_time_being(self):
        self.own("films/one.bin", b"one", mode=0o644)
        (self.home / "films").chmod(0o755)
        done = self.tool("share", "--temporary", self.home / "films")
        self.assertEqual(done.returncode, 0, done.stderr)
        hashed(self.node, "films/one.bin")
        self.assertEqual(self.fetched_by_other("films/one.bin"), b"one")
        self.assertEqual(self.tool("unshare", "films").returncode, 0)
        until(lambda: "films/one.bin" not in listed(self.node), 15, "it is gone")

    def test_a_closed_folder_is_refused_also_for_the_time_being(self):
        done = self.tool("share", "--temporary", self.home)
        self.assertEqual(done.returncode, 6, done.stderr)

    # MARK: Downloading

    def test_a_download_lands_in_a_folder_that_the_node_may_not_enter(self):
        done = self.tool("get", "film.bin", "-o", f"{self.home}/")
        self.assertEqual(done.returncode, 0, done.stderr)
        path = self.home / "film.bin"
        self.assertEqual(path.read_bytes(), CONTENT)
        facts = path.stat()
        self.assertEqual((facts.st_uid, facts.st_mode & 0o777), (PERSON, 0o644))
        self.assertEqual(self.left_over(), [])
        self.assertIn("file\t", done.stdout)

    def test_what_lies_there_already_is_never_replaced(self):
        self.own("film.bin", b"mine")
        for expected in ("film (2).bin", "film (2).bin"):
            done = self.tool("get", "film.bin", "-o", f"{self.home}/")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(expected, done.stdout)
        self.assertEqual((self.home / "film.bin").read_bytes(), b"mine")
        self.assertEqual((self.home / "film (2).bin").read_bytes(), CONTENT)
        self.assertEqual(len(list(self.home.iterdir())), 2)

    def test_the_document_says_where_it_is(self):
        done = self.tool("--json", "get", "film.bin", "-o", f"{self.home}/new/")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["path"], f"{self.home}/new/film.bin")

    def test_where_downloads_are_not_shared_the_file_stays_with_whom_it_was_for(self):
        node = self.as_nobody("quiet", {"library": {"share_downloads": False}})
        done = self.tool(
            "get", "film.bin", "--from", self.other.endpoint, "-o", self.home / "a", node=node
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.home / "a").read_bytes(), CONTENT)
        self.assertFalse((node.downloads / "film.bin").exists())

    def test_what_is_not_found_leaves_nothing(self):
        done = self.tool("get", "no such film", "-o", f"{self.home}/new/")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(list(self.home.iterdir()), [])


class Help(Story):
    @classmethod
    def setUpClass(cls):
        """It needs no network."""

    def test_the_page_and_the_document_know_the_same_words(self):
        page = run_tool("help").stdout
        document = json.loads(run_tool("--json", "help").stdout)
        for command in document["commands"]:
            self.assertIn(f"\n  {command['name']}", page)
            for option in command["options"]:
                self.assertIn(", ".join(option["names"]), page)
        for option in document["options"]:
            self.assertIn(", ".join(option["names"]), page)

    def test_every_command_has_its_own_page_and_its_own_wrong_usage(self):
        for command in json.loads(run_tool("--json", "help").stdout)["commands"]:
            with self.subTest(command["name"]):
                done = run_tool(command["name"], "--help")
                self.assertEqual(done.returncode, 0)
                self.assertIn(f"distrishare {command['name']}", done.stdout)
                wrong = run_tool(command["name"], "--no-such-option")
                self.assertEqual(wrong.returncode, 2)

    def test_it_speaks_spanish_to_who_wants_it(self):
        self.assertIn("uso: distrishare", run_tool("--lang", "es", "help").stdout)
        environment = {**os.environ, "LC_ALL": "es_ES.UTF-8"}
        done = run_tool("no-such-command", env=environment)
        self.assertIn("no hay ninguna orden", done.stderr)
