"""Watching a node: its events as they happen, and its metrics."""

import http.client
import json
import socket

from network import until
from story import Story


class Stream:
    """Server-sent events, read line by line as a browser reads them."""

    def __init__(self, story, daemon, last=None):
        self.connection = http.client.HTTPConnection(daemon.address, daemon.port, timeout=30)
        story.addCleanup(self.connection.close)
        fields = {"Authorization": f"Bearer {story.net.secret}"}
        if last:
            fields["Last-Event-ID"] = last
        self.connection.request("GET", "/api/v1/events", headers=fields)
        self.response = self.connection.getresponse()
        story.assertEqual(self.response.status, 200)
        story.assertEqual(self.response.headers["Content-Type"], "text/event-stream")
        self.id = ""

    def next(self):
        """The next event: its type and document. None at the end of the stream."""
        told = {}
        while line := self.response.readline():
            line = line.rstrip(b"\n").decode()
            if not line:
                self.id = told.get("id", self.id)
                if "data" in told:
                    return told["event"], json.loads(told["data"])
                told = {}
            elif not line.startswith(":"):
                name, _, value = line.partition(": ")
                told[name] = value
        return None

    def until(self, kind, **members):
        """Events up to the one that is wanted, which comes last."""
        passed = []
        while event := self.next():
            passed.append(event)
            if event[0] == kind and members.items() <= event[1].items():
                return passed
        raise AssertionError(f"the stream ended before {kind} {members}: {passed}")

    def close(self):
        self.connection.sock and self.connection.sock.shutdown(socket.SHUT_RDWR)
        self.connection.close()


class Watching(Story):
    def fetch(self, daemon, path, **fields):
        connection = http.client.HTTPConnection(daemon.address, daemon.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request("GET", path, headers=fields)
        response = connection.getresponse()
        return response.status, response.read()

    def metric(self, daemon, sample):
        status, page = self.fetch(daemon, "/metrics")
        self.assertEqual(status, 200)
        lines = [line.rsplit(" ", 1) for line in page.decode().splitlines()]
        return next(float(value) for name, value in lines if name == sample)

    def test_files_are_told_of_as_they_come_and_go_and_nothing_is_missed(self):
        peer = self.net.peer("watched")
        stream = Stream(self, peer)
        path = peer.share("one.txt", b"one")
        stream.until("library", change="hashed", name="one.txt")
        last = stream.id
        stream.close()

        path.unlink()
        peer.share("two.txt", b"two")
        stream = Stream(self, peer, last)
        passed = stream.until("library", change="hashed", name="two.txt")
        told = {(event[1]["change"], event[1]["name"]) for event in passed}
        self.assertIn(("removed", "one.txt"), told)
        self.assertNotIn("resync", {event[0] for event in passed})
        self.assertTrue(all(event[1]["v"] == 1 for event in passed))

    def test_a_restart_is_told_of_by_resync_and_ends_streams_in_good_order(self):
        peer = self.net.peer("restarted")
        stream = Stream(self, peer)
        peer.share("one.txt", b"one")
        stream.until("library", change="hashed")
        self.assertEqual(peer.stop(), 0)
        # The last chunk has come: a cut would be an error here.
        self.assertIsNone(stream.next())
        peer.start()
        again = Stream(self, peer, stream.id)
        self.assertEqual(again.next()[0], "resync")

    def test_nodes_are_told_of(self):
        bootstrap = self.net.bootstrap("told")
        stream = Stream(self, bootstrap)
        peer = self.net.peer("comes", [bootstrap])
        came = stream.until("node", change="came")[-1][1]["node"]
        self.assertEqual(came["address"], peer.endpoint)
        peer.stop()
        stream.until("node", change="went")

    def test_metrics_count_what_was_sent(self):
        peer = self.net.peer("counted")
        content = bytes(1 << 20)
        peer.share("zeros", content)
        until(lambda: self.metric(peer, "distrishare_shared_files") == 1, what="the file")
        before = self.metric(peer, "distrishare_sent_bytes_total")
        bearer = f"Bearer {self.net.secret}"
        self.assertEqual(self.fetch(peer, "/files/zeros", Authorization=bearer)[1], content)
        self.assertGreater(
            self.metric(peer, "distrishare_sent_bytes_total"), before + len(content)
        )
        self.assertGreater(self.metric(peer, "process_resident_memory_bytes"), 1 << 20)
        # A page of a stranger, rebound to this machine, reads no metrics.
        self.assertEqual(self.fetch(peer, "/metrics", Host="evil.example")[0], 421)
