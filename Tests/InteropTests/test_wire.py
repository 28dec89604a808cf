"""What our HTTP machines accept, h11 accepts too, and means the same by it.

Law: ours may be stricter, never laxer: a request that two programs read in two ways is smuggled
past one of them. The corpus is read first, then chance mutates it from a seed, which is printed.
"""

import json
import os
import random
import struct
import subprocess
import time
import unittest

import network
import story
import wire_corpus

try:
    import wire_reference
except ModuleNotFoundError:
    wire_reference = None

SECONDS = 1200 if story.LONG else 30
BATCH = 500
SEED = int(os.environ.get("DISTRISHARE_SEED", random.SystemRandom().randrange(1 << 32)))


def frame(kind, *parts):
    return kind + b"".join(struct.pack(">I", len(part)) + part for part in parts)


def ours(frames):
    done = subprocess.run(
        [network.RELEASE / "wirecheck"], input=b"".join(frames), capture_output=True, check=True
    )
    readings = [json.loads(line) for line in done.stdout.splitlines()]
    if len(readings) != len(frames):
        raise AssertionError(f"wirecheck read {len(readings)} of {len(frames)} streams")
    return readings


def field(name, value):
    """h11 writes the names of codings in lower case."""
    return name, value.lower() if name == "transfer-encoding" else value


def decoded(message):
    start = message["start"]
    if len(start) == 2:
        start = [start[0], bytes.fromhex(start[1])]
    return {
        **message,
        "start": start,
        "fields": [field(name, bytes.fromhex(value).decode()) for name, value in message["fields"]],
        "body": bytes.fromhex(message["body"]),
    }


@unittest.skipIf(wire_reference is None, "needs h11 from PyPI (Scripts/setup --test)")
class Differential(unittest.TestCase):
    deadline = SECONDS + 120

    # MARK: Comparing

    def compare_requests(self, data, reading):
        """How many requests both have read to the end."""
        start = 0
        for message in map(decoded, reading["messages"]):
            if message["end"] is None and reading["violation"]:
                break
            try:
                theirs = wire_reference.request(data, start)
            except wire_reference.Refused as refused:
                self.fail(f"h11 refuses: {refused}")
            self.assertIsNotNone(theirs, "h11 waits for more of the head")
            self.assert_same(message, theirs)
            start = message["end"]
        return sum(message["end"] is not None for message in reading["messages"])

    def compare_response(self, method, data, reading):
        if reading["violation"] or not reading["messages"]:
            return 0
        try:
            theirs = wire_reference.response(method, data)
        except wire_reference.Refused as refused:
            self.fail(f"h11 refuses: {refused}")
        self.assert_same(decoded(reading["messages"][0]), theirs)
        return 1

    def assert_same(self, message, theirs):
        start = theirs.start
        if len(start) == 2:
            # Bytes above ASCII were coded for h11.
            coded = b"".join(
                b"%%%02X" % b if b > 0x7E else bytes([b]) for b in message["start"][1]
            )
            message["start"][1] = coded
        self.assertEqual(message["start"], start)
        self.assertEqual(message["minor"], theirs.minor)
        self.assertEqual(sorted(message["fields"]), sorted(theirs.fields))
        self.assertEqual(message["end"], theirs.end, "the end")
        self.assertEqual(message["body"], theirs.body, "the body")
        if message["end"] is not None:
            self.assertEqual(message["stays"], theirs.stays, "stays")

    def check(self, cases):
        """Cases are streams of requests, or (method, response)."""
        frames = [
            frame(b"R", *case) if isinstance(case, tuple) else frame(b"Q", case) for case in cases
        ]
        understood = 0
        for case, reading in zip(cases, ours(frames), strict=True):
            try:
                self.assertTrue(reading["agrees"], "it depends on how the network cuts it")
                if isinstance(case, tuple):
                    understood += self.compare_response(*case, reading)
                else:
                    understood += self.compare_requests(case, reading)
            except AssertionError as difference:
                self.fail(f"seed {SEED}: {case!r}\nours: {reading}\n{difference}")
        return understood

    # MARK: Stories

    def test_the_corpus_means_the_same_to_both(self):
        understood = self.check(wire_corpus.REQUESTS + wire_corpus.RESPONSES)
        self.assertGreater(understood, 100)

    def test_what_is_plain_is_understood(self):
        for data, reading in zip(
            wire_corpus.PLAIN, ours([frame(b"Q", d) for d in wire_corpus.PLAIN]), strict=True
        ):
            self.assertIsNone(reading["violation"], data)
            self.assertTrue(reading["messages"], data)

    def test_nothing_malicious_is_let_through_to_what_follows(self):
        """The request behind a smuggler's is never answered, nor is the smuggler's."""
        for data, reading in zip(
            wire_corpus.MALICIOUS,
            ours([frame(b"Q", d) for d in wire_corpus.MALICIOUS]),
            strict=True,
        ):
            with self.subTest(data[:120]):
                targets = [bytes.fromhex(m["start"][1]) for m in reading["messages"] if m["end"]]
                self.assertNotIn(b"/smuggled", targets)

    def test_chance_finds_no_stream_that_they_read_differently(self):
        print(f"(seed {SEED}) ", end="", flush=True)
        chance = random.Random(SEED)
        end, streams, understood = time.monotonic() + SECONDS, 0, 0
        methods = [method for method, _ in wire_corpus.RESPONSES]
        responses = [data for _, data in wire_corpus.RESPONSES]
        while time.monotonic() < end:
            cases = []
            for _ in range(BATCH):
                if chance.random() < 0.3:
                    place = chance.randrange(len(responses))
                    data = wire_corpus.mutated(responses[place], responses, chance)
                    cases.append((methods[place], data))
                else:
                    # Mostly of what is sound: what is broken anyway ends there.
                    base = wire_corpus.REQUESTS if chance.random() < 0.3 else wire_corpus.PLAIN
                    data = chance.choice(base)
                    cases.append(wire_corpus.mutated(data, wire_corpus.REQUESTS, chance))
            understood += self.check(cases)
            streams += BATCH
        print(f"({streams} streams, {understood} messages) ", end="", flush=True)
        self.assertGreater(understood, streams / 10)
