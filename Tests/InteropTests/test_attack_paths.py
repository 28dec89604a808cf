"""Paths: what a request may name, what a shared folder may hold, what an upload may hit.

Law: whatever is tried, nothing outside the shared folders is read or written, and nobody waits.
"""

import contextlib
import os
import pathlib
import socket
import struct
import threading
import time

import answers
import http_side
import old_client
from downloading import socket_of
from http_side import bearer
from network import until
from story import MEGABYTE, Story, hashed, needs_root

OUTSIDE = b"this lies outside of what is shared"


class Names(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        changes, cls.token = http_side.with_token(cls.net)
        cls.peer = cls.net.peer("peer", changes=changes)
        cls.peer.share("folder/film", b"film")
        hashed(cls.peer, "folder/film")
        (cls.peer.state / "outside").write_bytes(OUTSIDE)
        (cls.peer.downloads / ".incomplete" / "part").write_bytes(OUTSIDE)

    WAYS = (
        "../outside",
        "%2e%2e/outside",
        "..%2foutside",
        "%2e%2e%2foutside",
        "%252e%252e%252foutside",
        "folder/../../outside",
        "folder/%2e%2e/%2e%2e/outside",
        "..%5coutside",
        "..%c0%afoutside",
        "%c0%ae%c0%ae/outside",
        "..;/outside",
        "....//outside",
        "/../outside",
        "//../outside",
        ".%2e/outside",
        "%uff0e%uff0e/outside",
        "%ef%bc%8e%ef%bc%8e/outside",
        "outside%00",
        "folder/film%00/../../../outside",
        "./../outside",
        "folder/./../../outside",
        ".incomplete/part",
        "downloads/.incomplete/part",
        "../downloads/.incomplete/part",
        "../node.key",
        "../state.sqlite",
        "../control.sock",
        "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "folder",
        "folder/",
        "",
        ".",
        "..",
        "%2e",
        "%2f",
        "%00",
        "%",
        "%zz",
        "a" * 4000,
        "a/" * 2000,
    )

    # Decoded once, as is right, these are names, and odd ones: to be put, if somebody likes to.
    ODD = {
        "%252e%252e%252foutside": "%2e%2e%2foutside",
        "%ef%bc%8e%ef%bc%8e/outside": "．．/outside",
    }

    def test_no_way_of_writing_a_path_leads_outside(self):
        for way in self.WAYS:
            for method in ("GET", "HEAD", "PUT"):
                with self.subTest(f"{method} {way[:60]}"):
                    request = (
                        f"{method} /files/{way} HTTP/1.1\r\nHost: {self.peer.endpoint}\r\n"
                        f"Authorization: Bearer {self.token}\r\nContent-Length: 0\r\n"
                        "Connection: close\r\n\r\n"
                    )
                    said = http_side.raw(self.peer, request.encode())
                    if method != "PUT" or way not in self.ODD:
                        self.assertRegex(said, rb"\AHTTP/1.1 4\d\d ", said[:200])
                    self.assertNotIn(OUTSIDE, said)
        for way in self.WAYS:
            ask = {"type": "download", "filename": way, "secret": self.net.secret}
            at = (self.peer.address, self.peer.port)
            with old_client.send(at, ask, 5) as connection, contextlib.suppress(OSError):
                self.assertNotIn(OUTSIDE, connection.recv(65536))
        self.assertEqual((self.peer.state / "outside").read_bytes(), OUTSIDE)
        odd = {self.peer.shared_files / name for name in self.ODD.values()}
        made = {path for path in self.net.folder.rglob("*outside") if path.is_file()}
        self.assertEqual(made, odd | {self.peer.state / "outside"})

    def test_names_that_look_alike_are_names_of_their_own(self):
        composed, apart = "caf\u00e9", "cafe\u0301"
        contents = {composed: b"one", apart: b"two", "film\u202egpj.exe": b"three"}
        for name, content in contents.items():
            self.peer.share(name, content)
        for name, content in contents.items():
            hashed(self.peer, name)
            path = "/files/" + "".join(f"%{byte:02x}" for byte in name.encode())
            said = http_side.ask(self.peer, "GET", path, bearer(self.net.secret))
            self.assertEqual((said.status, said.body), (200, content))
            self.assertNotIn("\u202e", str(said.fields))


@needs_root
class Folders(Story):
    def test_what_is_no_file_is_neither_served_nor_waited_for(self):
        peer = self.net.peer("peer")
        outside = self.net.folder / "outside"
        outside.mkdir()
        (outside / "film").write_bytes(OUTSIDE)
        folder = peer.shared_files
        os.mkfifo(folder / "fifo")
        os.mknod(folder / "zero", 0o20666, os.makedev(1, 5))
        os.mknod(folder / "disk", 0o60666, os.makedev(7, 0))
        with socket.socket(socket.AF_UNIX) as unix:
            unix.bind(str(folder / "socket"))
        (folder / "link").symlink_to(outside / "film")
        (folder / "links").symlink_to(outside)
        (folder / "loop").symlink_to("loop")
        (folder / "proc").symlink_to("/proc/self")
        peer.share("true", b"true")
        hashed(peer, "true")
        began = time.monotonic()
        for name in (
            "fifo",
            "zero",
            "disk",
            "socket",
            "link",
            "links/film",
            "loop",
            "proc/environ",
        ):
            said = http_side.ask(peer, "GET", f"/files/{name}", bearer(self.net.secret))
            self.assertEqual(said.status, 404, name)
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual(answers.file_names(peer.ask("files")), {"true"})
        self.assert_serves(peer)

    def test_a_link_that_is_swapped_in_at_any_moment_is_never_followed(self):
        peer = self.net.peer("racing")
        outside = self.net.folder / "secret-place"
        outside.mkdir()
        (outside / "film").write_bytes(OUTSIDE)
        inside = peer.shared_files / "folder"
        inside.mkdir()
        (inside / "film").write_bytes(b"f" * len(OUTSIDE))
        hashed(peer, "folder/film")
        over = threading.Event()

        def swap():
            aside, link = peer.shared_files / ".aside", peer.shared_files / ".link"
            while not over.is_set():
                link.symlink_to(outside)
                inside.rename(aside)
                link.rename(inside)
                inside.unlink()
                aside.rename(inside)

        racer = threading.Thread(target=swap)
        racer.start()
        try:
            served = 0
            for _ in range(1500):
                said = http_side.ask(peer, "GET", "/files/folder/film", bearer(self.net.secret))
                self.assertNotIn(OUTSIDE, said.body)
                served += said.status == 200
        finally:
            over.set()
            racer.join()
        self.assertGreater(served, 0, "the true file was there now and then")

    def test_an_upload_goes_through_no_link(self):
        peer = self.net.peer("uploading")
        outside = self.net.folder / "elsewhere"
        outside.mkdir()
        (peer.shared_files / "link").symlink_to(outside)
        (peer.shared_files / "dangling").symlink_to(outside / "made")
        for name in ("link/planted", "dangling"):
            said = http_side.ask(socket_of(peer), "PUT", f"/files/{name}", {}, b"planted")
            self.assertGreaterEqual(said.status, 400, name)
        self.assertEqual(list(outside.iterdir()), [])


class Uploads(Story):
    def test_who_may_not_write_fills_no_disk(self):
        peer = self.net.peer("peer")
        for field in (
            "",
            f"Authorization: Bearer {self.net.secret}\r\n",
            "Authorization: Basic YTpi\r\n",
        ):
            head = (
                f"PUT /files/filling HTTP/1.1\r\nHost: localhost\r\n{field}"
                f"Content-Length: {1 << 40}\r\n\r\n"
            )
            sent = 0
            with self.connect(peer) as connection, contextlib.suppress(OSError):
                connection.sendall(head.encode())
                while sent < 64 * MEGABYTE:
                    sent += connection.send(bytes(1 << 16))
            self.assertLess(sent, 32 * MEGABYTE, "he is hung up on")
        there = sum(path.stat().st_size for path in peer.state.rglob("*fill*"))
        self.assertEqual(there, 0)

    def test_more_than_there_is_room_for_is_refused_before_it_comes(self):
        peer = self.net.peer("small")
        with socket.socket(socket.AF_UNIX) as operator:
            operator.connect(str(socket_of(peer)))
            operator.settimeout(10)
            operator.sendall(
                b"PUT /files/huge HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (1 << 60)
            )
            self.assertIn(b" 507 ", operator.recv(65536).split(b"\r\n")[0])

    def test_descriptors_that_nobody_asked_for_are_closed(self):
        peer = self.net.peer("holding")
        folder = pathlib.Path(f"/proc/{peer.pid}/fd")
        before = len(list(folder.iterdir()))
        with open("/dev/zero", "rb") as zero, contextlib.ExitStack() as held:
            numbers = struct.pack("200i", *[zero.fileno()] * 200)
            for _ in range(40):
                operator = held.enter_context(socket.socket(socket.AF_UNIX))
                operator.connect(str(socket_of(peer)))
                with contextlib.suppress(OSError):
                    for _ in range(20):
                        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)]
                        operator.sendmsg([b"G"], rights)
            until(lambda: len(list(folder.iterdir())) < before + 40 * 6, 10, "few are kept")
        # A daemon opens a few of its own when it has begun; two hundred and more would be ours.
        until(lambda: len(list(folder.iterdir())) <= before + 8, 15, "and none in the end")
        self.assert_serves(peer)
