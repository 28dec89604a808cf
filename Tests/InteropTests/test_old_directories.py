"""Dialects B and L against a real bootstrap: login, index, search, logout, inactivity."""

import socket

from network import until
from old_directories import BearerClient, LoginClient
from story import Story

PASSWORD = "un secreto que nadie sabe"


class OldDirectories(Story):
    changes = {
        "users": {"self_registration": True},
        "dialects": {"bearer": "on", "login": "on"},
        "login": {"stale_after": "3s"},
    }

    def setUp(self):
        self.bootstrap = self.net.bootstrap(self._testMethodName[:40], changes=self.changes)
        self.addCleanup(self.bootstrap.stop)

    def bearer(self, user, password=PASSWORD):
        client = BearerClient(self.bootstrap.address, self.bootstrap.port, user, password)
        self.addCleanup(client.close)
        return client

    def login(self, user, password=PASSWORD):
        return LoginClient(self.bootstrap.address, self.bootstrap.port, user, password)

    def assert_silent(self, *words):
        for word in words:
            self.assertNotIn(word, self.bootstrap.log())

    def test_a_client_of_dialect_b_lives_as_it_always_did(self):
        ada, bob = self.bearer("ada"), self.bearer("bob", "builder")
        self.assertEqual(ada.login()[0], 200)
        self.assertEqual(bob.login()[0], 200)
        self.assertEqual(ada.index("a.txt", "mi película.mkv"), (200, {"status": "ok"}))
        where = ("127.0.0.1", ada.server.getsockname()[1])
        self.assertEqual(bob.find("mi película.mkv"), where)
        self.assertIsNone(bob.find("b.txt"))
        self.assertEqual(ada.index(), (200, {"status": "ok"}))
        self.assertIsNone(bob.find("a.txt"))
        self.assertEqual(ada.index("a.txt")[0], 200)
        self.assertEqual(ada.logout(), (200, {"status": "ok"}))
        self.assertIsNone(bob.find("a.txt"))
        status, answer = ada.index("a.txt")
        self.assertEqual((status, answer["message"]), (401, "Invalid token"))
        wrong = self.bearer("ada", "otra")
        self.assertEqual(
            wrong.login(), (401, {"status": "error", "message": "Incorrect password"})
        )
        self.assert_silent(PASSWORD, ada.token)

    def test_a_token_of_dialect_b_outlives_the_bootstrap(self):
        ada = self.bearer("ada")
        ada.login()
        self.bootstrap.kill()
        self.bootstrap.start()
        self.assertEqual(ada.index("a.txt"), (200, {"status": "ok"}))
        self.assertEqual(ada.find("a.txt"), ("127.0.0.1", ada.server.getsockname()[1]))

    def test_a_client_of_dialect_l_lives_as_it_always_did(self):
        ana, luis = self.login("ana"), self.login("luis", "otra")
        status, answer = ana.login("a.txt", "ñandú.txt")
        self.assertEqual((status, answer["status"]), (200, "OK"))
        self.assertEqual(luis.login("a.txt")[0], 200)
        found = {
            "archivo": "a.txt",
            "disponible_en": [{"peer": "ana", "url": []}, {"peer": "luis", "url": []}],
        }
        self.assertEqual(ana.search("a.txt"), (200, found))
        self.assertEqual(luis.peers(), ["ana", "luis"])
        rows = [(row["peer"], row["filename"]) for row in luis.files()]
        self.assertEqual(
            sorted(rows), [("ana", "a.txt"), ("ana", "ñandú.txt"), ("luis", "a.txt")]
        )
        wrong = self.login("ana", "otra").login()
        self.assertEqual(wrong, (401, {"detail": "Usuario o contraseña incorrectos"}))
        # Who says nothing for its time is gone from every answer, and who goes on is not.
        until(
            lambda: luis.login("a.txt")[0] == 200 and luis.peers() == ["luis"],
            15,
            "ana is not active any more",
        )
        self.assertEqual(
            luis.search("ñandú.txt"),
            (
                404,
                {"detail": "Archivo 'ñandú.txt' encontrado pero los peers no están activos"},
            ),
        )
        self.assertIn("ana (dialect L) is gone", self.bootstrap.log())
        self.assertEqual(
            luis.search("nada.txt"), (404, {"detail": "Archivo 'nada.txt' no encontrado"})
        )
        self.assert_silent(PASSWORD, "un+secreto", "password=")

    def test_a_hundred_and_fifty_files_fit_a_request_line(self):
        ana = self.login("ana")
        names = [f"una carpeta bastante larga/archivo número {n:04}.bin" for n in range(150)]
        self.assertEqual(ana.login(*names)[0], 200)
        self.assertEqual(len(ana.files()), 150)
        # And what does not fit is told so.
        many = [f"archivo número {n:05}.bin" for n in range(3000)]
        with socket.create_connection((self.bootstrap.address, self.bootstrap.port)) as line:
            line.settimeout(10)
            target = "/login?username=ana&password=x&files_index=" + "%22".join(many)
            line.sendall(f"POST {target.replace(' ', '+')} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            self.assertTrue(line.recv(64).startswith(b"HTTP/1.1 414 "))

    def test_a_heartbeat_costs_no_password_hashing(self):
        ana = self.login("ana")
        ana.login("a.txt")
        ana.login("a.txt")

        def seconds():
            fields = self.bootstrap.proc("stat").rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / 100

        before = seconds()
        for _ in range(100):
            self.assertEqual(ana.login("a.txt")[0], 200)
        # A hundred hashes take thirty seconds.
        self.assertLess(seconds() - before, 5)

    def test_each_finds_the_others_files(self):
        ada, ana = self.bearer("ada"), self.login("ana")
        ada.login()
        ada.index("a.txt")
        ana.login("b.txt")
        address = f"127.0.0.1:{ada.server.getsockname()[1]}"
        found = ana.search("a.txt")
        self.assertEqual(found[1]["disponible_en"], [{"peer": "ada", "url": address}])


class Closed(Story):
    def test_with_a_secret_both_are_off_unless_somebody_says_so(self):
        bootstrap = self.net.bootstrap("closed")
        self.addCleanup(bootstrap.stop)
        client = LoginClient(bootstrap.address, bootstrap.port, "ana", "x")
        self.assertEqual(client.login()[0], 404)
        self.assertEqual(client.ask("GET", "/peers_activos")[0], 404)
