"""Our daemon as a peer of one torrent, beside the programs of `swarm_clients`.

Law: what it is asked for goes over its control socket, and what it did is looked up there.
"""

import json
import shutil
import urllib.parse

import answers
import http_side
import network
from network import until
from swarm_clients import Client


class Ours(Client):
    """Strangers may join. What it shares is a torrent of its own making, with the info-hash of
    `Torrent`; what it has downloaded it goes on giving."""

    def __init__(self, segment, folder, lsd=False, peers=(), friend=None, changes=None):
        """`peers` are told to it by hand: endpoints. It has the secret of its `friend`."""
        super().__init__(segment, folder, lsd)
        self.peers = list(peers)
        place = network.Network(address=self.address, folder=folder)
        here = {
            "listen": ["0.0.0.0"],
            "multicast": {"interface": ""},
            "swarm": {"strangers": True, "lsd": lsd},
            "log": {"level": "debug"},
        }
        if friend:
            here["secret_file"] = friend.daemon.config["secret_file"]
        config = place.config("peer", network.merged(here, changes or {}))
        self.daemon = network.Daemon(
            place, "daemon", config, wrapper=["ip", "netns", "exec", self.host]
        )
        self.downloads = self.daemon.downloads
        self.log = self.daemon.log_path

    @property
    def endpoint(self):
        return self.daemon.endpoint

    def start(self):
        if not self.daemon.running():
            self.daemon.start()

    def kill(self):
        self.daemon.kill()

    def stop(self):
        """The story is over: nobody waits for its goodbye."""
        self.daemon.kill()

    # MARK: Taking part

    def seed(self, torrent):
        """A file of the library is a torrent; a folder stands where it would have come to."""
        self.start()
        if torrent.content.is_dir():
            shutil.copytree(torrent.content, self.downloads / torrent.name)
        else:
            self.daemon.share(torrent.name, torrent.content.read_bytes())
            until(
                lambda: torrent.name in answers.file_digests(self.daemon.ask("files")),
                60,
                f"{torrent.name} is hashed",
            )
        self.add(torrent)
        until(lambda: self.state(torrent) == "seeding", 60, f"{torrent.name} is offered")

    def download(self, torrent, magnet=False):
        self.start()
        self.add(torrent, magnet)

    def add(self, torrent, magnet=False):
        if magnet:
            answer = self.ask("POST", "", {"magnet": torrent.magnet, "peers": self.peers})
        else:
            peers = urllib.parse.quote(",".join(self.peers))
            answer = self.ask("PUT", f"?peers={peers}", torrent.bytes)
        if answer.status not in (200, 201, 202):
            raise AssertionError(f"the torrent was refused: {answer}")

    # MARK: Looking

    def ask(self, method, path, body=None):
        """A request about torrents: with a document, or with a .torrent's bytes."""
        fields = {}
        if body is not None and not isinstance(body, bytes):
            body, fields = json.dumps(body).encode(), {"Content-Type": "application/json"}
        elif body is not None:
            fields = {"Content-Type": "application/x-bittorrent"}
        socket = self.daemon.state / "control.sock"
        return http_side.ask(socket, method, f"/api/v1/torrents{path}", fields, body)

    def view(self, torrent):
        """All that it says of the torrent."""
        answer = self.ask("GET", f"/{torrent.info_hash}")
        if answer.status != 200:
            raise AssertionError(f"it does not know the torrent: {answer}\n{self.said()}")
        return answer.document()

    def state(self, torrent):
        return self.view(torrent)["state"]

    def peer(self, torrent, address):
        """What it says of its peer at that address, while it has it."""
        rows = self.view(torrent)["peers"]
        return next((row for row in rows if row["address"].startswith(f"{address}:")), None)
