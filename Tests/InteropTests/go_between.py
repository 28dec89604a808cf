"""A TCP proxy that counts what it carries, and can lie about it.

Law: requests go through untouched. Of answers only what lies deep in a long one is changed, so
that heads, lists and documents stay true and the lie is in a file's bytes alone.
"""

import contextlib
import socket
import threading
import time

# Behind this many bytes of answer to one request, a byte in every STEP is another.
HONEST, STEP = 256 << 10, 64 << 10


class GoBetween:
    def __init__(self, lies=False, target=None, listener=None):
        """On loopback, if it has no `listener` elsewhere."""
        self.lies = lies
        self.target = target
        self.carried = 0
        # When a file was asked for, and where in it.
        self.file_requests = []
        self.listener = listener or socket.create_server(("127.0.0.1", 0), backlog=128)
        self.address, self.port = self.listener.getsockname()
        self.endpoint = f"{self.address}:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = self.dial()
            except OSError:
                near.close()
                continue
            self.carry(near, far)

    def dial(self):
        """The way on."""
        return socket.create_connection(self.target, timeout=5)

    def carry(self, near, far):
        Carried(self, near, far)


class Carried:
    """One connection: a thread for each way."""

    def __init__(self, proxy, near, far):
        self.proxy, self.near, self.far = proxy, near, far
        self.since_request = 0
        far.settimeout(None)
        for way in (self.requests, self.answers):
            threading.Thread(target=self.until_broken, args=(way,), daemon=True).start()

    def until_broken(self, way):
        with contextlib.suppress(OSError):
            way()
        for side in (self.near, self.far):
            with contextlib.suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)

    def requests(self):
        while block := self.near.recv(1 << 16):
            self.since_request = 0
            self.asked(block)
            self.far.sendall(block)

    def asked(self, block):
        if block.startswith(b"GET /files/"):
            self.proxy.file_requests.append((time.monotonic(), block))

    def answered(self, block):
        return block

    def answers(self):
        while block := self.far.recv(1 << 16):
            start, self.since_request = self.since_request, self.since_request + len(block)
            if self.proxy.lies and start >= HONEST and start // STEP != self.since_request // STEP:
                block = bytes([block[0] ^ 0xFF]) + block[1:]
            self.near.sendall(self.answered(block))
            self.proxy.carried += len(block)
