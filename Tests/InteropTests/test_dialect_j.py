"""Dialect J on the wire: what the old clients send, and the bytes that they compare."""

import json
import socket

import answers
import old_client
from old_client import OldError
from story import MEGABYTE, Story, read_to_end, until

CONTENT = bytes(range(256)) * 5000
ERRORS = {
    text.encode()
    for text in (
        old_client.WRONG_SECRET,
        old_client.NO_FILE,
        old_client.MALFORMED,
        old_client.NOT_JSON,
    )
}


class JStory(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bootstrap = cls.net.bootstrap()
        cls.peer = cls.net.peer("peer", [cls.bootstrap])
        cls.peer.share("film.bin", CONTENT)
        cls.peer.share("empty", b"")
        cls.at = (cls.peer.address, cls.peer.port)
        for name in ("film.bin", "empty"):
            until(
                lambda name=name: old_client.search(cls.at, name, cls.net.secret),
                15,
                f"{name} is shared",
            )

    def request(self, kind, name, secret=None):
        return json.dumps(
            {
                "type": kind,
                "filename": name,
                "secret": self.net.secret if secret is None else secret,
            }
        ).encode()


class Registering(JStory):
    def setUp(self):
        self.server = (self.bootstrap.address, self.bootstrap.port)

    def test_who_registers_is_in_the_answer_and_first(self):
        with old_client.OldPeer({}, "") as one, old_client.OldPeer({}, "") as two:
            self.assertEqual(old_client.register(self.server, *one.address)[0], one.address)
            nodes = old_client.register(self.server, *two.address)
            self.assertEqual(nodes[0], two.address)
            self.assertIn(one.address, nodes)
            self.assertIn((self.peer.address, self.peer.port), nodes)
            self.assertEqual(len(nodes), len(set(nodes)))

    def test_a_list_longer_than_a_segment_is_cut_to_whole_nodes(self):
        crowded = self.net.bootstrap("crowded")
        for port in range(10_000, 10_400):
            answer = self.exchange(
                crowded,
                json.dumps({"type": "register", "ip": "127.0.0.1", "port": port}).encode(),
            )
        self.assertLessEqual(len(answer), 4096)
        nodes = json.loads(answer)["nodes"]
        self.assertEqual(nodes[0], ["127.0.0.1", port])
        self.assertGreater(len(nodes), 50)
        self.assertEqual(nodes[1], ["127.0.0.1", port - 1], "those seen last come first")

    def test_an_old_client_registers_once_and_finds_ours(self):
        with old_client.OldPeer({}, "") as peer:
            nodes = old_client.register(self.server, *peer.address)
            self.assertIn(self.at, nodes)
            self.assertTrue(old_client.search(self.at, "film.bin", self.net.secret))

    def test_ours_knows_whom_the_bootstrap_knows(self):
        with old_client.OldPeer({}, "") as peer:
            old_client.register(self.server, *peer.address)
            until(
                lambda: peer.endpoint in answers.known_nodes(self.peer, "--bootstrap"),
                15,
                "the old peer is in the bootstrap's list",
            )

    def test_a_bootstrap_searches_and_sends_no_files(self):
        for kind in ("search", "download"):
            self.assertEqual(
                self.exchange(self.bootstrap, self.request(kind, "film.bin")),
                old_client.MALFORMED.encode(),
            )

    def test_a_peer_registers_nobody(self):
        answer = self.exchange(
            self.peer,
            json.dumps(
                {"type": "register", "ip": "127.0.0.1", "port": 9, "secret": self.net.secret}
            ).encode(),
        )
        self.assertEqual(answer, old_client.MALFORMED.encode())

    def test_a_register_without_sense_is_malformed(self):
        for field in (
            {"ip": "127.0.0.1"},
            {"ip": 7, "port": 9000},
            {"ip": "127.0.0.1", "port": 0},
            {"ip": "127.0.0.1", "port": 65536},
            {"ip": "127.0.0.1", "port": -1},
        ):
            with self.subTest(field):
                answer = self.exchange(
                    self.bootstrap, json.dumps({"type": "register", **field}).encode()
                )
                self.assertIn(answer, ERRORS)


class SearchingAndDownloading(JStory):
    def test_found_and_not_found_are_these_bytes(self):
        self.assertEqual(self.exchange(self.peer, self.request("search", "film.bin")), b"FOUND")
        self.assertEqual(self.exchange(self.peer, self.request("search", "no such")), b"NOT_FOUND")

    def test_a_download_is_the_file_and_then_the_close(self):
        self.assertEqual(old_client.download(self.at, "film.bin", self.net.secret), CONTENT)

    def test_an_empty_file_is_a_close_without_a_byte(self):
        self.assertEqual(self.exchange(self.peer, self.request("download", "empty")), b"")

    def test_a_file_that_is_not_there_is_said_so(self):
        self.assertEqual(
            self.exchange(self.peer, self.request("download", "no such")),
            old_client.NO_FILE.encode(),
        )

    def test_the_secret_is_checked_before_anything_else(self):
        for kind in ("search", "download"):
            for name in ("film.bin", "no such"):
                for secret in ("", "wrong", self.net.secret[:-1], self.net.secret + "0"):
                    self.assertEqual(
                        self.exchange(self.peer, self.request(kind, name, secret)),
                        old_client.WRONG_SECRET.encode(),
                    )
        without = json.dumps({"type": "search", "filename": "film.bin"}).encode()
        self.assertEqual(self.exchange(self.peer, without), old_client.WRONG_SECRET.encode())

    def test_the_old_client_deletes_what_it_had_on_an_error(self):
        with self.assertRaises(OldError):
            old_client.download(self.at, "film.bin", "wrong")


class Slicing(JStory):
    def in_pieces(self, *pieces):
        connection = self.connect(self.peer)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)
        return connection

    def test_a_request_is_the_same_byte_by_byte(self):
        request = self.request("search", "film.bin")
        connection = self.in_pieces(*(request[i : i + 1] for i in range(len(request))))
        self.assertEqual(read_to_end(connection), b"FOUND")

    def test_a_request_is_the_same_in_two_segments(self):
        request = self.request("download", "film.bin")
        for cut in (1, 2, len(request) // 2, len(request) - 1):
            with self.subTest(cut=cut):
                self.assertEqual(read_to_end(self.in_pieces(request[:cut], request[cut:])), CONTENT)

    def test_a_client_that_half_closes_gets_its_answer(self):
        connection = self.in_pieces(self.request("download", "film.bin"))
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(read_to_end(connection), CONTENT)

    def test_white_space_after_the_object_is_allowed(self):
        self.assertEqual(
            self.exchange(self.peer, self.request("search", "film.bin") + b" \r\n\t\n"), b"FOUND"
        )

    def test_ten_requests_on_one_connection_get_one_answer(self):
        # What the old servers said depended on how the network had cut it: json.loads of all that
        # one recv gave.
        answer = self.exchange(self.peer, self.request("search", "film.bin") * 10)
        self.assertIn(answer, (b"FOUND", old_client.NOT_JSON.encode()))
        self.assert_serves(self.peer)

    def test_braces_inside_of_a_name_end_nothing(self):
        self.peer.share('a } b { "c', b"braces")
        until(lambda: old_client.search(self.at, 'a } b { "c', self.net.secret), 15, "it is shared")
        self.assertEqual(old_client.download(self.at, 'a } b { "c', self.net.secret), b"braces")


class Nonsense(JStory):
    def test_what_is_no_json_is_said_so(self):
        for request in (b"{not json}", b'{"type":search}', b'{"type":"search",}', b"{]}"):
            with self.subTest(request):
                self.assertEqual(self.exchange(self.peer, request), old_client.NOT_JSON.encode())

    def test_an_object_that_never_ends_is_no_json(self):
        connection = self.connect(self.peer)
        connection.sendall(b'{"type":"search","filename":"fi')
        connection.shutdown(socket.SHUT_WR)
        self.assertIn(read_to_end(connection), {b"", old_client.NOT_JSON.encode()})

    def test_an_unknown_type_is_malformed(self):
        for fields in (
            {"type": "dance"},
            {"type": 7},
            {},
            {"type": "search"},
            {"type": "search", "filename": 7},
        ):
            with self.subTest(fields):
                answer = self.exchange(
                    self.peer, json.dumps({**fields, "secret": self.net.secret}).encode()
                )
                self.assertEqual(answer, old_client.MALFORMED.encode())

    def test_a_request_of_more_than_4096_bytes_gets_an_error(self):
        self.assertIn(self.exchange(self.peer, self.request("search", "a" * 5000)), ERRORS)

    def test_deep_nesting_gets_an_error(self):
        self.assertIn(
            self.exchange(self.peer, b'{"type":' + b"[" * 2000 + b"]" * 2000 + b"}"), ERRORS
        )

    def test_what_is_no_protocol_is_closed_at_once(self):
        for first in (b"\x00" * 64, b"\xff\xfe\xfd", b"\x13BitTorrent protokol"):
            with self.subTest(first):
                self.assertEqual(self.exchange(self.peer, first), b"")
        self.assert_serves(self.peer)

    def test_text_that_is_no_object_gets_the_error_for_it(self):
        for first in (b"hello there\r\n", b"}{", b"[1, 2]", b'"search"'):
            with self.subTest(first):
                self.assertEqual(self.exchange(self.peer, first), old_client.NOT_JSON.encode())
        self.assert_serves(self.peer)

    def test_connect_and_close_is_a_liveness_check_and_no_error(self):
        before = len(self.peer.log())
        for _ in range(50):
            self.assertTrue(old_client.alive(self.at))
        self.assert_serves(self.peer)
        self.assertNotIn("error", self.peer.log()[before:].lower())

    def test_a_gigabyte_is_cut_off_and_costs_no_memory(self):
        before = self.peer.proc_status("VmRSS")
        for start in (b'{"type":"search","filename":"', b"GET /", b""):
            connection = self.connect(self.peer)
            sent = 0
            block = b"a" * MEGABYTE
            try:
                connection.sendall(start)
                while sent < 1024:
                    connection.sendall(block)
                    sent += 1
            except (ConnectionError, TimeoutError):
                pass
            self.assertLess(sent, 64, "it should have been cut off long ago")
        self.assertLess(self.peer.proc_status("VmRSS") - before, 16 * 1024)
        self.assert_serves(self.peer)


class Names(JStory):
    ESCAPES = (
        "../state.sqlite",
        "..",
        ".",
        "",
        "/",
        "/etc/passwd",
        "a/../../node.key",
        "..\\node.key",
        "../node.key",
        "%2e%2e/node.key",
        "%2e%2e%2fnode.key",
        "....//node.key",
        "film.bin/",
        "film.bin/.",
        "./film.bin/../../node.key",
        "film.bin\x00.txt",
        "\x00",
        "film.bin\x00",
        "a" * 255,
        "a" * 2000,
        "\n",
        "film.bin\n",
        "\ud800",
        ".hidden",
        "../downloads/.incomplete/x",
    )

    def test_no_name_leads_outside_or_stops_the_daemon(self):
        (self.peer.shared_files / ".hidden").write_bytes(b"not for others")
        for name in self.ESCAPES:
            with self.subTest(name=name):
                self.assertNotEqual(
                    self.exchange(self.peer, self.request("search", name)), b"FOUND"
                )
                self.assertIn(self.exchange(self.peer, self.request("download", name)), ERRORS)
        self.assert_serves(self.peer)

    def test_odd_names_that_exist_are_served(self):
        for name in (
            "line\nbreak",
            "%2e%2e",
            "ñandú …",
            "a" * 255,
            "sub folder/deep/file",
            "\x1b[31mred",
        ):
            with self.subTest(name=name):
                self.peer.share(name, name.encode())
                until(
                    lambda name=name: old_client.search(self.at, name, self.net.secret),
                    15,
                    "it is shared",
                )
                self.assertEqual(old_client.download(self.at, name, self.net.secret), name.encode())

    def test_a_name_in_no_encoding_harms_nobody(self):
        self.peer.share(b"caf\xe9 \xff\xfe", b"latin")
        self.peer.share("after it", b"x")
        until(
            lambda: old_client.search(self.at, "after it", self.net.secret),
            15,
            "the next file is shared",
        )
        self.assert_serves(self.peer)

    def test_raw_bytes_that_are_no_utf8_are_answered_with_an_error(self):
        request = (
            b'{"type":"search","filename":"\xff\xfe","secret":"%s"}' % self.net.secret.encode()
        )
        self.assertIn(self.exchange(self.peer, request), ERRORS | {b"NOT_FOUND"})

    def test_a_link_out_of_the_folder_is_not_followed(self):
        outside = self.net.folder / "outside"
        outside.mkdir()
        (outside / "private").write_bytes(b"private")
        (self.peer.shared_files / "link").symlink_to(outside / "private")
        (self.peer.shared_files / "folder").symlink_to(outside)
        self.peer.share("linked after", b"x")
        until(
            lambda: old_client.search(self.at, "linked after", self.net.secret),
            15,
            "the next file is shared",
        )
        for name in ("link", "folder/private"):
            self.assertEqual(
                self.exchange(self.peer, self.request("download", name)),
                old_client.NO_FILE.encode(),
            )

    def test_control_characters_in_a_log_are_escaped(self):
        self.exchange(self.peer, self.request("download", "\x1b]0;owned\x07\u202e"))
        self.assertNotIn("\x1b", self.peer.log())
        self.assertNotIn("\u202e", self.peer.log())


class OpenNetwork(Story):
    network_options = {"secret": False}

    def test_a_node_without_a_secret_ignores_the_field(self):
        peer = self.net.peer("open")
        peer.share("film.bin", CONTENT)
        at = (peer.address, peer.port)
        until(lambda: old_client.search(at, "film.bin", "distrishare2024"), 15, "it is shared")
        self.assertEqual(old_client.download(at, "film.bin", ""), CONTENT)

    def test_and_binds_loopback_only_whatever_its_config_says(self):
        peer = self.net.peer("wide", changes={"listen": ["0.0.0.0", "::"]})
        with open(f"/proc/{peer.pid}/net/tcp", encoding="ascii") as table:
            local = {line.split()[1] for line in table.readlines()[1:] if line.split()[3] == "0A"}
        bound = {
            entry.split(":")[0] for entry in local if int(entry.split(":")[1], 16) == peer.port
        }
        self.assertEqual(bound, {"0100007F"})
        self.assertIn("loopback", peer.log() + peer.status)
