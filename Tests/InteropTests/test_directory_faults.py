"""What a bootstrap remembers, on its worst days: killed in the middle of it, on a disk that is
full, fails or lies, with a clock that jumps.

Law: nothing that was acknowledged is lost; what is wrong stands in status, in /healthz and in the
log; and when the fault goes, it goes on.
"""

import contextlib
import http.client
import os
import pathlib
import random
import secrets
import signal
import subprocess
import threading
import time

import answers
import network
import old_client
from network import until
from old_directories import BearerClient
from story import Story, needs, needs_root, unittest
from test_clock import LIBRARY, YEAR, Clock
from test_disk_full import small_disk
from test_read_only import failing_disk, run
from test_users import PASSWORD, ask


def notices(daemon):
    return "\n".join(daemon.ask("status")["notices"])


def health(daemon):
    status, _, document = ask(daemon, "GET", "/healthz")
    assert status == 200, document
    return document["status"]


class Directory(Story):
    def bootstrap(self, name, **options):
        daemon = self.net.bootstrap(name, **options)
        self.addCleanup(daemon.stop)
        return daemon

    def add(self, daemon, name, *roles):
        return daemon.run_tool("user", "add", name, *roles, input=PASSWORD + "\n")

    def users(self, daemon):
        shown = daemon.run_tool("user", "list")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        return {line.split("\t")[0] for line in shown.stdout.splitlines()}

    def login(self, daemon, name):
        status, _, document = ask(
            daemon, "POST", "/api/v1/sessions", {"name": name, "password": PASSWORD}
        )
        return document["token"] if status == 201 else status


class Damage(Directory):
    def test_users_outlive_a_damaged_database(self):
        bootstrap = self.bootstrap("damaged")
        for name in ("ada", "bob"):
            self.assertEqual(self.add(bootstrap, name).returncode, 0)
        token = self.login(bootstrap, "ada")
        self.assertEqual(self.add(bootstrap, "gone").returncode, 0)
        self.assertEqual(bootstrap.run_tool("user", "remove", "gone").returncode, 0)
        bootstrap.stop()
        database = bootstrap.state / "state.sqlite"
        wreck = b"this was a database once\n" * 500
        database.write_bytes(wreck)
        bootstrap.start()
        self.assertEqual(self.users(bootstrap), {"ada", "bob"})
        self.assertIsInstance(self.login(bootstrap, "bob"), str)
        self.assertEqual(ask(bootstrap, "GET", "/api/v1/status", token=token)[0], 401)
        aside = bootstrap.state / "state.sqlite.damaged-1"
        self.assertEqual(aside.read_bytes(), wreck)
        for told in (notices(bootstrap), bootstrap.log()):
            self.assertIn(f"set aside as {aside}", told)
            self.assertRegex(told, r"2 users and 0 shares come from the last backup, of \d{4}-")
        self.assertIn("its state was damaged: see status", health(bootstrap))
        # Told until it is started again, when all is well.
        bootstrap.stop()
        bootstrap.start()
        self.assertNotIn("damaged", health(bootstrap))
        self.assertEqual(self.users(bootstrap), {"ada", "bob"})

    def test_peers_and_files_come_back_with_their_heartbeats(self):
        bootstrap = self.bootstrap("rebuilt")
        changes = {"register": {"heartbeat": "1s"}}
        peer = self.net.peer("peer", [bootstrap], changes=changes)
        self.addCleanup(peer.stop)
        peer.share("film.bin", b"film" * 1000)
        until(lambda: self.found(bootstrap), 30, "the file is in the catalogue")
        bootstrap.kill()
        for ending in ("-wal", "-shm"):
            pathlib.Path(f"{bootstrap.state}/state.sqlite{ending}").unlink(missing_ok=True)
        (bootstrap.state / "state.sqlite").write_bytes(b"\xa5" * 65536)
        bootstrap.start()
        until(lambda: self.found(bootstrap), 30, "and is again")
        self.assertIn(peer.endpoint, answers.known_nodes(bootstrap))
        self.assertIn("set aside", notices(bootstrap))

    @staticmethod
    def found(bootstrap):
        return "film.bin" in {row["name"] for row in bootstrap.ask("files")["files"]}


class Kill(Directory):
    deadline = 240

    def test_nothing_acknowledged_is_lost_to_a_kill(self):
        """Users, sessions and peers, written by many at once, and kill -9 at any moment."""
        bootstrap = self.bootstrap("killed")
        self.assertEqual(self.add(bootstrap, "root", "--admin").returncode, 0)
        admin = self.login(bootstrap, "root")
        users, peers, tokens = {"root"}, set(), {admin}
        chance = random.Random(6)
        for life in range(6):
            threads = [
                threading.Thread(target=work, args=(bootstrap, admin, life, number, kept))
                for number in range(3)
                for work, kept in (
                    (self.make_users, users),
                    (self.register_ours, peers),
                    (self.register_old, peers),
                    (self.log_in, tokens),
                )
            ]
            for thread in threads:
                thread.start()
            wanted = len(users) + chance.randint(1, 3)
            until(lambda wanted=wanted: len(users) >= wanted, 60, "somebody was made")
            time.sleep(chance.uniform(0, 0.5))
            os.kill(bootstrap.pid, signal.SIGKILL)
            bootstrap.wait(10)
            for thread in threads:
                thread.join()
            bootstrap.start()
            self.assertLessEqual(users, self.users(bootstrap))
            self.assertLessEqual(peers, answers.known_nodes(bootstrap))
            for token in tokens:
                self.assertEqual(ask(bootstrap, "GET", "/api/v1/status", token=token)[0], 200)
        self.assertGreater(len(users), 6)
        self.assertGreater(len(peers), 60)
        self.assertGreater(len(tokens), 2)
        self.assertIsInstance(self.login(bootstrap, max(users - {"root"})), str)
        self.assertEqual(notices(bootstrap), "")

    def test_an_index_of_dialect_b_that_was_taken_outlives_a_kill(self):
        bootstrap = self.bootstrap(
            "indexed",
            changes={"dialects": {"bearer": "on"}, "users": {"self_registration": True}},
        )
        client = BearerClient(bootstrap.address, bootstrap.port, "ada", PASSWORD)
        self.addCleanup(client.close)
        self.assertEqual(client.login()[0], 200)
        chance, said = random.Random(6), 0
        for _ in range(6):
            enough = said + chance.randint(3, 30)
            while said < enough:
                self.assertEqual(client.index(f"{said + 1}.txt")[0], 200)
                said += 1
            # The answer is hardly out.
            os.kill(bootstrap.pid, signal.SIGKILL)
            bootstrap.wait(10)
            bootstrap.start()
            self.assertIsNotNone(client.find(f"{said}.txt"))
            self.assertIsNone(client.find(f"{said - 1}.txt"))

    def make_users(self, bootstrap, admin, life, number, kept):
        for count in range(1000):
            name = f"user-{life}-{number}-{count}"
            document = {"name": name, "password": PASSWORD}
            try:
                status, _, _ = ask(bootstrap, "POST", "/api/v1/users", document, admin)
            except (OSError, ValueError, http.client.HTTPException):
                return
            if status == 201:
                kept.add(name)

    def register_ours(self, bootstrap, admin, life, number, kept):
        for count in range(1000):
            port = 10_000 + life * 3000 + number * 1000 + count
            document = {"id": secrets.token_hex(32), "instance": "0" * 16, "name": "n", "zone": ""}
            document |= {"port": port, "files": 0, "version": "1"}
            try:
                status, _, _ = ask(bootstrap, "POST", "/api/v1/peers", document, admin)
            except (OSError, ValueError, http.client.HTTPException):
                return
            if status == 200:
                kept.add(f"127.0.0.1:{port}")

    def register_old(self, bootstrap, admin, life, number, kept):
        for count in range(1000):
            port = 30_000 + life * 3000 + number * 1000 + count
            try:
                old_client.register((bootstrap.address, bootstrap.port), "127.0.0.1", port)
            except (OSError, ValueError):
                return
            kept.add(f"127.0.0.1:{port}")

    def log_in(self, bootstrap, admin, life, number, kept):
        # A user has sixteen tokens at most; the seventeenth would end the first.
        if number > 0:
            return
        try:
            token = self.login(bootstrap, "root")
        except (OSError, ValueError, http.client.HTTPException):
            return
        if isinstance(token, str):
            kept.add(token)


@needs_root
class Disk(Directory):
    def test_a_full_disk_refuses_what_it_cannot_keep_and_then_goes_on(self):
        bootstrap = self.net.bootstrap("full", start=False)
        with small_disk(bootstrap.state, 8) as disk:
            bootstrap.start()
            try:
                self.assertEqual(self.add(bootstrap, "ada").returncode, 0)
                self.fill(disk / "ballast")
                refused = []
                for number in range(40):
                    done = self.add(bootstrap, f"late-{number}")
                    if done.returncode != 0:
                        refused.append(number)
                        self.assertRegex(done.stderr, "no room|full")
                    if len(refused) == 2:
                        break
                self.assertEqual(len(refused), 2, "the disk is full")
                self.assertIn("not remembered", notices(bootstrap))
                self.assertIn("what changes is not remembered: see status", health(bootstrap))
                self.assertIn("could not be remembered", bootstrap.log())
                self.assert_serves(bootstrap)
                # Who registers is welcome all the same.
                old_client.register((bootstrap.address, bootstrap.port), "127.0.0.1", 4711)
                known = self.users(bootstrap)
                self.assertNotIn(f"late-{refused[0]}", known)
                (disk / "ballast").unlink()
                until(lambda: "remembered" not in health(bootstrap), 30, "it is well again")
                self.assertEqual(notices(bootstrap), "")
                self.assertIn("what changes is remembered again", bootstrap.log())
                self.assertEqual(self.add(bootstrap, "after").returncode, 0)
                bootstrap.kill()
                bootstrap.start()
                self.assertEqual(self.users(bootstrap), known | {"after"})
                self.assertIn("127.0.0.1:4711", answers.known_nodes(bootstrap))
            finally:
                bootstrap.stop()

    @staticmethod
    def fill(path):
        ballast = os.open(path, os.O_WRONLY | os.O_CREAT)
        with contextlib.suppress(OSError):
            while os.write(ballast, b"\0" * 4096):
                pass
        os.close(ballast)

    def test_a_database_that_is_read_only_is_a_sentence_and_an_exit(self):
        bootstrap = self.bootstrap("read-only")
        self.assertEqual(self.add(bootstrap, "ada").returncode, 0)
        bootstrap.stop()
        database = bootstrap.state / "state.sqlite"
        run("mount", "--bind", database, database)
        try:
            run("mount", "-o", "remount,bind,ro", database)
            before = len(bootstrap.log())
            bootstrap.launch()
            bootstrap.wait(10)
            self.assertEqual(bootstrap.process.returncode, 1)
            said = bootstrap.log()[before:]
            self.assertRegex(said, f"{database}: Read-only file system")
            self.assertEqual(len(said.strip().splitlines()), 1, said)
        finally:
            run("umount", database)
        bootstrap.start()
        self.assertEqual(self.users(bootstrap), {"ada"})

    @needs("mkfs.ext4")
    def test_a_disk_that_becomes_read_only_loses_nobody(self):
        if not pathlib.Path("/dev/loop-control").exists():
            self.skipTest("there are no loop devices here")
        bootstrap = self.net.bootstrap("failing", start=False)
        image = self.net.folder / "image"
        with failing_disk(image, bootstrap.state, 64):
            bootstrap.start()
            try:
                self.assertEqual(self.add(bootstrap, "ada").returncode, 0)
                run("mount", "-o", "remount,abort", bootstrap.state)
                done = self.add(bootstrap, "bob")
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("could not be written down", done.stderr)
                self.assertIn("not remembered", notices(bootstrap))
                self.assertIn("not remembered", health(bootstrap))
                self.assertIn("could not be remembered", bootstrap.log())
                self.assertEqual(self.users(bootstrap), {"ada"})
                bootstrap.kill()
                subprocess.run(["umount", "-l", bootstrap.state], check=True)
                subprocess.run(["fsck.ext4", "-p", image], check=False, capture_output=True)
                run("mount", "-o", "loop", image, bootstrap.state)
                bootstrap.start()
                self.assertEqual(self.users(bootstrap), {"ada"})
                self.assertIsInstance(self.login(bootstrap, "ada"), str)
                self.assertEqual(self.add(bootstrap, "bob").returncode, 0)
            finally:
                bootstrap.stop()


@unittest.skipIf(LIBRARY is None, "needs libfaketime")
class Clocks(Directory):
    def test_a_clock_that_jumps_a_year_costs_nobody_anything(self):
        clock = Clock(self.net.folder / "clock-directory")
        bootstrap = self.bootstrap("jumping", wrapper=clock.wrapper)
        self.assertEqual(self.add(bootstrap, "ada").returncode, 0)
        token = self.login(bootstrap, "ada")
        at = (bootstrap.address, bootstrap.port)
        with old_client.OldPeer({}, "") as peer:
            old_client.register(at, *peer.address)
            everybody = {"ada"}
            for seconds in (YEAR, -YEAR):
                clock.jump(seconds)
                way = "ahead" if seconds > 0 else "back"
                until(lambda: "its clock jumped: see status" in health(bootstrap), 15, "it is told")
                self.assertRegex(notices(bootstrap), rf"clock jumped \d+ s {way}")
                self.assertRegex(bootstrap.log(), rf"clock jumped \d+ s {way}")
                # Next year the token is over, and last year it is good; nobody forgets it.
                status = ask(bootstrap, "GET", "/api/v1/status", token=token)[0]
                self.assertEqual(status, 401 if seconds > 0 else 200)
                everybody.add(way)
                self.assertEqual(self.add(bootstrap, way).returncode, 0)
                self.assertIn(peer.endpoint, answers.known_nodes(bootstrap))
                clock.jump(0)
                until(lambda: "clock" not in health(bootstrap), 15, "it is right again")
                self.assertEqual(notices(bootstrap), "")
                self.assertEqual(ask(bootstrap, "GET", "/api/v1/status", token=token)[0], 200)
                # Also where it is started with such a clock, and again with a right one.
                for offset in (seconds, 0):
                    bootstrap.kill()
                    clock.jump(offset)
                    bootstrap.start()
                    self.assertEqual(self.users(bootstrap), everybody)
                    self.assertIsInstance(self.login(bootstrap, way), str)
                    self.assertIn(peer.endpoint, answers.known_nodes(bootstrap))
                self.assertEqual(ask(bootstrap, "GET", "/api/v1/status", token=token)[0], 200)
