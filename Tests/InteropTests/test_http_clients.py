"""Files over HTTP for the programs that people have: wget, aria2c, Python's own client."""

import hashlib
import http.client
import subprocess

import http_side
from http_side import bearer, run, url
from library_story import CONTENT, LARGE, Clients
from network import until
from story import MEGABYTE, needs


@needs("wget")
class Wget(Clients):
    def test_wget_goes_on_where_it_was_cut(self):
        target = self.landing() / "film.bin"
        target.write_bytes(CONTENT[: 2 * MEGABYTE])
        done = run(
            "wget",
            "-c",
            f"--header={self.header}",
            url(self.peer, "/files/film.bin"),
            cwd=target.parent,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"206", done.stderr)
        self.assertEqual(target.read_bytes(), CONTENT)

    def test_wget_goes_on_by_itself_through_a_restart_of_the_node(self):
        folder = self.landing()
        wget = subprocess.Popen(
            [
                "wget",
                "-c",
                "--tries=20",
                "--waitretry=1",
                "--retry-connrefused",
                "--limit-rate=8m",
                f"--header={self.header}",
                url(self.peer, "/files/large.bin"),
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.addCleanup(wget.kill)
        target = folder / "large.bin"
        until(lambda: target.exists() and target.stat().st_size > MEGABYTE, 10, "it has begun")
        self.peer.kill()
        self.peer.start()
        _, said = wget.communicate(timeout=60)
        self.assertEqual(wget.returncode, 0, said)
        self.assertIn(b"206", said)
        self.assertEqual(target.read_bytes(), LARGE)

    def test_wget_knows_what_it_has(self):
        target = self.landing() / "film.bin"
        target.write_bytes(CONTENT)
        done = run(
            "wget",
            "-c",
            f"--header={self.header}",
            url(self.peer, "/files/film.bin"),
            cwd=target.parent,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(target.read_bytes(), CONTENT)

    def test_wget_asks_only_for_what_is_newer(self):
        folder = self.landing()
        for said in (b"200", b"304"):
            done = run(
                "wget",
                "-N",
                f"--header={self.header}",
                url(self.peer, "/files/film.bin"),
                cwd=folder,
            )
            self.assertIn(said, done.stderr)


@needs("aria2c")
class Aria2(Clients):
    def test_four_connections_on_one_file(self):
        folder = self.landing()
        log = folder / "log"
        done = run(
            "aria2c",
            "-x4",
            "--max-tries=2",
            "-s4",
            "-k1M",
            "--no-conf",
            "--log-level=info",
            f"--log={log}",
            f"--header={self.header}",
            f"--dir={folder}",
            f"--checksum=sha-256={hashlib.sha256(LARGE).hexdigest()}",
            url(self.peer, "/files/large.bin"),
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual((folder / "large.bin").read_bytes(), LARGE)
        self.assertGreaterEqual(log.read_text(errors="replace").count("206 Partial"), 3)


class PythonsOwn(Clients):
    def test_a_connection_is_kept_through_all_kinds_of_requests(self):
        connection = http.client.HTTPConnection(self.peer.address, self.peer.port, timeout=10)
        self.addCleanup(connection.close)
        port = None
        for method, path, headers, status, body in (
            ("HEAD", "/files/film.bin", {}, 200, b""),
            ("GET", "/files/film.bin", {}, 200, CONTENT),
            ("GET", "/files/film.bin", {"Range": "bytes=5-9"}, 206, CONTENT[5:10]),
            ("GET", "/files/film.bin", {"Range": "bytes=99999999-"}, 416, None),
            ("GET", "/files/film.bin", {"If-None-Match": self.etag()}, 304, b""),
            ("GET", "/files/empty", {}, 200, b""),
            ("GET", "/files/missing", {}, 404, None),
            ("GET", "/api/v1/status", {}, 200, None),
            ("GET", "/files/large.bin", {}, 200, LARGE),
        ):
            with self.subTest(f"{method} {path} {headers}"):
                connection.request(method, path, headers={**bearer(self.net.secret), **headers})
                answer = connection.getresponse()
                received = answer.read()
                self.assertEqual(answer.status, status)
                if body is not None:
                    self.assertEqual(received, body)
                port = port or connection.sock.getsockname()
                self.assertEqual(connection.sock.getsockname(), port, "it is the same connection")

    def test_a_pipeline_is_answered_in_order(self):
        def request(path, last=False):
            close = "Connection: close\r\n" if last else ""
            return (
                f"GET {path} HTTP/1.1\r\nHost: {self.peer.endpoint}\r\n{self.header}\r\n"
                f"{close}\r\n"
            ).encode()

        asked = b"".join(
            [request("/files/film.bin"), request("/files/empty"), request("/files/missing")]
            + [request("/files/film.bin")] * 8
            + [request("/healthz"), request("/files/large.bin", last=True)]
        )
        found = http_side.answers(http_side.raw(self.peer, asked))
        self.assertEqual(
            [status for status, _ in found], [200, 200, 404] + [200] * 8 + [200, 200]
        )
        self.assertEqual(found[0][1], CONTENT)
        self.assertEqual(found[3:11], [(200, CONTENT)] * 8)
        self.assertEqual(found[12][1], LARGE)

    def test_an_old_request_is_answered_and_closed(self):
        start = "GET /files/film.bin HTTP/1.0\r\n"
        for fields in (self.header, f"Connection: close\r\n{self.header}"):
            received = http_side.raw(self.peer, f"{start}{fields}\r\n\r\n".encode())
            head, _, body = received.partition(b"\r\n\r\n")
            self.assertIn(b" 200 ", head.split(b"\r\n")[0])
            self.assertNotIn(b"chunked", head.lower())
            self.assertEqual(body, CONTENT)

    def test_if_range_resumes_only_the_same_file(self):
        part = {"Range": "bytes=100-199"}
        same = self.get("/files/film.bin", If_Range=self.etag(), **part)
        self.assertEqual((same.status, same.body), (206, CONTENT[100:200]))
        other = self.get("/files/film.bin", If_Range='"another"', **part)
        self.assertEqual((other.status, other.body), (200, CONTENT))
