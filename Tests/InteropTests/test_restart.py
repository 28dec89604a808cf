"""What outlives an end: stops, kills, a second daemon, and databases that are not ours to open."""

import os
import signal
import sqlite3
import subprocess

import answers
import network
import old_client
from network import until
from old_client import OldPeer
from story import MEGABYTE, Story

CONTENT = os.urandom(MEGABYTE) * 8


class Restart(Story):
    def test_a_bootstrap_that_restarts_forgets_nobody(self):
        bootstrap = self.net.bootstrap("remembers")
        at = (bootstrap.address, bootstrap.port)
        peers = [self.enterContext(OldPeer({}, "")) for _ in range(3)]
        for peer in peers:
            old_client.register(at, *peer.address)
        for end in (bootstrap.stop, bootstrap.kill):
            until(lambda: len(answers.known_nodes(bootstrap)) >= 3, 10, "they are listed")
            end()
            bootstrap.start()
            known = answers.known_nodes(bootstrap)
            self.assertLessEqual({peer.endpoint for peer in peers}, known)

    def test_a_stop_is_clean_and_quick(self):
        bootstrap = self.net.bootstrap("told")
        peer = self.net.peer("leaver", [bootstrap])
        until(lambda: peer.endpoint in answers.known_nodes(bootstrap), 15, "it has registered")
        self.assertEqual(peer.stop(within=8), 0)
        until(lambda: peer.endpoint not in answers.known_nodes(bootstrap), 5, "it has said goodbye")
        self.assertEqual(bootstrap.stop(within=8), 0)

    def test_a_stop_in_the_middle_of_hashing_is_clean(self):
        """The pool is at a digest when the process ends: OpenSSL has to be there until then."""
        peer = self.net.peer("hashing", start=False)
        for number in range(20):
            peer.shared_files.mkdir(parents=True, exist_ok=True)
            for name in range(100):
                (peer.shared_files / f"{number}-{name}").write_bytes(b"%d %d" % (number, name))
            peer.start()
            self.assertEqual(peer.stop(within=8), 0, peer.log())

    def test_a_transfer_that_runs_at_sigterm_may_finish(self):
        peer = self.net.peer("polite")
        peer.share("film", CONTENT)
        at = (peer.address, peer.port)
        until(lambda: old_client.search(at, "film", self.net.secret), 15, "it is shared")
        with old_client.send(
            at, {"type": "download", "filename": "film", "secret": self.net.secret}, 10
        ) as running:
            received = running.recv(4096)
            os.kill(peer.pid, signal.SIGTERM)
            until(lambda: not old_client.alive(at), 5, "no new connection is taken")
            while block := running.recv(1 << 16):
                received += block
        self.assertEqual(received, CONTENT)
        peer.wait(10)
        self.assertEqual(peer.process.returncode, 0)

    def test_a_node_keeps_its_identity(self):
        peer = self.net.peer("same")
        key = (peer.state / "node.key").read_bytes()
        peer.kill()
        peer.start()
        self.assertEqual((peer.state / "node.key").read_bytes(), key)

    def test_a_kill_in_the_middle_leaves_nothing_that_looks_whole_until_it_is(self):
        peer = self.net.peer("killed", changes=self.net.for_old_peers)
        with OldPeer({"film": CONTENT}, self.net.secret, pause_at=len(CONTENT) // 2) as old:
            peer.ask("nodes", "add", old.endpoint)
            tool = subprocess.Popen(
                [
                    network.TOOL,
                    "--socket",
                    peer.state / "control.sock",
                    "get",
                    "film",
                    "--from",
                    old.endpoint,
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            self.assertTrue(old.paused.wait(15), "half of it was sent")
            peer.kill()
            old.go_on.set()
            whole = [p.name for p in peer.downloads.iterdir() if p.name != ".incomplete"]
            self.assertEqual(whole, [])
            # The tool waits for its node, and the node remembers what was wanted.
            peer.start()
            output, _ = tool.communicate(timeout=60)
            self.assertEqual(tool.returncode, 0, output)
        self.assertEqual((peer.downloads / "film").read_bytes(), CONTENT)
        self.assert_serves(peer)

    def test_a_holder_that_dies_in_the_middle_is_waited_for(self):
        holder = self.net.peer("holder")
        taker = self.net.peer("taker", changes={"peers": {"known": [holder.endpoint]}})
        (holder.shared_files / "large").write_bytes(CONTENT * 32)
        until(lambda: "large" in answers.file_digests(holder.ask("files")), 60, "it is hashed")
        tool = subprocess.Popen(
            [
                network.TOOL,
                "--socket",
                taker.state / "control.sock",
                "get",
                "large",
                "--from",
                holder.endpoint,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        incomplete = taker.downloads / ".incomplete"
        until(lambda: any(incomplete.iterdir()) or tool.poll() is not None, 15, "it began")
        holder.kill()
        # A quick machine may be through before the kill: then it has to be right.
        if answers.download_state(answers.downloads(taker.ask("downloads"))[-1]) != "done":
            self.assertFalse((taker.downloads / "large").exists())
        holder.start()
        output, _ = tool.communicate(timeout=120)
        self.assertEqual(tool.returncode, 0, output)
        self.assertEqual(
            network.sha256(taker.downloads / "large"),
            network.sha256(holder.shared_files / "large"),
        )
        self.assert_serves(taker)


class OneState(Story):
    def refused(self, daemon):
        """Starts a daemon that should not start; its exit code and what it said."""
        daemon.launch()
        daemon.wait(10)
        return daemon.process.returncode, daemon.log()

    def test_a_second_daemon_on_one_state_ends_with_a_sentence(self):
        first = self.net.peer("first")
        second = self.net.peer("second", start=False)
        second.state = first.state
        second.write_config()
        code, said = self.refused(second)
        self.assertNotEqual(code, 0)
        self.assertIn(str(first.state), said)
        self.assert_serves(first)

    def test_a_taken_port_is_said_so(self):
        first = self.net.peer("owner")
        code, said = self.refused(
            self.net.peer("latecomer", changes={"port": first.port}, start=False)
        )
        self.assertNotEqual(code, 0)
        self.assertIn(str(first.port), said)

    def test_a_newer_database_is_refused_untouched(self):
        peer = self.net.peer("old-program")
        peer.stop()
        database = peer.state / "state.sqlite"
        with sqlite3.connect(database) as ledger:
            ledger.execute("PRAGMA user_version = 9999")
        ledger.close()
        before = database.read_bytes()
        code, said = self.refused(peer)
        self.assertNotEqual(code, 0)
        self.assertIn("newer", said.lower())
        self.assertEqual(database.read_bytes(), before)

    def test_a_damaged_database_is_set_aside_and_rebuilt(self):
        peer = self.net.peer("damaged")
        peer.stop()
        database = peer.state / "state.sqlite"
        wreck = b"this was a database once\n" * 500
        database.write_bytes(wreck)
        peer.start()
        self.assert_serves(peer)
        self.assertIn(
            wreck,
            [p.read_bytes() for p in peer.state.iterdir() if p.name.startswith("state.sqlite")],
        )

    def test_only_what_changed_is_hashed_again(self):
        peer = self.net.peer("hasher")
        for number in range(20):
            peer.share(f"file-{number}", os.urandom(MEGABYTE))
        until(lambda: len(answers.file_digests(peer.ask("files"))) == 20, 30, "all are hashed")
        peer.stop()
        peer.start()
        # A hash of what was not read: known at once, and the kernel counts no megabytes of reads.
        until(lambda: len(answers.file_digests(peer.ask("files"))) == 20, 5, "all are known")
        read = int(
            next(line for line in peer.proc("io").splitlines() if line.startswith("rchar")).split()[
                1
            ]
        )
        self.assertLess(read, 10 * MEGABYTE)

    def test_a_config_with_an_unknown_key_names_the_nearest(self):
        peer = self.net.peer("typo", changes={"multicast": {"intervall": "5s"}}, start=False)
        code, said = self.refused(peer)
        self.assertNotEqual(code, 0)
        self.assertIn("intervall", said)
        self.assertIn("interval", said.replace("intervall", ""))

    def test_check_validates_and_exits(self):
        peer = self.net.peer("checked", start=False)
        command = [str(network.DAEMON), "--config", str(peer.config_path), "--check"]
        self.assertEqual(subprocess.run(command, capture_output=True, timeout=10).returncode, 0)
        self.assertFalse((peer.state / "state.sqlite").exists(), "a check makes nothing")

    def test_sighup_reloads_and_says_what_cannot_change(self):
        peer = self.net.peer("reloaded")
        peer.config = network.merged(
            peer.config, {"port": network.free_port(), "log": {"level": "debug"}}
        )
        peer.write_config()
        before = len(peer.log())
        os.kill(peer.pid, signal.SIGHUP)
        until(lambda: "port" in peer.log()[before:], 5, "the log says that the port stays")
        self.assert_serves(peer)
