"""One directory with many doors: what is told through one of them is found through all."""

import contextlib
import os
import sqlite3

import answers
from network import until
from old_directories import BearerClient, LoginClient
from story import Story
from test_users import ask

PASSWORD = "un secreto que nadie sabe"


class OneDirectory(Story):
    """A node of ours, a client of dialect B and one of dialect L, each with a film of its own."""

    network_options = {"secret": False}
    doors = {
        "users": {"self_registration": True},
        "dialects": {"bearer": "on", "login": "on"},
    }

    def setUp(self):
        self.bootstrap = self.net.bootstrap(self._testMethodName[:40], changes=self.doors)
        self.addCleanup(self.bootstrap.stop)
        self.node = self.net.peer(
            f"{self._testMethodName[:30]}-node", [self.bootstrap], {"name": "nodo"}
        )
        self.addCleanup(self.node.stop)
        self.node.share("película de nodo.bin", os.urandom(4097))
        self.bearer = BearerClient(self.bootstrap.address, self.bootstrap.port, "ada", PASSWORD)
        self.addCleanup(self.bearer.close)
        self.bearer.login()
        self.bearer.index("película de ada.bin")
        self.login = LoginClient(self.bootstrap.address, self.bootstrap.port, "ana", PASSWORD)
        self.login.login("película de ana.bin")
        until(lambda: len(self.found("pelicula")) == 3, 30, "all three have been told")

    def found(self, words):
        """What REST finds at the bootstrap: names, and those of who has them and is there."""
        status, _, document = ask(self.bootstrap, "GET", f"/api/v1/files?q={words}&limit=100")
        self.assertEqual(status, 200, document)
        found = {
            file["name"]: [holder["name"] for holder in file["holders"] if holder["live"]]
            for file in document["files"]
        }
        return {name: holders for name, holders in found.items() if holders}

    def test_what_each_door_told_is_found_by_rest(self):
        self.assertEqual(
            self.found("PELICULA"),
            {
                "película de nodo.bin": ["nodo"],
                "película de ada.bin": ["ada"],
                "película de ana.bin": ["ana"],
            },
        )
        # A part of a word, and a letter that is wrong.
        self.assertEqual(list(self.found("elicul+nodo")), ["película de nodo.bin"])
        self.assertEqual(list(self.found("pelicvla+ana")), ["película de ana.bin"])

    def test_the_tool_finds_all_of_them(self):
        results = answers.search_results(self.node.ask("search", "película"))
        self.assertEqual(
            sorted(result["name"] for result in results),
            ["película de ada.bin", "película de ana.bin", "película de nodo.bin"],
        )

    def test_clients_of_old_find_what_others_told(self):
        status, found = self.login.search("película de nodo.bin")
        self.assertEqual(status, 200)
        self.assertEqual(
            found["disponible_en"], [{"peer": "nodo", "url": self.node.endpoint}]
        )
        self.assertEqual(self.login.search("película de ada.bin")[0], 200)
        rows = {(row["peer"], row["filename"]) for row in self.login.files()}
        self.assertEqual(
            rows,
            {
                ("nodo", "película de nodo.bin"),
                ("ada", "película de ada.bin"),
                ("ana", "película de ana.bin"),
            },
        )
        # Dialect B is told only of who serves its half of gRPC.
        where = ("127.0.0.1", self.bearer.server.getsockname()[1])
        self.assertEqual(self.bearer.find("película de ada.bin"), where)
        self.assertIsNone(self.bearer.find("película de nodo.bin"))

    def test_what_changes_is_known_within_a_heartbeat(self):
        self.node.share("otra película.bin", b"other")
        until(lambda: "otra película.bin" in self.found("pelicula"), 40, "it was told")
        (self.node.shared_files / "película de nodo.bin").unlink()
        until(lambda: "película de nodo.bin" not in self.found("pelicula"), 40, "it is gone")
        self.bearer.logout()
        self.node.stop()
        until(lambda: list(self.found("pelicula")) == ["película de ana.bin"], 20, "both left")

    def test_all_of_it_is_known_again_after_a_kill(self):
        before = self.found("pelicula")
        # What was told is written within a second.
        until(lambda: self.written() == 3, 10, "it is written down")
        self.node.kill()
        self.bootstrap.kill()
        self.bootstrap.start()
        # Who says all of it in every heartbeat must say so again, or he is not there.
        self.login.login("película de ana.bin")
        until(lambda: self.found("pelicula") == before, 20, "it was read again")

    def written(self):
        path = self.bootstrap.state / "state.sqlite"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as ledger:
            return ledger.execute("SELECT count(*) FROM listing").fetchone()[0]
