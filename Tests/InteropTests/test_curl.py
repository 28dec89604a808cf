"""Files over HTTP for curl: whole, in ranges, resumed, slowly, not again; and uploads."""

import email
import hashlib
import os
import time

import answers
import http_side
from http_side import run, url
from library_story import CONTENT, LARGE, Clients
from network import sha256, until
from story import MEGABYTE, needs


@needs("curl")
class Curl(Clients):
    def curl(self, *arguments, path="/files/film.bin", **options):
        done = run("curl", "-sS", "-H", self.header, *arguments, url(self.peer, path), **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def upload(self, path, source, *arguments):
        """curl -T; the status."""
        done = run(
            "curl",
            "-sS",
            "-o",
            os.devnull,
            "-w",
            "%{http_code}",
            "-H",
            self.operator,
            *arguments,
            "-T",
            source,
            url(self.peer, path),
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return int(done.stdout)

    def test_a_file_comes_whole_and_says_its_digest(self):
        headers = self.net.folder / "headers"
        self.assertEqual(self.curl("-D", headers), CONTENT)
        said = email.message_from_string(headers.read_text().split("\n", 1)[1])
        self.assertEqual(said["Repr-Digest"], http_side.digest_field(CONTENT))
        self.assertEqual(said["Accept-Ranges"], "bytes")
        self.assertTrue(said["ETag"])
        self.assertTrue(said["Last-Modified"])

    def test_without_the_secret_nothing_is_told(self):
        done = run("curl", "-sS", "-w", "%{http_code}", url(self.peer, "/files/film.bin"))
        self.assertTrue(done.stdout.endswith(b"401"), done.stdout)
        self.assertNotIn(CONTENT[:64], done.stdout)

    def test_the_secret_may_be_a_password(self):
        done = run("curl", "-sS", "-u", f"me:{self.net.secret}", url(self.peer, "/files/film.bin"))
        self.assertEqual(done.stdout, CONTENT)

    def test_names_of_all_kinds_are_reached(self):
        coded = "/files/sub%20folder/%C3%BC%20%231%20100%25%3F.txt"
        self.assertEqual(self.curl(path=coded), b"odd")
        # As curl sends what a person types into a terminal.
        typed = "/files/sub%20folder/ü%20%231%20100%25%3F.txt"
        self.assertEqual(self.curl(path=typed), b"odd")

    def test_ranges(self):
        for given, expected in (
            ("0-99", CONTENT[:100]),
            ("1000-", CONTENT[1000:]),
            ("-100", CONTENT[-100:]),
            (f"{len(CONTENT) - 1}-{len(CONTENT) + 50}", CONTENT[-1:]),
        ):
            with self.subTest(given):
                code = self.curl("-r", given, "-w", "%{http_code}")
                self.assertEqual((code[:-3], code[-3:]), (expected, b"206"))

    def test_a_range_behind_the_end_is_416_with_the_length(self):
        answer = self.get("/files/film.bin", Range=f"bytes={len(CONTENT)}-")
        self.assertEqual(answer.status, 416)
        self.assertEqual(answer.fields["Content-Range"], f"bytes */{len(CONTENT)}")

    def test_several_ranges_are_parts_of_one_answer(self):
        headers = self.net.folder / "multi"
        body = self.curl("-r", "0-9,1000-1009,-10", "-D", headers)
        said = email.message_from_string(headers.read_text().split("\n", 1)[1])
        self.assertEqual(int(said["Content-Length"]), len(body))
        self.assertEqual(said.get_content_type(), "multipart/byteranges")
        prefix = f"Content-Type: {said['Content-Type']}\r\n\r\n".encode()
        parts = email.message_from_bytes(prefix + body).get_payload()
        self.assertEqual(
            [part["Content-Range"].split("/")[0] for part in parts],
            [
                "bytes 0-9",
                "bytes 1000-1009",
                f"bytes {len(CONTENT) - 10}-{len(CONTENT) - 1}",
            ],
        )
        for part, expected in zip(
            parts, (CONTENT[:10], CONTENT[1000:1010], CONTENT[-10:]), strict=True
        ):
            self.assertIn(expected, body)
            self.assertTrue(part["Content-Type"])

    def test_a_cut_download_goes_on_where_it_was(self):
        target = self.landing() / "film.bin"
        target.write_bytes(CONTENT[:MEGABYTE])
        self.curl("-C", "-", "-o", target)
        self.assertEqual(sha256(target), hashlib.sha256(CONTENT).hexdigest())

    def test_a_slow_reader_gets_all_of_it_slowly(self):
        began = time.monotonic()
        self.assertEqual(self.curl("--limit-rate", "12M", path="/files/large.bin"), LARGE)
        self.assertGreater(time.monotonic() - began, 0.8)

    def test_what_did_not_change_is_not_sent_again(self):
        saved = self.net.folder / "etag"
        self.assertEqual(self.curl("--etag-save", saved), CONTENT)
        for condition in (("--etag-compare", saved), ("-z", self.film)):
            with self.subTest(condition[0]):
                code = self.curl(*condition, "-w", "%{http_code}")
                self.assertEqual(code, b"304")
        self.assertEqual(self.curl("-z", "1 Jan 2001"), CONTENT)

    def test_head_tells_what_get_would(self):
        done = run("curl", "-sSI", "-H", self.header, url(self.peer, "/files/film.bin"))
        self.assertIn(f"content-length: {len(CONTENT)}", done.stdout.decode().lower())
        self.assertIn(http_side.digest_field(CONTENT), done.stdout.decode())

    def test_one_connection_is_enough(self):
        one = url(self.peer, "/files/film.bin")
        done = run(
            "curl",
            "-sS",
            "-H",
            self.header,
            "-w",
            "%{stderr}%{num_connects}",
            *(f"-o{os.devnull}", one) * 5,
        )
        self.assertEqual(done.stderr, b"10000", "one was made, four were not")

    def test_an_upload_is_shared_at_once(self):
        source = self.landing() / "source"
        source.write_bytes(os.urandom(5 * MEGABYTE))
        # Above a mebibyte curl waits for a 100 by itself.
        for name, arguments in {
            "with-expect": ["-H", "Expect: 100-continue"],
            "without-expect": ["-H", "Expect:"],
            "in-chunks": ["-H", "Transfer-Encoding: chunked"],
        }.items():
            with self.subTest(name):
                began = time.monotonic()
                self.assertEqual(self.upload(f"/files/{name}", source, *arguments), 201)
                self.assertLess(time.monotonic() - began, 0.9, "it waited for a 100 in vain")
                self.assertEqual(
                    (self.peer.shared_files / name).read_bytes(), source.read_bytes()
                )
                digest = answers.file_digests(self.peer.ask("files")).get(name)
                self.assertEqual(digest, sha256(source))
                self.assertEqual(self.upload(f"/files/{name}", source, *arguments), 200)
        self.assertEqual(self.upload("/files/with-expect", self.film), 409)
        self.assertEqual((self.peer.shared_files / "with-expect").read_bytes(), source.read_bytes())

    def test_an_upload_through_the_control_socket_needs_no_token(self):
        done = run(
            "curl",
            "-sS",
            "-w",
            "%{http_code}",
            "--unix-socket",
            self.peer.state / "control.sock",
            "-T",
            self.film,
            "http://localhost/files/through%20the%20socket",
        )
        self.assertTrue(done.stdout.endswith(b"201"), done.stdout + done.stderr)
        self.assertEqual((self.peer.shared_files / "through the socket").read_bytes(), CONTENT)

    def test_an_upload_without_the_token_is_refused_before_it_is_sent(self):
        for header in ("X: y", self.header):
            done = run(
                "curl",
                "-sS",
                "-o",
                os.devnull,
                "-w",
                "%{http_code} %{size_upload}",
                "-H",
                header,
                "-T",
                self.large,
                url(self.peer, "/files/intruder"),
            )
            code, sent = done.stdout.split()
            self.assertIn(int(code), (401, 403))
            self.assertEqual(int(sent), 0)
        self.assertFalse((self.peer.shared_files / "intruder").exists())

    def test_an_upload_that_breaks_leaves_nothing(self):
        before = sorted(path.name for path in self.peer.state.rglob("*"))
        with self.connect(self.peer) as connection:
            connection.sendall(
                f"PUT /files/broken HTTP/1.1\r\nHost: {self.peer.endpoint}\r\n{self.operator}\r\n"
                f"Content-Length: 1000000\r\n\r\n".encode()
                + bytes(500_000)
            )
        until(
            lambda: sorted(path.name for path in self.peer.state.rglob("*")) == before,
            10,
            "nothing is left of it",
        )
        self.assert_serves(self.peer)
