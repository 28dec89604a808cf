"""The old programs of dialect J, as their wire contract describes them, and nothing more.

Law: written from the dialect alone, with the old programs' habits and faults: threads, one
recv(4096) for a request and for a list of nodes, their timeouts, a block that starts with ERROR is
an error, register once and never again, close on what they do not understand. Where ours only works
with a better client than this one, ours is wrong.
"""

import contextlib
import json
import socket
import struct
import threading

BLOCK = 4096
GROUP = "224.1.1.1"
WRONG_SECRET = "ERROR: Autentication faild."
NO_FILE = "ERROR: File not found."
MALFORMED = "ERROR: Mensaje malformado o tipo desconocido."
NOT_JSON = "ERROR: Formato de mensaje inválido. Se requiere JSON."
SEARCH_TIMEOUT, BLOCK_TIMEOUT, ALIVE_TIMEOUT = 2, 5, 1


# MARK: The old client


class OldError(Exception):
    """What the old client shows to its user."""


def send(address, message, timeout):
    connection = socket.create_connection(address, timeout=timeout)
    connection.sendall(message if isinstance(message, bytes) else json.dumps(message).encode())
    return connection


def register(bootstrap, ip, port):
    """One send, one recv(4096): the nodes, as [IP, PORT] pairs."""
    with send(
        bootstrap, {"type": "register", "ip": ip, "port": port}, SEARCH_TIMEOUT
    ) as connection:
        return [tuple(node) for node in json.loads(connection.recv(BLOCK).decode())["nodes"]]


def search(peer, name, secret):
    with send(
        peer, {"type": "search", "filename": name, "secret": secret}, SEARCH_TIMEOUT
    ) as connection:
        answer = connection.recv(BLOCK).decode()
    if answer.startswith("ERROR"):
        raise OldError(answer)
    return answer == "FOUND"


def download(peer, name, secret):
    """Blocks until the close; on an error or 5 s of silence, nothing is kept."""
    received = bytearray()
    with send(
        peer, {"type": "download", "filename": name, "secret": secret}, BLOCK_TIMEOUT
    ) as connection:
        while block := connection.recv(BLOCK):
            if block.startswith(b"ERROR"):
                raise OldError(block.decode())
            received += block
    return bytes(received)


def alive(address):
    """Their liveness check: connect, and close without a byte."""
    with contextlib.closing(socket.socket()) as probe:
        probe.settimeout(ALIVE_TIMEOUT)
        return probe.connect_ex(address) == 0


# MARK: The old servers


class OldServer:
    """A listening socket and a thread for each connection; one recv(4096) is a request."""

    def __init__(self, address=("127.0.0.1", 0)):
        self.listener = socket.create_server(address, backlog=128)
        self.address = self.listener.getsockname()
        self.requests = []
        self.liveness_checks = 0
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        # A blocked accept holds the socket open until it is woken.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    @property
    def endpoint(self):
        return f"{self.address[0]}:{self.address[1]}"

    def accept(self):
        while True:
            try:
                connection, source = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection, source), daemon=True).start()

    def serve(self, connection, source):
        with connection, contextlib.suppress(OSError):
            data = connection.recv(BLOCK)
            if not data:
                self.liveness_checks += 1
                return
            self.requests.append(data)
            self.answer(connection, data, source)


class OldBootstrap(OldServer):
    """Keeps a list, tells it, and closes on whatever is not JSON, such as HTTP."""

    def __init__(self, address=("127.0.0.1", 0)):
        self.nodes = []
        super().__init__(address)

    def answer(self, connection, data, source):
        try:
            message = json.loads(data.decode())
        except ValueError:
            return
        if message.get("type") != "register":
            return
        node = [message["ip"], message["port"]]
        if node not in self.nodes:
            self.nodes.append(node)
        others = [other for other in self.nodes if other != node]
        connection.sendall(json.dumps({"nodes": [node] + others}).encode())


class OldPeer(OldServer):
    """Serves what it was given. `pause_at` bytes into a download it waits until it is let go on."""

    def __init__(self, files, secret, address=("127.0.0.1", 0), pause_at=None):
        self.files = files
        self.secret = secret
        self.pause_at = pause_at
        self.paused = threading.Event()
        self.go_on = threading.Event()
        super().__init__(address)

    def answer(self, connection, data, source):
        try:
            message = json.loads(data.decode())
        except ValueError:
            connection.sendall(NOT_JSON.encode())
            return
        if message.get("secret") != self.secret:
            connection.sendall(WRONG_SECRET.encode())
        elif message.get("type") == "search":
            connection.sendall(b"FOUND" if message["filename"] in self.files else b"NOT_FOUND")
        elif message.get("type") == "download":
            self.send_file(connection, self.files.get(message["filename"]))
        else:
            connection.sendall(MALFORMED.encode())

    def send_file(self, connection, content):
        if content is None:
            connection.sendall(NO_FILE.encode())
            return
        for offset in range(0, len(content), BLOCK):
            if self.pause_at is not None and offset >= self.pause_at:
                self.paused.set()
                self.go_on.wait(60)
            connection.sendall(content[offset : offset + BLOCK])


# MARK: The old multicast


class OldMulticast:
    """A listener and sender in the group, as the old programs have them, on one interface."""

    def __init__(self, port, interface="127.0.0.1", source=None):
        self.port = port
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.listener.bind(("0.0.0.0", port))
        self.listener.setsockopt(
            socket.IPPROTO_IP,
            socket.IP_ADD_MEMBERSHIP,
            struct.pack("4s4s", socket.inet_aton(GROUP), socket.inet_aton(interface)),
        )
        self.sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        self.sender.setsockopt(
            socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface)
        )
        if source:
            self.sender.bind((source, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        self.sender.close()

    def say(self, text):
        self.sender.sendto(text.encode(), (GROUP, self.port))

    def hello(self, address, separator=":"):
        self.say(separator.join(("HELLO", address[0], str(address[1]))))

    def goodbye(self, address):
        self.say(f"GOODBYE:{address[0]}:{address[1]}")

    def hear(self, within):
        """The next message, split at colons as the old listeners do; None when all is quiet."""
        self.listener.settimeout(within)
        try:
            data, _ = self.listener.recvfrom(1024)
        except TimeoutError:
            return None
        return data.decode().strip().split(":")
