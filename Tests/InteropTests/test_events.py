"""What a page or a monitor lives on: the stream of events, and the metrics."""

import contextlib
import http.client
import json
import re

import answers
import http_side
from http_side import bearer
from network import until
from story import Story

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABELS = r'\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\}'
SAMPLE = re.compile(rf"({NAME})({LABELS})? ([-+]?[0-9.eE+-]+|[+-]Inf|NaN)(?: -?\d+)?")
KINDS = ("counter", "gauge", "histogram", "summary", "untyped")


class Events:
    """A reader of server-sent events, as a browser's EventSource reads them."""

    def __init__(self, daemon, secret, last=None, within=10):
        self.connection = http.client.HTTPConnection(daemon.address, daemon.port, timeout=within)
        resume = {"Last-Event-ID": last} if last else {}
        headers = {**bearer(secret), "Accept": "text/event-stream", **resume}
        self.connection.request("GET", "/api/v1/events", headers=headers)
        self.answer = self.connection.getresponse()
        self.last = last

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def next(self):
        """(type, document) of the next event."""
        kind, data = "message", []
        while line := self.answer.readline():
            field, _, value = line.decode().rstrip("\r\n").partition(":")
            value = value.removeprefix(" ")
            if not field and not value:
                if data:
                    return kind, json.loads("\n".join(data))
                kind = "message"
            elif field == "event":
                kind = value
            elif field == "data":
                data.append(value)
            elif field == "id":
                self.last = value
        raise AssertionError("the stream has ended")

    def until(self, wanted):
        """Every event up to the first whose document says that word."""
        seen = []
        while True:
            seen.append(self.next())
            if wanted in json.dumps(seen[-1][1]):
                return seen


class EventStream(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = cls.net.peer("peer")

    def events(self, last=None):
        return self.enterContext(Events(self.peer, self.net.secret, last))

    def test_what_is_shared_is_told_and_a_reader_goes_on_where_it_was(self):
        stream = self.events()
        self.assertEqual(stream.answer.status, 200)
        kind = stream.answer.headers["Content-Type"]
        self.assertTrue(kind.startswith("text/event-stream"), kind)
        self.peer.share("first.txt", b"1")
        stream.until("first.txt")
        seen = stream.last
        self.assertTrue(seen, "an event has an id")
        stream.connection.close()
        self.peer.share("second.txt", b"2")
        self.peer.share("third.txt", b"3")
        shared = {"second.txt", "third.txt"}
        until(lambda: answers.file_digests(self.peer.ask("files")).keys() >= shared, 10, "all")
        again = self.events(seen)
        told = json.dumps(again.until("third.txt"))
        # Two that came in one moment may be seen in either order.
        if "second.txt" not in told:
            told += json.dumps(again.until("second.txt"))
        self.assertIn("second.txt", told)
        self.assertNotIn("resync", told)
        self.assertNotIn('"name": "first.txt", "size": 1, "sha256": null', told)

    def test_an_id_of_another_time_means_look_again(self):
        kind, _ = self.events("gone-1").next()
        self.assertEqual(kind, "resync")

    def test_a_restart_is_another_time(self):
        stream = self.events()
        self.peer.share("before.txt", b"x")
        stream.until("before.txt")
        last = stream.last
        self.peer.stop()
        self.peer.start()
        self.assertEqual(self.events(last).next()[0], "resync")

    def test_without_the_secret_nothing_is_told(self):
        self.assertEqual(http_side.ask(self.peer, "GET", "/api/v1/events").status, 401)

    def test_a_download_is_told_to_its_end(self):
        taker = self.net.peer("taker", changes={"peers": {"known": [self.peer.endpoint]}})
        self.peer.share("film.bin", bytes(1 << 20))
        until(
            lambda: "film.bin" in answers.file_digests(self.peer.ask("files")), 10, "it is hashed"
        )
        with Events(taker, self.net.secret) as stream:
            http_side.change(
                taker.state / "control.sock",
                "POST",
                "/api/v1/downloads",
                {"name": "film.bin", "from": self.peer.endpoint},
            )
            seen = stream.until('"done"')
        self.assertTrue(any("film.bin" in json.dumps(document) for _, document in seen))

    def test_many_who_do_not_read_are_bounded(self):
        before = self.peer.proc_status("VmRSS")
        held = []
        for _ in range(200):
            connection = self.connect(self.peer)
            connection.sendall(
                f"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {self.net.secret}\r\n\r\n".encode()
            )
            held.append(connection)
        for number in range(200):
            self.peer.share(f"many/{number}", b"x")
        until(lambda: "many/199" in answers.file_digests(self.peer.ask("files")), 20, "all is told")
        self.assertLess(self.peer.proc_status("VmRSS") - before, 32 << 10)
        for connection in held:
            with contextlib.suppress(OSError):
                connection.close()
        self.assert_serves(self.peer)


class Metrics(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = cls.net.peer("peer")
        cls.peer.share('we"ird name', b"x")
        until(lambda: answers.file_digests(cls.peer.ask("files")), 10, "it is hashed")

    def samples(self):
        """Name and labels → value, each line held against the text format of Prometheus."""
        answer = http_side.ask(self.peer, "GET", "/metrics", bearer(self.net.secret))
        self.assertEqual(answer.status, 200)
        self.assertTrue(answer.fields["Content-Type"].startswith("text/plain; version=0.0.4"))
        text = answer.body.decode()
        self.assertTrue(text.endswith("\n"))
        kinds, found, helped = {}, {}, set()
        for line in text.splitlines():
            if line.startswith("# HELP "):
                helped.add(line.split(" ")[2])
            elif line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                self.assertIn(kind, KINDS)
                self.assertNotIn(name, kinds, "told twice")
                kinds[name] = kind
            elif line:
                match = SAMPLE.fullmatch(line)
                self.assertTrue(match, line)
                name = match[1]
                family = re.sub("_(bucket|sum|count)$", "", name)
                self.assertTrue(name in kinds or family in kinds, f"no TYPE before {line}")
                self.assertTrue(name in helped or family in helped, f"no HELP before {line}")
                self.assertRegex(name, "^(distrishare|process)_")
                if kinds.get(name) == "counter":
                    self.assertTrue(name.endswith("_total"), name)
                key = match[1] + (match[2] or "")
                self.assertNotIn(key, found, "told twice")
                found[key] = float(match[3])
        return found

    def test_every_line_is_what_prometheus_reads(self):
        self.assertGreater(len(self.samples()), 10)

    def test_the_build_is_told(self):
        self.assertTrue([k for k in self.samples() if k.startswith("distrishare_build_info{")])

    def test_counters_only_grow_and_count_what_was_done(self):
        before = self.samples()
        for _ in range(10):
            http_side.ask(self.peer, "GET", "/files/missing", bearer(self.net.secret))
        after = self.samples()
        counters = [key for key in before if key.split("{")[0].endswith("_total")]
        self.assertTrue(counters)
        for key in counters:
            self.assertGreaterEqual(after[key], before[key], key)
        missed = 'distrishare_http_responses_total{class="4xx"}'
        self.assertGreaterEqual(after[missed] - before[missed], 10)

    def test_loopback_may_look_without_the_secret_and_finds_it_nowhere(self):
        answer = http_side.ask(self.peer, "GET", "/metrics")
        self.assertEqual(answer.status, 200)
        self.assertNotIn(self.net.secret.encode(), answer.body)
