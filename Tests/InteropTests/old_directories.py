"""Clients of the directories of old, written from the protocol alone: B logs in once and says what
it has when its folder changes; L says everything again every half minute.

Law: they send what their originals sent, and believe what those believed.
"""

import contextlib
import http.client
import json
import socket
import threading
import urllib.parse


class Client:
    def __init__(self, address, port):
        self.address, self.port = address, port

    def ask(self, method, target, body=None, fields=()):
        """Status and document, by a connection of its own, as requests-like libraries do it."""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=30)
        headers = dict(fields)
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, target, body=body, headers=headers)
        with contextlib.closing(connection):
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())


class BearerClient(Client):
    """Dialect B. Its gRPC server is a listener here: a directory only looks whether it is there."""

    def __init__(self, address, port, user, password):
        super().__init__(address, port)
        self.user, self.password = user, password
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"grpc://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                self.server.accept()[0].close()

    def post(self, path, document, token=None):
        fields = {"Authorization": f"Bearer {token}"} if token else {}
        return self.ask("POST", path, json.dumps(document), fields)

    def login(self):
        document = {"username": self.user, "password": self.password, "url": self.url}
        status, answer = self.post("/login", document)
        self.token = answer.get("token")
        return status, answer

    def index(self, *names):
        return self.post("/indice", {"username": self.user, "archivos": names}, self.token)

    def find(self, name):
        """Where the original dials: the first result, cut at /download, without its scheme."""
        status, answer = self.post("/buscar", {"archivo": name})
        assert status == 200, answer
        if not answer["results"]:
            return None
        host, port = answer["results"][0]["url"].split("/download")[0][len("grpc://") :].split(":")
        return host, int(port)

    def logout(self):
        return self.post("/logout", {"username": self.user}, self.token)

    def close(self):
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


class LoginClient(Client):
    """Dialect L."""

    def __init__(self, address, port, user, password):
        super().__init__(address, port)
        self.user, self.password = user, password

    def login(self, *names):
        index = json.dumps([{"filename": name, "url": []} for name in names])
        query = urllib.parse.urlencode(
            {"username": self.user, "password": self.password, "files_index": index}
        )
        return self.ask("POST", f"/login?{query}", fields={"Content-Length": "0"})

    def search(self, name):
        return self.ask("GET", "/buscar_archivos?" + urllib.parse.urlencode({"filename": name}))

    def peers(self):
        return self.ask("GET", "/peers_activos")[1]["peers"]

    def files(self):
        return self.ask("GET", "/ver_archivos")[1]["archivos"]
