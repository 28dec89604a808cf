"""Web seeds (BEP 19): torrents that come from plain web servers, alone and beside peers; and what
becomes of a server that lies, is cut, or sends us on."""

import http.server
import os
import pathlib
import re
import tempfile
import threading
import unittest
import urllib.parse

from http_side import ask, change
from network import Network, until
from swarm_clients import Torrent, same_content

MEGABYTE = 1 << 20


class RangeHandler(http.server.SimpleHTTPRequestHandler):
    """Files of a folder and ranges of them (RFC 9110, section 14), over HTTP/1.1."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        server.asked.append((urllib.parse.unquote(self.path), self.headers.get("Range")))
        if server.moved_to:
            return self.head(302, {"Location": server.moved_to + self.path})
        path = server.top / urllib.parse.unquote(self.path).lstrip("/")
        if not path.is_file():
            return self.head(404)
        content = server.change(path.read_bytes())
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        first, last = map(int, wanted.groups()) if wanted else (0, len(content) - 1)
        part = content[first : last + 1]
        told = {"Content-Range": f"bytes {first}-{last}/{len(content)}"} if wanted else {}
        self.head(206 if wanted else 200, told, len(part))
        if server.cuts:
            server.cuts -= 1
            part = part[: len(part) // 2]
            self.close_connection = True
        self.wfile.write(part)

    def head(self, status, fields=None, length=0):
        self.send_response(status)
        for name, value in (fields or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_):
        pass


class WebServer(http.server.ThreadingHTTPServer):
    """A web server of a folder; it may lie, cut its answers or send everybody elsewhere."""

    daemon_threads = True

    def __init__(self, top, change=lambda content: content, cuts=0, moved_to=None):
        super().__init__(("127.0.0.1", 0), RangeHandler)
        self.top, self.change, self.cuts, self.moved_to = top, change, cuts, moved_to
        self.asked = []
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def handle_error(self, request, client_address):
        """Who has enough hangs up."""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.thread.join()
        self.server_close()


class WebSeeds(unittest.TestCase):
    deadline = 180

    def setUp(self):
        self.net = self.enterContext(Network(secret=False))
        self.folder = pathlib.Path(
            self.enterContext(tempfile.TemporaryDirectory(prefix="web-seeds-"))
        )

    def server(self, **options):
        return self.enterContext(WebServer(self.folder, **options))

    def film(self, megabytes=10):
        path = self.folder / "a film.bin"
        path.write_bytes(os.urandom(megabytes * MEGABYTE + 5))
        return path

    def album(self):
        top = self.folder / "album"
        for name, length in (
            ("one #1.bin", 5 * MEGABYTE + 3),
            ("b/ä%20.bin", 70_001),
            ("b/three.bin", 1),
        ):
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(length))
        return top

    def leech(self, torrent, peers=()):
        daemon = self.net.peer("leech", changes={"log": {"level": "debug"}})
        query = "?peers=" + ",".join(peers) if peers else ""
        answer = ask(
            daemon.state / "control.sock",
            "PUT",
            "/api/v1/torrents" + query,
            {"Content-Type": "application/x-bittorrent"},
            torrent.bytes,
        )
        self.assertEqual(answer.status, 202, answer)
        return daemon

    def seed(self, torrent):
        """One of ours that has the content."""
        daemon = self.net.peer("seed")
        daemon.share(torrent.name, torrent.content.read_bytes())

        def is_known():
            path = f"/api/v1/torrents/{torrent.info_hash}"
            return ask(daemon.state / "control.sock", "GET", path).status == 200

        until(is_known, 30, "the file is hashed, and is that torrent")
        return daemon

    def shown(self, daemon, torrent):
        path = f"/api/v1/torrents/{torrent.info_hash}"
        return ask(daemon.state / "control.sock", "GET", path).document()

    def arrives(self, torrent, leech):
        place = leech.downloads / torrent.name

        def is_there():
            return place.exists() and same_content(torrent.content, place)

        try:
            until(is_there, 60, f"{torrent.name} has arrived")
        except AssertionError as late:
            said = leech.log()[-4000:]
            raise AssertionError(f"{late}\n{self.shown(leech, torrent)}\n{said}") from None

    def test_a_file_comes_from_a_web_seed_alone(self):
        server = self.server()
        torrent = Torrent(self.film(), None, web_seeds=[server.url + "/a%20film.bin"])
        leech = self.leech(torrent)
        self.arrives(torrent, leech)
        self.assertEqual({path for path, _ in server.asked}, {"/a film.bin"})
        self.assertLess(len(server.asked), 8, "a request is for many pieces")
        seed = self.shown(leech, torrent)["web_seeds"][0]
        self.assertEqual(seed["received"], torrent.content.stat().st_size)

    def test_a_folder_comes_from_a_web_seed_alone(self):
        server = self.server()
        torrent = Torrent(self.album(), None, web_seeds=[server.url + "/"])
        self.arrives(torrent, self.leech(torrent))
        self.assertIn("/album/b/ä%20.bin", {path for path, _ in server.asked})

    def test_a_web_seed_and_a_peer_share_the_work(self):
        server = self.server()
        torrent = Torrent(self.film(40), None, web_seeds=[server.url + "/a%20film.bin"])
        seed = self.seed(torrent)
        leech = self.leech(torrent, [seed.endpoint])
        self.arrives(torrent, leech)
        received = self.shown(leech, torrent)["web_seeds"][0]["received"]
        self.assertGreater(received, 0)
        self.assertLess(received, torrent.content.stat().st_size)

    def test_a_node_of_ours_is_a_web_seed_by_its_files(self):
        torrent = Torrent(self.film(), None)
        seed = self.seed(torrent)
        url = f"http://{seed.endpoint}/files/{urllib.parse.quote(torrent.name)}"
        named = Torrent(torrent.content, None, web_seeds=[url])
        leech = self.leech(named)
        self.arrives(named, leech)
        shown = self.shown(leech, named)
        self.assertEqual(shown["web_seeds"][0]["received"], torrent.content.stat().st_size)
        self.assertEqual(shown["peers"], [])

    def test_a_web_seed_that_lies_is_discarded_and_a_peer_completes_it(self):
        def lie(content):
            return content[:100_000] + bytes([content[100_000] ^ 1]) + content[100_001:]

        server = self.server(change=lie)
        torrent = Torrent(self.film(), None, web_seeds=[server.url + "/a%20film.bin"])
        leech = self.leech(torrent)

        def is_gone():
            seed = self.shown(leech, torrent)["web_seeds"][0]
            return seed["state"] == "gone" and seed

        seed = until(is_gone, 30, "the liar is discarded")
        self.assertEqual(seed["problem"], "it sent wrong data")
        asked = len(server.asked)
        peer = self.seed(torrent)
        change(
            leech.state / "control.sock",
            "POST",
            "/api/v1/torrents",
            {"v": 1, "magnet": torrent.magnet, "peers": [peer.endpoint]},
        )
        self.arrives(torrent, leech)
        self.assertEqual(len(server.asked), asked, "a liar is not asked again")

    def test_a_web_seed_that_has_not_the_file_is_discarded_and_another_gives_it(self):
        empty, full = self.server(), self.server()
        empty.top = self.folder / "nothing"
        torrent = Torrent(
            self.film(), None, web_seeds=[s.url + "/a%20film.bin" for s in (empty, full)]
        )
        leech = self.leech(torrent)
        self.arrives(torrent, leech)
        states = {s["url"]: s["state"] for s in self.shown(leech, torrent)["web_seeds"]}
        self.assertEqual(states[empty.url + "/a%20film.bin"], "gone")
        self.assertEqual(len(empty.asked), 1)

    def test_what_was_cut_is_asked_for_again(self):
        server = self.server(cuts=1)
        torrent = Torrent(self.film(2), None, web_seeds=[server.url + "/a%20film.bin"])
        self.arrives(torrent, self.leech(torrent))

    def test_a_redirect_leads_on(self):
        behind = self.server()
        front = self.server(moved_to=behind.url)
        torrent = Torrent(self.film(), None, web_seeds=[front.url + "/a%20film.bin"])
        self.arrives(torrent, self.leech(torrent))
        self.assertTrue(behind.asked)

    def test_https_is_named_as_not_yet_spoken(self):
        torrent = Torrent(self.film(1), None, web_seeds=["https://web.example/film"])
        seed = self.shown(self.leech(torrent), torrent)["web_seeds"][0]
        self.assertEqual((seed["state"], seed["problem"]), ("unspoken", "https is not yet spoken"))


if __name__ == "__main__":
    unittest.main()
