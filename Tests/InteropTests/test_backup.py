"""What a bootstrap remembers, copied while it works; put back; and what is never overwritten.

Law: a backup is there whole or not at all, is its owner's alone, and takes the place of nothing but
an earlier backup.
"""

import os
import pathlib
import shutil
import sqlite3
import subprocess
import threading

import network
from network import until
from story import Story, needs_root
from test_disk_full import small_disk
from test_users import PASSWORD, ask


def users_in(path):
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as copy:
        rows = [name for (name,) in copy.execute("SELECT name FROM user ORDER BY name")]
        checked = copy.execute("PRAGMA integrity_check").fetchall()
    copy.close()
    assert checked == [("ok",)], checked
    return rows


class Backups(Story):
    def setUp(self):
        self.bootstrap = self.net.bootstrap(f"backed-{self._testMethodName}"[:40])
        self.addCleanup(self.bootstrap.stop)
        self.folder = self.net.folder / f"copies-{self._testMethodName}"[:40]
        self.folder.mkdir()

    def add(self, name):
        done = self.bootstrap.run_tool("user", "add", name, input=PASSWORD + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)

    def left(self):
        """What lies in the folder of copies, and what is unfinished in the state folder."""
        unfinished = [p.name for p in self.bootstrap.state.glob(".unfinished*")]
        self.assertEqual(unfinished, [])
        return sorted(path.name for path in self.folder.iterdir())

    def test_is_made_while_users_are_and_goes_back_where_it_came_from(self):
        self.add("ada")
        path = self.folder / "copy"
        done = self.bootstrap.run_tool("backup", path)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.strip(), str(path))
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(users_in(path), ["ada"])
        self.assertEqual(self.left(), ["copy"])
        self.assertIn("backed up, by user", self.bootstrap.log())

        # Another one takes its place; users come meanwhile, and nobody waits for it long.
        adding = threading.Thread(target=lambda: [self.add(f"user-{n}") for n in range(5)])
        adding.start()
        while adding.is_alive():
            document = self.bootstrap.ask("backup", path)
            self.assertEqual(document["size"], path.stat().st_size)
            self.assertIn("ada", users_in(path))
        adding.join()
        self.bootstrap.ask("backup", path)
        everybody = ["ada"] + [f"user-{n}" for n in range(5)]
        self.assertEqual(users_in(path), everybody)

        self.add("late")
        self.bootstrap.stop()
        shutil.copy(path, self.bootstrap.state / "state.sqlite")
        self.bootstrap.start()
        shown = self.bootstrap.run_tool("user", "list").stdout.splitlines()
        self.assertEqual([line.split("\t")[0] for line in shown], everybody)
        credential = {"name": "ada", "password": PASSWORD}
        self.assertEqual(ask(self.bootstrap, "POST", "/api/v1/sessions", credential)[0], 201)
        # What is used again is a backup no more: nothing that makes backups may replace it.
        done = self.bootstrap.run_tool("backup", self.bootstrap.state / "state.sqlite")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing was replaced", done.stderr)

    def test_replaces_nothing_else(self):
        diary = self.folder / "diary"
        diary.write_text("dear diary\n" * 50)
        database = self.folder / "other.sqlite"
        with sqlite3.connect(database) as other:
            other.execute("CREATE TABLE t (x)")
        other.close()
        self.bootstrap.ask("backup", self.folder / "copy")
        (self.folder / "link").symlink_to(self.folder / "copy")
        (self.folder / "inner").mkdir()
        os.mkfifo(self.folder / "pipe")
        before = [diary.read_bytes(), database.read_bytes()]
        there = self.left()
        for name in ("diary", "other.sqlite", "link", "inner", "pipe"):
            done = self.bootstrap.run_tool("backup", self.folder / name)
            self.assertEqual(done.returncode, 1, name)
            self.assertIn("nothing was replaced", done.stderr)
        for name in (f"{self.folder}/", f"{self.folder}/inner/..", ""):
            done = self.bootstrap.run_tool("backup", name)
            self.assertEqual(done.returncode, 2, name)
        missing = self.bootstrap.run_tool("backup", self.folder / "none" / "copy")
        self.assertEqual(missing.returncode, 1)
        self.assertIn("none", missing.stderr)
        self.assertEqual([diary.read_bytes(), database.read_bytes()], before)
        self.assertEqual(self.left(), there)

    def test_goes_through_the_control_socket_alone(self):
        endpoint = self.bootstrap.endpoint
        done = network.run_tool("--node", endpoint, "backup", self.folder / "copy")
        self.assertEqual(done.returncode, 2)
        self.assertIn("control socket", done.stderr)
        status, _, problem = ask(
            self.bootstrap, "POST", "/api/v1/backups", {"path": "/tmp/x", "descriptor": True}
        )
        self.assertEqual(status, 401, problem)
        self.assertEqual(self.left(), [])

    def test_a_peer_has_one_too(self):
        peer = self.net.peer("peer")
        self.addCleanup(peer.stop)
        peer.ask("backup", self.folder / "copy")
        self.assertEqual(users_in(self.folder / "copy"), [])

    @needs_root
    def test_a_full_disk_is_said_and_leaves_nothing(self):
        with small_disk(self.folder / "small", 1) as disk:
            self.bootstrap.ask("backup", disk / "copy")
            before = (disk / "copy").read_bytes()
            (disk / "ballast").write_bytes(b"\0" * (os.statvfs(disk).f_bavail * 4096 - 8192))
            done = self.bootstrap.run_tool("backup", disk / "copy")
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, "No space|no room|full")
            self.assertEqual((disk / "copy").read_bytes(), before)
            self.assertEqual(sorted(p.name for p in disk.iterdir()), ["ballast", "copy"])
        self.assert_serves(self.bootstrap)

    def test_ctrl_c_leaves_nothing_and_harms_nobody(self):
        for _ in range(10):
            tool = subprocess.Popen(
                [network.TOOL, "--socket", self.bootstrap.state / "control.sock"]
                + ["backup", self.folder / "copy"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            tool.terminate()
            tool.wait(20)
        until(lambda: not list(self.bootstrap.state.glob(".unfinished*")), 10, "it is tidied up")
        self.assertLessEqual(set(self.left()), {"copy"})
        pathlib.Path(self.folder / "copy").unlink(missing_ok=True)
        self.bootstrap.ask("backup", self.folder / "copy")
        self.assert_serves(self.bootstrap)
