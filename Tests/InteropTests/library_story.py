"""A node with a few files, for the stories of HTTP clients: large and small, empty, oddly named."""

import random

import answers
import http_side
from http_side import bearer
from network import until
from story import MEGABYTE, Story

CONTENT = random.Random(3).randbytes(3 * MEGABYTE + 17)
LARGE = random.Random(4).randbytes(24 * MEGABYTE + 5)


class Clients(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        changes, cls.token = http_side.with_token(cls.net)
        cls.peer = cls.net.peer("peer", changes=changes)
        cls.film = cls.peer.share("film.bin", CONTENT)
        cls.large = cls.peer.share("large.bin", LARGE)
        cls.peer.share("empty", b"")
        cls.odd = "sub folder/ü #1 100%?.txt"
        cls.peer.share(cls.odd, b"odd")
        names = {"film.bin", "large.bin", "empty", cls.odd}
        until(
            lambda: answers.file_digests(cls.peer.ask("files")).keys() >= names, 30, "all is hashed"
        )
        cls.header = f"Authorization: Bearer {cls.net.secret}"
        cls.operator = f"Authorization: Bearer {cls.token}"

    def landing(self):
        folder = self.net.folder / self._testMethodName
        folder.mkdir()
        return folder

    def get(self, path, **headers):
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return http_side.ask(self.peer, "GET", path, {**bearer(self.net.secret), **fields})

    def etag(self):
        return self.get("/files/film.bin", Range="bytes=0-0").fields["ETag"]
