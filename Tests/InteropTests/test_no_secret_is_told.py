"""No password and no token in a log, in an address of ours, or in an error, whoever sends it and
however wrong: a bootstrap that logs everything, asked by all dialects that have passwords.

How: every password and every token has a mark in it, and so has what is broken on purpose.
"""

import http.client
import json
import socket
import urllib.parse

from old_directories import BearerClient, LoginClient
from story import Story, read_to_end
from test_users import ask

# One word for each way in, so that a failure says by which.
NATIVE, TOOL, BEARER, LOGIN, BROKEN = (f"Geheim-{word}-9f31" for word in "NTBLX")


class NoSecretIsTold(Story):
    changes = {
        "users": {"self_registration": True},
        "dialects": {"bearer": "on", "login": "on"},
        "log": {"level": "debug"},
    }

    def setUp(self):
        self.bootstrap = self.net.bootstrap("silent", changes=self.changes)
        self.addCleanup(self.bootstrap.stop)
        self.heard = []
        self.tokens = []

    def ask(self, *arguments, **options):
        status, fields, document = ask(self.bootstrap, *arguments, **options)
        self.heard.append(str(fields))
        if isinstance(document, dict) and "token" in document:
            self.tokens.append(document.pop("token"))
        self.heard.append(json.dumps(document, ensure_ascii=False))
        return status

    def raw(self, request):
        """Bytes as they are; what comes back is kept."""
        with socket.create_connection((self.bootstrap.address, self.bootstrap.port), 10) as line:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            self.heard.append(read_to_end(line).decode(errors="replace"))

    def request(self, method, target, body=None, fields=()):
        connection = http.client.HTTPConnection(
            self.bootstrap.address, self.bootstrap.port, timeout=30
        )
        connection.request(method, target, body=body, headers=dict(fields))
        answer = connection.getresponse()
        self.heard.append(f"{answer.headers}\n{answer.read().decode(errors='replace')}")
        connection.close()

    def test_by_no_dialect(self):
        self.native()
        self.bearer()
        self.login()
        self.broken()
        self.bootstrap.stop()
        self.assertGreaterEqual(len(self.tokens), 4)
        log = self.bootstrap.log()
        for word in [NATIVE, TOOL, BEARER, LOGIN, BROKEN, *self.tokens]:
            # Also as addresses spell it, and in the half that a cut leaves.
            for spelled in (word, urllib.parse.quote(word), word[:12]):
                self.assertNotIn(spelled, log)
                for answer in self.heard:
                    self.assertNotIn(spelled, answer)

    def native(self):
        done = self.bootstrap.run_tool("user", "add", "root", "--admin", input=TOOL + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.heard.append(done.stdout + done.stderr)
        me = {"name": "ada", "password": NATIVE}
        self.assertEqual(self.ask("POST", "/api/v1/users", me), 201)
        self.assertEqual(self.ask("POST", "/api/v1/users", me), 409)
        self.assertEqual(self.ask("POST", "/api/v1/sessions", me), 201)
        root = {"name": "root", "password": TOOL}
        self.assertEqual(self.ask("POST", "/api/v1/sessions", root), 201)
        token, admin = self.tokens[-2:]
        wrong = {"name": "ada", "password": NATIVE + "!"}
        for _ in range(7):
            self.assertIn(self.ask("POST", "/api/v1/sessions", wrong), (401, 429))
        self.assertEqual(self.ask("GET", "/api/v1/status", token=token), 200)
        self.assertEqual(self.ask("GET", "/api/v1/users", token=token), 403)
        self.assertEqual(self.ask("DELETE", "/api/v1/users/root", token=token), 403)
        self.assertEqual(self.ask("GET", "/api/v1/users", token=admin), 200)
        change = {"password": NATIVE + "2"}
        self.assertEqual(self.ask("PUT", "/api/v1/users/ada", change, token=admin), 200)
        self.assertEqual(self.ask("POST", "/api/v1/sessions/refresh", token=admin), 200)
        admin = self.tokens[-1]
        self.assertEqual(self.ask("DELETE", "/api/v1/users/ada", token=admin), 200)
        self.assertEqual(self.ask("DELETE", "/api/v1/sessions/current", token=admin), 200)
        self.assertEqual(self.ask("GET", "/api/v1/status", token=admin), 401)

    def bearer(self):
        client = BearerClient(self.bootstrap.address, self.bootstrap.port, "bea", BEARER)
        self.addCleanup(client.close)
        self.assertEqual(client.login()[0], 200)
        self.tokens.append(client.token)
        self.assertEqual(client.index("a.txt")[0], 200)
        wrong = BearerClient(self.bootstrap.address, self.bootstrap.port, "bea", BEARER + "!")
        self.addCleanup(wrong.close)
        self.heard.append(json.dumps(wrong.login()[1]))
        self.heard.append(json.dumps(client.post("/indice", {"username": "bea"}, client.token)))
        self.heard.append(json.dumps(client.post("/logout", {"username": "x"}, client.token)))
        self.assertEqual(client.logout()[0], 200)
        self.heard.append(json.dumps(client.index("a.txt")))

    def login(self):
        client = LoginClient(self.bootstrap.address, self.bootstrap.port, "lea", LOGIN)
        self.assertEqual(client.login("a.txt")[0], 200)
        self.assertEqual(client.login("a.txt", "b.txt")[0], 200)
        wrong = LoginClient(self.bootstrap.address, self.bootstrap.port, "lea", LOGIN + "!")
        for _ in range(7):
            self.heard.append(json.dumps(wrong.login()))
        self.heard.append(json.dumps(client.peers()))
        self.heard.append(json.dumps(client.files()))

    def broken(self):
        """Right words in wrong places, and requests that are none."""
        json_type = {"Content-Type": "application/json"}
        bearer = {"Authorization": f"Bearer {BROKEN}"}
        query = urllib.parse.urlencode({"username": "x", "password": BROKEN})
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "BREW"):
            self.request(method, f"/login?{query}", fields=json_type)
            self.request(method, f"/no/such/path?{query}", fields=json_type)
            self.request(method, f"/api/v1/sessions?{query}", fields=json_type | bearer)
        for body in (
            f'{{"name":"x","password":"{BROKEN}"',
            f'{{"name":5,"password":"{BROKEN}"}}',
            f'{{"name":"x","password":["{BROKEN}"]}}',
            f'{{"username":"x","password":"{BROKEN}","url":"no"}}',
            f'["{BROKEN}"]',
            BROKEN,
        ):
            for target in ("/api/v1/sessions", "/api/v1/users", "/login", "/indice"):
                self.request("POST", target, body, json_type)
                self.request("POST", target, body, json_type | bearer)
        for field in (f"Bearer {BROKEN}", f"Basic {BROKEN}", f"DistriShare {BROKEN}", BROKEN):
            self.request("GET", "/api/v1/status", fields={"Authorization": field})
            self.request("POST", "/api/v1/shares", "{}", json_type | {"Authorization": field})
        self.request("GET", f"/{BROKEN}/announce?info_hash={'x' * 20}")
        for bad in (
            f"POST /login?{query} HTTP/1.1\r\n\r\n",
            f"POST /login?{query} HTTP/9.9\r\nHost: x\r\n\r\n",
            f"POST /login?{query}\r\n\r\n",
            f"GET /api/v1/status HTTP/1.1\r\nHost: x\r\nAuthorization Bearer {BROKEN}\r\n\r\n",
            f"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {BROKEN}\x00\r\n\r\n",
            f'{{"type":"register","password":"{BROKEN}"}}',
        ):
            self.raw(bad.encode())
