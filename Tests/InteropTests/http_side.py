"""What the stories of HTTP share: who is asked with which credential, and answers read plainly.

Law: a raw answer is read here by its Content-Length or its chunks alone, and never by a library
that might forgive what is wrong.
"""

import base64
import hashlib
import http.client
import json
import pathlib
import secrets
import socket
import subprocess

import network


def with_token(net):
    """A config's part that lets changes in over TCP, and the token."""
    token = secrets.token_hex(32)
    path = net.folder / f"token-{secrets.token_hex(4)}"
    path.touch(mode=0o600)
    path.write_text(token)
    return {"api": {"token_file": str(path)}}, token


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def url(daemon, path):
    return f"http://{daemon.endpoint}{path}"


def run(*command, within=60, **options):
    return subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=within,
        check=False,
        **options,
    )


def digest_field(content):
    """RFC 9530."""
    return "sha-256=:" + base64.b64encode(hashlib.sha256(content).digest()).decode() + ":"


class UnixConnection(http.client.HTTPConnection):
    """HTTP to a daemon's control socket, where everybody is the operator."""

    def __init__(self, path, timeout=20):
        super().__init__("localhost", timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    def __repr__(self):
        return f"{self.status} {dict(self.fields)} {self.body[:300]!r}"

    def document(self):
        return json.loads(self.body)


def ask(where, method, path, headers=None, body=None, within=20):
    """One request of a daemon's port, or of its control socket where `where` is a path."""
    if isinstance(where, pathlib.Path):
        connection = UnixConnection(where, within)
    else:
        connection = http.client.HTTPConnection(where.address, where.port, timeout=within)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def change(where, method, path, document=None, headers=None, within=20):
    """A change: JSON both ways."""
    body = None if document is None else json.dumps(document).encode()
    kind = {"Content-Type": "application/json"}
    return ask(where, method, path, {**kind, **(headers or {})}, body, within)


def raw(daemon, request, within=20):
    """Sends bytes and reads to the close; the answers, one by one."""
    with socket.create_connection((daemon.address, daemon.port), timeout=within) as connection:
        connection.sendall(request)
        received = bytearray()
        try:
            while block := connection.recv(1 << 16):
                received += block
        except ConnectionResetError:
            pass
    return bytes(received)


def answers(received):
    """The bytes of answers with a Content-Length each, as status and body."""
    place, found = 0, []
    while place < len(received):
        end = received.index(b"\r\n\r\n", place)
        lines = received[place:end].split(b"\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in lines[1:])
        length = int(fields.get(b"content-length", b"0"))
        place = end + 4 + length
        found.append((int(lines[0].split(b" ")[1]), received[end + 4 : place]))
    return found
