"""Who means harm over HTTP: range bombs, endless uploads, rebound names, foreign pages."""

import re
import socket
import time

import answers
import http_side
from http_side import bearer
from network import until
from story import LONG, MEGABYTE, Story

SIZE = 8 * MEGABYTE
UPLOAD = (4096 if LONG else 1024) * MEGABYTE


class RangeBombs(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = cls.net.peer("peer")
        cls.peer.share("film.bin", bytes(SIZE))
        until(lambda: answers.file_digests(cls.peer.ask("files")), 30, "it is hashed")

    def test_a_thousand_ranges_cost_no_more_than_the_file(self):
        bombs = {
            "overlapping": "bytes=" + ",".join("0-" for _ in range(1000)),
            "growing": "bytes=0-," + ",".join(f"5-{n}" for n in range(1000)),
            "apart": "bytes=" + ",".join(f"{n * 10}-{n * 10}" for n in range(1000)),
            "backwards": "bytes=" + ",".join(f"{n * 10}-{n * 10 + 3}" for n in range(999, 0, -1)),
            "suffixes": "bytes=" + ",".join(f"-{n}" for n in range(1, 1001)),
            "too long": "bytes=" + ",".join("0-9" for _ in range(20_000)),
            "huge": "bytes=0-99999999999999999999999999999999999999",
        }
        before = self.peer.proc_status("VmRSS")
        for name, field in bombs.items():
            with self.subTest(name):
                answer = http_side.ask(
                    self.peer,
                    "GET",
                    "/files/film.bin",
                    {**bearer(self.net.secret), "Range": field},
                )
                self.assertIn(answer.status, (200, 206, 400, 416, 431))
                self.assertLessEqual(len(answer.body), SIZE + 4096)
        self.assertLess(self.peer.proc_status("VmRSS") - before, 16 << 10)

    def test_a_hundred_bombs_at_once_do_not_stop_the_node(self):
        bomb = (
            f"GET /files/film.bin HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {self.net.secret}\r\n"
            f"Range: bytes=0-,{','.join(f'{n}-' for n in range(1, 1000))}\r\n\r\n"
        ).encode()
        held = [self.connect(self.peer) for _ in range(100)]
        for connection in held:
            connection.sendall(bomb)
        began = time.monotonic()
        self.assertEqual(http_side.ask(self.peer, "GET", "/healthz").status, 200)
        self.assertLess(time.monotonic() - began, 2)


class Uploads(Story):
    deadline = 240

    def test_a_long_upload_costs_a_bounded_buffer(self):
        peer = self.net.peer("peer")
        before, most = peer.proc_status("VmRSS"), 0
        block = bytes(MEGABYTE)
        for name, framing in (
            ("with-length", f"Content-Length: {UPLOAD}"),
            ("in-chunks", "Transfer-Encoding: chunked"),
        ):
            chunked = name == "in-chunks"
            with socket.socket(socket.AF_UNIX) as operator:
                operator.connect(str(peer.state / "control.sock"))
                operator.settimeout(60)
                operator.sendall(
                    f"PUT /files/{name} HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n\r\n".encode()
                )
                part = f"{len(block):x}\r\n".encode() + block + b"\r\n" if chunked else block
                for number in range(UPLOAD // len(block)):
                    operator.sendall(part)
                    if number % 64 == 0:
                        most = max(most, peer.proc_status("VmRSS") - before)
                if chunked:
                    operator.sendall(b"0\r\n\r\n")
                self.assertIn(b" 201 ", operator.recv(65536).split(b"\r\n")[0])
            path = peer.shared_files / name
            self.assertEqual(path.stat().st_size, UPLOAD)
            path.unlink()
        print(f"({most / 1024:.0f} MiB more) ", end="")
        self.assertLess(most, 48 << 10)


class Rebinding(Story):
    """Without a secret reading is open, so a browser must not be led here by a name."""

    network_options = {"secret": False}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        changes, cls.token = http_side.with_token(cls.net)
        changes["api"]["hosts"] = ["files.example"]
        cls.peer = cls.net.peer("peer", changes=changes)
        cls.peer.share("note.txt", b"note")
        until(lambda: answers.file_names(cls.peer.ask("files")), 15, "it is shared")

    def status(self, path, host):
        return http_side.ask(self.peer, "GET", path, {"Host": host}).status

    def test_a_name_that_is_not_ours_opens_nothing(self):
        names = ("evil.example", f"evil.example:{self.peer.port}", "localhost.evil.example")
        names += ("127.0.0.1.evil.example", "files.example.evil.example", "0x7f000001", "")
        for path in ("/", "/api/v1/status", "/api/v1/files", "/files/note.txt", "/api/v1/events"):
            for name in names:
                with self.subTest(f"{path} {name}"):
                    self.assertIn(self.status(path, name), (400, 421))

    def test_our_own_names_open_what_they_should(self):
        own = ("localhost", f"localhost:{self.peer.port}", "127.0.0.1", "[::1]", "files.example")
        for name in (*own, "FILES.example", "192.0.2.1", socket.gethostname()):
            with self.subTest(name):
                self.assertEqual(self.status("/files/note.txt", name), 200)

    def test_a_foreign_origin_changes_nothing(self):
        document = {"path": str(self.net.folder)}
        for origin in ("http://evil.example", "null", "https://127.0.0.1.evil.example"):
            for credential in ({}, bearer(self.token)):
                with self.subTest(f"{origin} {bool(credential)}"):
                    headers = {**credential, "Origin": origin}
                    answer = http_side.change(
                        self.peer, "POST", "/api/v1/shares", document, headers
                    )
                    self.assertIn(answer.status, (401, 403))
                    put = http_side.ask(self.peer, "PUT", "/files/planted", headers, b"x")
                    self.assertIn(put.status, (401, 403))
        self.assertFalse((self.peer.shared_files / "planted").exists())

    def test_a_change_is_json(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            headers = {**bearer(self.token), "Content-Type": kind}
            answer = http_side.ask(self.peer, "POST", "/api/v1/downloads", headers, b'{"name":"x"}')
            self.assertEqual(answer.status, 415, answer)

    def test_an_error_is_a_problem_document(self):
        for method, path, headers in (
            ("GET", "/files/missing", {}),
            ("GET", "/api/v1/nothing", {}),
            ("POST", "/api/v1/downloads", {}),
            ("PUT", "/files/x", {}),
            ("GET", "/files/note.txt", {"Range": "bytes=99-"}),
            ("GET", "/", {"Host": "evil.example"}),
            ("BREW", "/files/note.txt", {}),
            ("GET", "/" + "x" * 70_000, {}),
            ("GET", "/", {"X": "y" * 20_000}),
        ):
            with self.subTest(f"{method} {path[:30]}"):
                answer = http_side.ask(self.peer, method, path, headers)
                self.assertGreaterEqual(answer.status, 400)
                kind = answer.fields["Content-Type"].split(";")[0]
                self.assertEqual(kind, "application/problem+json", answer)
                self.assertEqual(answer.document().get("status"), answer.status)

    def test_what_is_shared_says_that_it_must_not_run(self):
        for query in ("", "?inline"):
            fields = http_side.ask(self.peer, "GET", f"/files/note.txt{query}").fields
            self.assertEqual(fields["X-Content-Type-Options"], "nosniff")
            self.assertRegex(fields["Content-Security-Policy"], r"^sandbox; *default-src 'none'")
            shown = "inline" if query else "attachment"
            self.assertTrue(fields["Content-Disposition"].startswith(shown), fields)

    def test_smuggling_is_refused_and_the_connection_closed(self):
        smuggled = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for fields, body in (
            (b"Content-Length: 4\r\nContent-Length: 5\r\n", b"abcd"),
            (b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
            (b"Transfer-Encoding: chunked\r\n", b"FFFFFFFFFFFFFFFFF\r\n"),
            (b"X: a\rTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
            (b"X: a\r\n folded\r\n", b""),
            (b"Content-Length : 4\r\n", b"abcd"),
        ):
            with self.subTest(fields):
                received = http_side.raw(
                    self.peer,
                    b"POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\n"
                    + b"Content-Type: application/json\r\n"
                    + fields
                    + b"\r\n"
                    + body
                    + smuggled,
                )
                statuses = re.findall(rb"HTTP/1\.1 (\d+) ", received)
                self.assertEqual(statuses, [b"400"], received[:300])
