"""Debian's chromium without a window, driven through its pipe, and what it calls back to.

Law: a profile of its own in the story's folder, no name is resolved, and nothing but loopback is
asked: the browser's own services are switched off.
"""

import contextlib
import http.server
import itertools
import json
import os
import shutil
import signal
import subprocess
import threading
import time

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-client-side-phishing-detection",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--remote-debugging-pipe",
)


class Late(AssertionError):
    """The browser did not answer."""


class Chromium:
    def __init__(self, folder):
        self.folder = folder
        self.downloads = folder / "saved"
        self.downloads.mkdir(parents=True)
        self.events = []
        self.answers = {}
        self.changed = threading.Condition()
        self.numbers = itertools.count(1)

    def __enter__(self):
        to_it, self.to = os.pipe()
        self.from_it, from_it = os.pipe()

        def pipes():
            # It reads from 3 and writes to 4; what we were given may lie on either.
            os.dup2(to_it, 103)
            os.dup2(from_it, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)
            os.closerange(5, 105)

        self.process = subprocess.Popen(
            [shutil.which("chromium"), *ARGUMENTS, f"--user-data-dir={self.folder / 'profile'}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=pipes,
            close_fds=False,
            start_new_session=True,
            env={**os.environ, "HOME": str(self.folder)},
        )
        os.close(to_it)
        os.close(from_it)
        threading.Thread(target=self.listen, daemon=True).start()
        self.command(
            "Browser.setDownloadBehavior",
            behavior="allow",
            downloadPath=str(self.downloads),
            eventsEnabled=True,
        )
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.to)

    # MARK: The pipe: JSON documents that end with a NUL

    def listen(self):
        waiting = b""
        while part := os.read(self.from_it, 1 << 16):
            *documents, waiting = (waiting + part).split(b"\0")
            with self.changed:
                for document in map(json.loads, documents):
                    if "id" in document:
                        self.answers[document["id"]] = document
                    else:
                        self.events.append(document)
                self.changed.notify_all()
        os.close(self.from_it)

    def command(self, method, session=None, within=20, **parameters):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        with self.changed:
            if not self.changed.wait_for(lambda: number in self.answers, within):
                raise Late(f"{method} was not answered")
            answer = self.answers.pop(number)
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return answer["result"]

    def wait_for(self, what, matches, within=15):
        """The first event, of those since the last page was opened, that matches."""
        with self.changed:
            if not self.changed.wait_for(lambda: any(map(matches, self.events)), within):
                raise Late(f"{what}: {[event['method'] for event in self.events[-20:]]}")
            return next(event for event in self.events if matches(event))

    # MARK: Pages

    def open(self, url):
        """Opens a page of its own, and gives it time to run what it would run; its session."""
        with self.changed:
            self.events.clear()
        target = self.command("Target.createTarget", url="about:blank")["targetId"]
        session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.command("Page.enable", session)
        self.command("Page.navigate", session, url=url)
        return session

    def evaluate(self, session, expression):
        result = self.command("Runtime.evaluate", session, expression=expression)["result"]
        return result.get("value")

    def saved(self, within=15):
        """The content of the file that the last page became."""
        begun = self.wait_for("a download", lambda e: e["method"] == "Browser.downloadWillBegin")
        which = begun["params"]["guid"]
        self.wait_for(
            "the download's end",
            lambda e: (
                e["method"] == "Browser.downloadProgress"
                and e["params"]["guid"] == which
                and e["params"]["state"] == "completed"
            ),
            within,
        )
        return (self.downloads / begun["params"]["suggestedFilename"]).read_bytes()


class Listener:
    """A web server that serves a few documents, and remembers what it was asked for."""

    def __init__(self, documents=None):
        self.documents = documents or {}
        self.asked = []
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.split("?")[0]
                listener.asked.append(self.path)
                kind, body = listener.documents.get(path, ("text/plain", b"heard"))
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Says nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def heard(self, path, within):
        """Whether it is asked for that path before the time is over."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if any(path in asked for asked in self.asked):
                return True
            time.sleep(0.05)
        return False
