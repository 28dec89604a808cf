"""The units in a real systemd: bootstrap and two peers, a download, a kill, a hang, a reboot."""

import json
import os
import signal
import subprocess
import unittest

import box
from network import PROJECT, until
from story import needs, needs_root

BOOTSTRAP = "distrishare-bootstrap"
PEERS = ("distrishare-peer@9000", "distrishare-peer@9001")
UNITS = (BOOTSTRAP, *PEERS)
CONTENT = os.urandom(3 << 20)


@needs("systemd-analyze")
class UnitFiles(unittest.TestCase):
    def test_the_units_are_exposed_as_little_as_promised(self):
        for unit in ("distrishare-bootstrap.service", "distrishare-peer@.service"):
            done = subprocess.run(
                [
                    "systemd-analyze",
                    "security",
                    "--no-pager",
                    "--offline=true",
                    "--threshold=15",
                    f"./{unit}",
                ],
                cwd=PROJECT / "Systemd",
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual(done.returncode, 0, done.stdout[-200:] + done.stderr)

    def test_no_directive_takes_openat2_away(self):
        """RestrictSUIDSGID= answers it with ENOSYS; DynamicUser= implies that."""
        for unit in ("distrishare-bootstrap.service", "distrishare-peer@.service"):
            lines = (PROJECT / "Systemd" / unit).read_text().splitlines()
            self.assertFalse(
                [line for line in lines if line.startswith(("RestrictSUIDSGID=", "DynamicUser="))]
            )

    def test_both_units_are_confined_alike(self):
        def confinement(unit):
            text = (PROJECT / "Systemd" / unit).read_text()
            return text[text.index("# Descriptors") : text.index("[Install]")]

        self.assertEqual(
            confinement("distrishare-bootstrap.service"), confinement("distrishare-peer@.service")
        )


@needs_root
@needs("systemd-nspawn", "mmdebstrap", "nsenter")
class RealSystemd(unittest.TestCase):
    deadline = 240

    @classmethod
    def setUpClass(cls):
        try:
            cls.box = cls.enterClassContext(box.Box())
        except box.NoBox as reason:
            raise unittest.SkipTest(str(reason)) from None
        subprocess.run(
            [PROJECT / "Scripts" / "setup", "--install", "--destdir", cls.box.inside("/")],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        cls.box.must("systemd-sysusers")
        cls.box.must("systemd-tmpfiles", "--create")
        cls.box.must("systemctl", "daemon-reload")
        cls.box.must("systemctl", "enable", "--now", *UNITS)

    def ask(self, port, *command):
        return json.loads(
            self.box.must(
                "distrishare", "--socket", f"/run/distrishare/{port}.sock", "--json", *command
            )
        )

    def active(self, unit):
        return (
            self.box.unit(unit, "ActiveState") == "active"
            and self.box.unit(unit, "SubState") == "running"
        )

    def main_pid(self, unit):
        return int(self.box.unit(unit, "MainPID"))

    def signal_main(self, unit, number):
        self.box.must("kill", f"-{number}", str(self.main_pid(unit)))

    def restarted(self, unit, pid):
        return until(
            lambda: self.active(unit) and self.main_pid(unit) not in (0, pid),
            40,
            f"{unit} runs again",
        )

    def test_1_they_start_and_say_that_they_keep_to_loopback(self):
        for unit in UNITS:
            self.assertTrue(self.active(unit), self.box.journal(unit))
            self.assertIn("loopback", self.box.unit(unit, "StatusText"))
        self.assertEqual(
            self.box.must("stat", "-c", "%U:%G %a", "/var/lib/distrishare/9000"),
            "distrishare:distrishare 750",
        )

    def test_2_a_file_goes_from_one_peer_to_the_other(self):
        path = self.box.inside("/var/lib/distrishare/9000/shared_files/film.bin")
        path.write_bytes(CONTENT)
        path.chmod(0o644)
        until(
            lambda: "film.bin" in json.dumps(self.ask(9001, "search", "film")),
            30,
            "the other finds it",
        )
        self.box.must("distrishare", "--socket", "/run/distrishare/9001.sock", "get", "film.bin")
        self.assertEqual(
            self.box.inside("/var/lib/distrishare/9001/downloads/film.bin").read_bytes(), CONTENT
        )

    def test_3_a_killed_peer_is_started_again(self):
        pid = self.main_pid(PEERS[0])
        self.signal_main(PEERS[0], signal.SIGKILL.value)
        self.restarted(PEERS[0], pid)
        until(
            lambda: "film.bin" in json.dumps(self.ask(9000, "files")),
            30,
            "it shares what it shared",
        )

    def test_4_a_hang_is_ended_by_the_watchdog(self):
        pid = self.main_pid(PEERS[1])
        self.signal_main(PEERS[1], signal.SIGSTOP.value)
        self.restarted(PEERS[1], pid)
        self.assertIn(
            "watchdog", self.box.run("journalctl", "--no-pager", "-u", PEERS[1]).stdout.lower()
        )

    def test_5_one_that_stops_leaves_the_others_their_sockets(self):
        self.box.must("systemctl", "stop", PEERS[1])
        self.assertEqual(self.box.unit(PEERS[1], "Result"), "success", self.box.journal(PEERS[1]))
        self.ask(9000, "status")
        self.box.must("systemctl", "start", PEERS[1])
        self.ask(9001, "status")

    def test_6_a_reload_reloads(self):
        pid = self.main_pid(PEERS[0])
        self.box.must("systemctl", "reload", PEERS[0])
        self.ask(9000, "status")
        self.assertEqual(self.main_pid(PEERS[0]), pid)

    def test_7_a_reboot_brings_all_of_it_back(self):
        self.box.reboot()
        for unit in UNITS:
            until(lambda unit=unit: self.active(unit), 30, f"{unit} runs")
        until(
            lambda: "film.bin" in json.dumps(self.ask(9001, "search", "film")),
            30,
            "the file is found again",
        )

    def test_8_with_a_secret_they_listen_to_the_network(self):
        self.box.must("sh", "-c", "umask 077; distrishare secret new > /etc/distrishare/secret")
        self.box.must("systemctl", "restart", *UNITS)
        for unit in UNITS:
            self.assertTrue(self.active(unit), self.box.journal(unit))
            self.assertNotIn("loopback", self.box.unit(unit, "StatusText"))
        until(
            lambda: "film.bin" in json.dumps(self.ask(9001, "search", "film")),
            30,
            "and find each other",
        )

    def test_9_systemd_hands_over_an_open_port(self):
        self.box.must("systemctl", "stop", PEERS[0])
        self.box.must("systemctl", "start", f"{PEERS[0]}.socket")
        self.assertFalse(self.active(PEERS[0]))
        knock = (
            "import socket; s = socket.create_connection(('127.0.0.1', 9000), 20)\n"
            "s.sendall(b'{}'); s.recv(1)"
        )
        self.box.must("python3", "-c", knock)
        self.assertTrue(self.active(PEERS[0]), self.box.journal(PEERS[0]))
        self.ask(9000, "status")
