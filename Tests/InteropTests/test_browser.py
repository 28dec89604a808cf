"""A browser at a node: what is shared is saved, and never runs, whatever it is.

Law: each page that must not run is first seen to run where a plain web server serves it; only then
does silence say something.
"""

import os

import answers
from chromium import Chromium, Listener
from network import until
from story import MEGABYTE, Story, needs

SCRIPT = 'fetch("{url}?by=script"); new Image().src = "{url}?by=image";'
HTML = '<!doctype html><title>t</title><img src="{url}?by=tag"><script>' + SCRIPT + "</script>"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script><![CDATA['
    + SCRIPT
    + "]]></script></svg>"
)
XHTML = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><body><script><![CDATA['
    + SCRIPT
    + "]]></script></body></html>"
)
PAGES = {
    "evil.html": ("text/html", HTML),
    "evil.htm": ("text/html", HTML),
    "evil.svg": ("image/svg+xml", SVG),
    "evil.xhtml": ("application/xhtml+xml", XHTML),
    "evil.xml": ("application/xml", XHTML),
    # Text to us; to who guesses a page.
    "evil.txt": ("text/html", HTML),
    "evil": ("text/html", HTML),
}
FRAMES = (
    "<!doctype html><title>frames</title>"
    '<iframe src="{file}"></iframe><object data="{file}"></object><embed src="{file}">'
)


@needs("chromium")
class Browser(Story):
    deadline = 240
    # Without a secret reading needs no credential: what is left is what the answers say.
    network_options = {"secret": False}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listener = cls.enterClassContext(Listener())
        cls.peer = cls.net.peer("peer")
        cls.film = cls.peer.share("film.bin", os.urandom(MEGABYTE))
        cls.peer.share("notes.txt", "what a <b>person</b> wrote".encode())
        for name, (kind, page) in PAGES.items():
            body = page.format(url=cls.listener.url(f"/ran/node/{name}")).encode()
            cls.peer.share(name, body)
            control = page.format(url=cls.listener.url(f"/ran/control/{name}")).encode()
            cls.listener.documents[f"/pages/{name}"] = (kind, control)
        until(
            lambda: answers.file_names(cls.peer.ask("files")) >= PAGES.keys() | {"film.bin"},
            15,
            "all is shared",
        )
        folder = cls.net.folder / "browser"
        cls.browser = cls.enterClassContext(Chromium(folder))

    def url(self, name, query=""):
        return f"http://{self.peer.endpoint}/files/{name}{query}"

    def test_a_file_is_saved_whole(self):
        self.browser.open(self.url("film.bin"))
        self.assertEqual(self.browser.saved(), self.film.read_bytes())

    def test_a_click_on_somebody_elses_page_saves_it_too(self):
        link = f'<!doctype html><a href="{self.url("film.bin")}">the film</a>'
        self.listener.documents["/link"] = ("text/html", link.encode())
        session = self.browser.open(self.listener.url("/link"))
        click = "document.querySelector('a') && (document.querySelector('a').click(), true)"
        until(lambda: self.browser.evaluate(session, click), 10, "the link is clicked")
        self.assertEqual(self.browser.saved(), self.film.read_bytes())

    def test_the_listener_would_hear_a_page_that_runs(self):
        for name in PAGES:
            with self.subTest(name):
                self.browser.open(self.listener.url(f"/pages/{name}"))
                self.assertTrue(self.listener.heard(f"/ran/control/{name}?by=script", 10))

    def test_a_page_is_saved_and_does_not_run(self):
        for name in PAGES:
            with self.subTest(name):
                self.browser.open(self.url(name))
                saved = self.browser.saved()
                self.assertIn(b"by=script", saved)
        self.assertFalse(self.listener.heard("/ran/node/", 1), self.listener.asked)

    def test_a_page_to_be_shown_does_not_run(self):
        for name in PAGES:
            with self.subTest(name):
                session = self.browser.open(self.url(name, "?inline"))
                origin = self.browser.evaluate(session, "location.href + ' ' + document.title")
                self.assertNotIn(" t", origin, "it became a document with a title")
        self.assertFalse(self.listener.heard("/ran/node/", 2), self.listener.asked)

    def test_a_page_in_a_frame_of_somebody_elses_does_not_run(self):
        for name in PAGES:
            for query in ("", "?inline"):
                page = FRAMES.format(file=self.url(name, query)).encode()
                self.listener.documents["/frames"] = ("text/html", page)
                self.browser.open(self.listener.url("/frames"))
        self.assertFalse(self.listener.heard("/ran/node/", 3), self.listener.asked)

    def test_plain_text_is_shown_as_text(self):
        session = self.browser.open(self.url("notes.txt", "?inline"))
        shown = until(
            lambda: self.browser.evaluate(session, "document.body && document.body.innerText"),
            10,
            "the text is shown",
        )
        self.assertIn("a <b>person</b>", shown)

    def test_a_page_of_somebody_elses_reads_nothing(self):
        """A foreign origin may send requests; it sees no answer, and changes nothing."""
        script = f"""
            const node = "http://{self.peer.endpoint}";
            const heard = [];
            const look = async (what, init) => {{
                try {{
                    const answer = await fetch(node + what, init);
                    heard.push(what + " " + (await answer.text()).length);
                }} catch (refused) {{}}
            }};
            Promise.all([
                look("/api/v1/status"), look("/files/notes.txt"), look("/metrics"),
                look("/api/v1/downloads", {{method: "POST", body: '{{"name":"x"}}',
                    headers: {{"Content-Type": "application/json"}}}}),
                look("/api/v1/shares", {{method: "POST", body: '{{"path":"/etc"}}',
                    headers: {{"Content-Type": "text/plain"}}, mode: "no-cors"}}),
                look("/files/planted", {{method: "PUT", body: "x"}}),
            ]).then(() => {{ document.title = "done: " + heard.join(", "); }});
        """
        page = f"<!doctype html><script>{script}</script>".encode()
        self.listener.documents["/foreign"] = ("text/html", page)
        session = self.browser.open(self.listener.url("/foreign"))
        title = until(
            lambda: (
                (t := self.browser.evaluate(session, "document.title")).startswith("done") and t
            ),
            15,
            "the page has tried all",
        )
        # What was sent without leave (no-cors) has an opaque answer of no length.
        self.assertRegex(title, r"^done: (/api/v1/shares 0)?$")
        self.assertFalse((self.peer.shared_files / "planted").exists())
        self.assertNotIn("passwd", str(answers.file_names(self.peer.ask("files"))))

