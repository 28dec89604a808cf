"""A bootstrap's catalogue with a million files of ten thousand peers.

Law: peers are played by one program that speaks as ours do: what they tell is told over HTTP, in
reports, and proved by the secret. The same files in every run.
"""

import contextlib
import hashlib
import hmac
import http.client
import json
import math
import random
import threading
import time
import urllib.parse

import bench_turns
import network
from bench_files import percentile
from bench_rows import at_most, below, row
from measured import median

PEERS = 10_000
FILES = 100  # of each peer
HEARTBEATS = 1000  # a second, each with one file that has changed
SEARCHES = 50  # a second
SECONDS = 20
RESTARTS = 3
# Nobody listens where these peers say that they are, so nobody is knocked at.
PATIENT = {"directory": {"stale_after": "12h"}}

SYLLABLES = "ba ri to ne lu ka mo shi ver den pra ol est ing tra qui zo fen gal hum".split()
ENDINGS = "jpg mp3 pdf mkv txt zip docx flac png iso".split()


def catalogue(net, _, progress):
    progress(f"{PEERS} peers with {FILES} files each tell of them")
    bootstrap = net.bootstrap("catalogue", changes=PATIENT)
    peers = People(bootstrap.port, net.secret)
    peers.tell_all(progress)
    size = f"{PEERS * FILES:,} files of {PEERS:,} peers"
    progress("searches, and nothing else")
    quiet = searched(peers)
    progress("searches beside heartbeats")
    with beating(peers) as beats:
        beside = searched(peers)
    # What was told last is written within a second.
    time.sleep(2)
    ready, loaded, answered = [], [], []
    for turn in range(RESTARTS):
        progress(f"restart {turn + 1} of {RESTARTS}")
        bootstrap.kill()
        bootstrap.start()
        ready.append(bootstrap.ready_after)
        seconds, answers = until_loaded(peers)
        loaded.append(bootstrap.ready_after + seconds)
        answered += answers
    bootstrap.stop()
    return [
        row(f"{size}: search, p99", "ms", percentile(quiet, 99) * 1000, goal=at_most(20, "ms")),
        row(f"{size}: search, median", "ms", median(quiet) * 1000),
        row(
            f"{size}: search beside {HEARTBEATS} heartbeats/s, p99",
            "ms",
            percentile(beside, 99) * 1000,
            goal=below(2 * percentile(quiet, 99) * 1000, "ms"),
            note=f"{beats.rate:,.0f} heartbeats/s came through, median {beats.median:.2f} ms",
        ),
        row(f"{size}: restart to ready", "s", median(ready), goal=at_most(1, "s")),
        row(f"{size}: restart to loaded", "s", median(loaded), goal=at_most(10, "s")),
        row(f"{size}: search while it loads, p99", "ms", percentile(answered, 99) * 1000),
        *turns(net, progress),
    ]


def turns(net, progress):
    """The same once more, metered; what comes of it is the turns alone."""
    changes = {**PATIENT, **bench_turns.METERED}
    bootstrap = net.bootstrap("catalogue-turns", changes=changes)
    peers = People(bootstrap.port, net.secret)
    peers.tell_all(progress)
    progress("turns")
    with beating(peers):
        searched(peers)
    passes = [bench_turns.turns(bootstrap, "a million files are told, searched and changed")]
    time.sleep(2)
    bootstrap.kill()
    bootstrap.start()
    until_loaded(peers)
    passes.append(bench_turns.turns(bootstrap, "a million files are read again"))
    bootstrap.stop()
    return passes


# MARK: Peers


class People:
    """Peers and what they have. One connection carries the words of all."""

    def __init__(self, port, secret):
        self.port = port
        self.secret = secret
        self.chance = random.Random(7)
        self.words = words(self.chance)
        self.files = [[self.name() for _ in range(FILES)] for _ in range(PEERS)]
        self.generations = [0] * PEERS
        self.sums = [0] * PEERS
        # The list of nodes that all of them have: they are one program.
        self.nodes = None

    def name(self):
        """Words as people use them: the tenth is ten times rarer than the first."""
        chance = self.chance
        folder = self.word() + "/" if chance.random() < 0.5 else ""
        base = chance.choice("-_ .").join(self.word() for _ in range(chance.randint(2, 4)))
        ending = ENDINGS[min(chance.randrange(10), chance.randrange(10))]
        return f"{folder}{base}{chance.choice('-_ ')}{chance.randrange(100_000)}.{ending}"

    def word(self):
        place = int(math.exp(self.chance.random() * math.log(len(self.words)))) - 1
        return self.words[min(len(self.words) - 1, place)]

    def line(self):
        return contextlib.closing(Line(self.port, self.secret))

    def tell_all(self, progress):
        with self.line() as line:
            for peer in range(PEERS):
                if peer % 500 == 0:
                    progress(f"{peer} of {PEERS} peers have told what they have")
                self.tell(line, peer, self.files[peer], [], begins=True)

    def tell(self, line, peer, names, gone, begins=False):
        """One heartbeat; asked for everything, it tells everything."""
        if begins:
            self.sums[peer] = 0
        for name in names:
            self.sums[peer] = added(self.sums[peer], digest(name), 1)
        for name in gone:
            self.sums[peer] = added(self.sums[peer], digest(name), -1)
        base = None if begins else bits(self.generations[peer])
        self.generations[peer] += 1
        report = {
            "base": base,
            "generation": bits(self.generations[peer]),
            "files": [listing(name) for name in names],
            "gone": gone,
            "count": FILES,
            "digest": f"{self.sums[peer]:032x}",
        }
        if begins:
            report |= {"begins": True, "ends": True}
        document = {
            "id": identity(peer),
            "instance": bits(peer + 1),
            "name": f"peer {peer}",
            "port": 1024 + peer,
            "zone": "",
            "version": "0",
            "files": FILES,
            "generation": self.nodes,
            "index": report,
        }
        method, path = ("POST", "") if begins else ("PUT", "/" + identity(peer))
        answer = line.ask(method, "/api/v1/peers" + path, document)
        self.nodes = answer["generation"]
        if answer["index"]["wants_all"]:
            raise AssertionError(f"peer {peer} is asked for everything: {answer['index']}")

    def change_one(self, line, peer):
        place = self.chance.randrange(FILES)
        fresh, old = self.name(), self.files[peer][place]
        if fresh in self.files[peer]:
            return
        self.files[peer][place] = fresh
        self.tell(line, peer, [fresh], [old])


def words(chance):
    made = []
    known = set()
    while len(made) < 50_000:
        word = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))
        if word not in known:
            known.add(word)
            made.append(word)
    return made


def listing(name):
    content = hashlib.sha256(name.encode()).hexdigest()
    return {"name": name, "size": len(name), "sha256": content, "infohash": content[:40]}


def digest(name):
    """What a file adds to the digest of its index, as openapi.yaml says."""
    content = hashlib.sha256(name.encode()).digest()
    size = len(name).to_bytes(8, "big")
    entry = name.encode() + b"\0" + size + b"\1" + content + b"\1" + content[:20]
    return int.from_bytes(hashlib.sha256(entry).digest()[:16], "big")


def added(total, value, sign):
    """Two sums of 64 bits each."""
    half = 1 << 64
    high = (total // half + sign * (value // half)) % half
    return high * half + (total % half + sign * (value % half)) % half


def identity(peer):
    return hashlib.sha256(f"peer {peer}".encode()).hexdigest()


def bits(value):
    return f"{value:016x}"


class Line(http.client.HTTPConnection):
    """One connection, kept."""

    def __init__(self, port, secret):
        super().__init__(network.LOOPBACK, port, timeout=60)
        self.secret = secret.encode()
        self.place = f"{network.LOOPBACK}:{port}"
        self.sender = random.SystemRandom().randrange(1, 1 << 64)
        self.count = 0

    def proof(self, method, target, body):
        """As Sources/HTTPWire/Proof.swift has it."""
        self.count += 1
        now, nonce = int(time.time()), f"{self.sender:x}-{self.count:x}"
        lines = [method, target, self.place, hashlib.sha256(body).hexdigest(), str(now), nonce]
        code = hmac.new(self.secret, "\n".join(lines).encode(), hashlib.sha256).hexdigest()
        return f"DistriShare time={now},nonce={nonce},proof={code}"

    def ask(self, method, target, document=None):
        body = json.dumps(document).encode() if document is not None else b""
        fields = {"Host": self.place, "Authorization": self.proof(method, target, body)}
        if body:
            fields["Content-Type"] = "application/json"
        self.request(method, target, body or None, fields)
        answer = self.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise AssertionError(f"{method} {target} was answered {answer.status}: {text[:300]}")
        return json.loads(text)


# MARK: Loads


class Beats:
    def __init__(self):
        self.taken, self.failure, self.began, self.ended = [], None, time.perf_counter(), 0.0

    @property
    def rate(self):
        return len(self.taken) / (self.ended - self.began)

    @property
    def median(self):
        return median(self.taken) * 1000


@contextlib.contextmanager
def beating(peers):
    """Heartbeats at their rate, from one peer after the other, until the block ends."""
    beats, over = Beats(), threading.Event()

    def beat():
        try:
            with peers.line() as line:
                while not over.is_set():
                    due = beats.began + len(beats.taken) / HEARTBEATS
                    time.sleep(max(0.0, due - time.perf_counter()))
                    began = time.perf_counter()
                    peers.change_one(line, len(beats.taken) % PEERS)
                    beats.taken.append(time.perf_counter() - began)
        except Exception as error:  # pylint: disable=broad-exception-caught
            beats.failure = error

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield beats
    finally:
        over.set()
        thread.join()
        beats.ended = time.perf_counter()
    if beats.failure:
        raise AssertionError(f"a heartbeat failed: {beats.failure!r}")


def question(peers, chance):
    """One to three words of a name that is there; in one of ten a letter is wrong."""
    name = chance.choice(chance.choice(peers.files))
    for letter in "/-_.":
        name = name.replace(letter, " ")
    known = name.split()
    chosen = chance.sample(known, min(len(known), chance.randint(1, 3)))
    if chance.random() < 0.1:
        place = chance.randrange(len(chosen))
        chosen[place] = mistaken(chosen[place], chance)
    return " ".join(chosen)


def mistaken(word, chance):
    place = chance.randrange(len(word))
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        [
            word[:place] + word[place + 1 :] or word,
            word[:place] + letter + word[place:],
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        ]
    )


def searched(peers):
    """Seconds from when each search was due until all of its answer was there."""
    chance, taken = random.Random(3), []
    with peers.line() as line:
        began = time.perf_counter()
        for number in range(SEARCHES * SECONDS):
            due = began + number / SEARCHES
            time.sleep(max(0.0, due - time.perf_counter()))
            words_wanted = urllib.parse.quote(question(peers, chance))
            line.ask("GET", f"/api/v1/files?limit=50&q={words_wanted}")
            taken.append(time.perf_counter() - due)
    return taken


def until_loaded(peers):
    """Seconds until everything is known again, and what searches took meanwhile."""
    chance, taken = random.Random(5), []
    began = time.perf_counter()
    with peers.line() as line:
        while time.perf_counter() - began < 120:
            words_wanted = urllib.parse.quote(question(peers, chance))
            asked = time.perf_counter()
            line.ask("GET", f"/api/v1/files?limit=50&q={words_wanted}")
            taken.append(time.perf_counter() - asked)
            status = line.ask("GET", "/api/v1/status")
            if not any("catalogue" in notice for notice in status["notices"]):
                count = status["files"]["count"]
                if count < PEERS * FILES * 0.99:
                    raise AssertionError(f"only {count} files are known again")
                return time.perf_counter() - began, taken
            time.sleep(0.02)
    raise AssertionError("the catalogue was not read in two minutes")


MEASURES = {"catalogue": catalogue}
