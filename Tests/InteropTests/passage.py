"""A way to a node that the stories can make worse than it is."""

import contextlib
import select
import socket
import struct
import threading

import network


class Passage:
    """A way to a node that slows, cuts or spoils what comes back of a file.

    `resets`: a cut is a reset on both sides (SO_LINGER of nothing), as by a router that forgot."""

    def __init__(self, daemon, spoil, resets=False):
        self.target = (daemon.address, daemon.port)
        self.spoil = spoil
        self.resets = resets
        self.calls = 0
        self.listener = socket.create_server((network.LOOPBACK, 0))
        self.endpoint = f"{network.LOOPBACK}:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.run, daemon=True).start()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self.carry, args=[client], daemon=True).start()

    def carry(self, client):
        with contextlib.suppress(OSError), client:
            with socket.create_connection(self.target) as server:
                call, before = 0, 0
                while True:
                    for source in select.select([client, server], [], [])[0]:
                        block = source.recv(1 << 16)
                        if not block:
                            return
                        if source is client:
                            server.sendall(block)
                            if block.startswith(b"GET /files/"):
                                self.calls += 1
                                call, before = self.calls, 0
                            continue
                        if call:
                            block = self.spoil(call, before, block)
                            if block is None:
                                return self.cut(client, server)
                            before += len(block)
                        client.sendall(block)

    def cut(self, *sides):
        if self.resets:
            for side in sides:
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
