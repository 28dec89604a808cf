"""An attacker on the LAN who is asked: as a holder, as a web server, as a node to look at.

What was tried beyond this, and with which outcome, is in ATTACKS.md.
"""

import hashlib
import json
import re
import subprocess

import network
from downloading import fetch, states
from lab import Lab, Server
from network import until

CONTENT = b"film" * 50_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
OWN = b"Distrishare-Node: " + b"ab" * 32 + b" 1f\r\n"
ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202etxt.exe\r\nINJECTED"


def document(value, status="200 OK", kind=b"application/json"):
    body = json.dumps(value).encode()
    return b"HTTP/1.1 %s\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (
        status.encode(),
        OWN,
        kind,
        len(body),
        body,
    )


def listed(name="film", size=len(CONTENT), digest=DIGEST):
    row = {"name": name, "size": size, "sha256": digest, "modified": 1}
    return document({"v": 1, "files": [row], "next": None})


def endless(beginning, block):
    yield beginning
    while True:
        yield block


HEAD = b"HTTP/1.1 200 OK\r\n" + OWN
WHOLE = b"Content-Length: %d\r\n" % len(CONTENT)
# What a holder may answer to a request for the file. None of it is the file.
LIES = {
    "interim answers without end": lambda: endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
    "a head without end": lambda: endless(HEAD, b"X-Y: " + b"z" * 1000 + b"\r\n"),
    "one line without end": lambda: endless(HEAD + b"X-Y: ", b"z" * 10_000),
    "two lengths": lambda: HEAD + WHOLE + b"Content-Length: 3\r\n\r\nabc",
    "a length and chunks": lambda: (
        HEAD + WHOLE + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    ),
    "a chunk of all memory": lambda: (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFF\r\nabc"
    ),
    "an extension without end": lambda: endless(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3;", b"x" * 1000
    ),
    "trailers without end": lambda: endless(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", b"T: u\r\n" * 100
    ),
    "a negative length": lambda: HEAD + b"Content-Length: -1\r\n\r\n" + CONTENT,
    "another range": lambda: (
        b"HTTP/1.1 206 Partial Content\r\n"
        + OWN
        + WHOLE
        + b"Content-Range: bytes 5-%d/%d\r\n\r\n" % (4 + len(CONTENT), 5 + len(CONTENT))
        + CONTENT
    ),
    "a coding": lambda: HEAD + WHOLE + b"Content-Encoding: gzip\r\n\r\n" + CONTENT,
    "other bytes": lambda: HEAD + WHOLE + b"\r\n" + CONTENT[::-1],
    "too little": lambda: HEAD + WHOLE + b"\r\n" + CONTENT[:-1],
    "a redirect to ourselves": lambda: (
        b"HTTP/1.1 302 Found\r\n"
        + OWN
        + b"Location: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    ),
}


class Holder(Lab):
    deadline = 300

    def test_none_of_his_answers_becomes_a_file(self):
        before = self.victim.proc_status("RssAnon")
        for what, lie in LIES.items():
            with self.subTest(what):
                server = Server(
                    self.attacker,
                    lambda request, lie=lie: listed() if b"/api/v1/files" in request else lie(),
                )
                number = fetch(self.victim, name="film", **{"from": server.endpoint})
                try:
                    until(lambda: b"/files/film" in b"".join(server.heard), 20, "he is asked")
                    until(
                        lambda: (
                            states(self.victim).get("film", ("",))[0] == "failed"
                            or "from " + server.endpoint in self.victim.log()
                        ),
                        30,
                        "it fails, or he is left for now",
                    )
                finally:
                    server.close()
                    self.victim.run_tool("cancel", number)
                there = [path for path in self.victim.downloads.iterdir() if path.is_file()]
                self.assertEqual(there, [], what)
        self.assertLess(self.victim.proc_status("RssAnon") - before, 16 << 10)
        self.assert_serves()

    def test_his_names_lead_nowhere_else(self):
        for name in ("../evil", "/etc/evil", "a/../../evil", "..\\evil", ".evil", "a\0b", "", "."):
            with self.subTest(name):
                server = Server(
                    self.attacker,
                    lambda request, name=name: (
                        listed(name)
                        if b"/api/v1/files" in request
                        else HEAD + WHOLE + b"\r\n" + CONTENT
                    ),
                )
                fetched = self.victim.run_tool(
                    "get", DIGEST, "--from", server.endpoint, "-o", f"{self.net.folder}/here/"
                )
                server.close()
                self.assertNotEqual(fetched.returncode, 0)
        written = [path for path in self.net.folder.rglob("*evil*")]
        self.assertEqual(written, [])

    def test_a_web_server_of_the_lan_leads_to_nothing_that_only_we_reach(self):
        port = self.victim.port
        places = [
            f"http://{host}:{port}/healthz"
            for host in (
                "127.0.0.1",
                "localhost",
                "[::1]",
                "0.0.0.0",
                "[::ffff:127.0.0.1]",
                "127.1",
                "2130706433",
                "0177.0.0.1",
                "0x7f.1",
                "127.0.0.1.",
                "a@127.0.0.1",
            )
        ]
        places += ["file:///etc/passwd", "unix:/run/x", f"http://127.0.0.1:{port}\r\nX: y/"]
        for place in places:
            with self.subTest(place):
                answer = f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n"
                server = Server(self.attacker, lambda _, answer=answer: answer.encode())
                done = self.victim.run_tool("get", f"http://{server.endpoint}/film", within=60)
                server.close()
                self.assertNotEqual(done.returncode, 0, done.stdout)
        there = [path for path in self.victim.downloads.iterdir() if path.is_file()]
        self.assertEqual(there, [])
        self.assertIn("only this network or machine", self.victim.log())

    def test_what_he_writes_does_not_reach_a_terminal_or_make_a_line_of_the_log(self):
        row = {"name": ESCAPES, "size": 5, "sha256": DIGEST, "modified": 1}
        problem = {"type": "about:blank", "title": ESCAPES, "status": 404, "detail": ESCAPES}

        def answer(request):
            if b"/api/v1/files" in request or b"/search" in request:
                return document({"v": 1, "files": [row], "results": [], "next": None})
            return document(problem, "404 " + "Not Found", b"application/problem+json")

        server = Server(self.attacker, answer)
        self.addCleanup(server.close)
        enter = ["ip", "netns", "exec", self.attacker.host]
        for command in (["status"], ["files"], ["nodes"], ["search", "x"], ["downloads"]):
            done = self.tool(enter, "--node", server.endpoint, *command)
            self.assert_plain(done.stdout + done.stderr)
        done = self.victim.run_tool("get", "film", "--from", server.endpoint)
        self.assert_plain(done.stdout + done.stderr)
        self.assert_plain(self.victim.run_tool("downloads").stdout)
        self.assertNotRegex(self.victim.log(), "(?m)^INJECTED")
        self.assertNotIn("\x1b", self.victim.log())

    def tool(self, enter, *arguments):
        return subprocess.run(
            [*enter, str(network.TOOL), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    def assert_plain(self, text):
        self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
        self.assertNotRegex(text, "(?m)^INJECTED")


class Proofs(Lab):
    def test_a_proof_that_he_was_sent_is_good_for_what_it_says_and_once(self):
        self.victim.share("film", CONTENT)
        server = Server(self.attacker, lambda request: listed())
        self.addCleanup(server.close)
        self.friend.run_tool("get", "film", "--from", server.endpoint)
        proven = until(
            lambda: next((r for r in server.heard if b"DistriShare time=" in r), None),
            10,
            "a proof",
        )
        self.assertNotIn(self.net.secret.encode(), proven)
        line = proven.split(b" ")[1]
        for changed in (
            proven.replace(line, b"/api/v1/status", 1),
            proven.replace(b"GET ", b"POST ", 1),
            re.sub(rb"Host: [^\r]*", b"Host: localhost", proven),
            re.sub(rb"time=(\d)", rb"time=9\1", proven),
            re.sub(rb"nonce=(\w)", rb"nonce=1\1", proven),
        ):
            self.assertIn(b" 401 ", self.said(changed), changed)
        # Known, and in the README: passed on while it is fresh, it opens what it was for. Once.
        self.said(proven)
        self.assertIn(b"used before", self.said(proven))

    def said(self, request):
        closing = request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
        return self.attacker.say(self.victim, closing)
