"""Documents as programs of others take them: shorter, only where they are new, so many a minute,
and for pages of other origins where these are named."""

import gzip
import json
import subprocess

import http_side
from story import Story, needs, until
from test_users import PASSWORD, ask

PAGE = "https://panel.example"


class Documents(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = cls.net.peer("documents", changes={"api": {"origins": [PAGE]}})
        for number in range(40):
            cls.peer.share(f"a film of the holidays {number}.bin", b"%d" % number)
        until(cls.is_hashed, 30, "all are there, and nothing of them changes any more")

    @classmethod
    def is_hashed(cls):
        files = cls.get("/api/v1/files").document()["files"]
        return sum(1 for file in files if file["infohash"]) == 40

    @classmethod
    def get(cls, path, method="GET", **fields):
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        secret = {"Authorization": f"Bearer {cls.net.secret}"}
        return http_side.ask(cls.peer, method, path, {**secret, **fields})

    def test_come_as_gzip_and_say_the_same(self):
        for path in ("/api/v1/files", "/api/v1/openapi.json"):
            plain = self.get(path)
            coded = self.get(path, Accept_Encoding="gzip;q=0.5, br")
            self.assertEqual(coded.fields["Content-Encoding"], "gzip")
            self.assertNotIn("Content-Encoding", plain.fields)
            self.assertEqual(gzip.decompress(coded.body), plain.body)
            self.assertLess(len(coded.body), len(plain.body) / 2)
            self.assertEqual(coded.fields["ETag"], plain.fields["ETag"])
            head = self.get(path, "HEAD", Accept_Encoding="gzip")
            self.assertEqual(head.fields["Content-Length"], str(len(coded.body)))
        metrics = self.get("/metrics", Accept_Encoding="gzip")
        self.assertIn(b"distrishare_build_info", gzip.decompress(metrics.body))

    def test_files_stay_as_they_are(self):
        answer = self.get("/files/a%20film%20of%20the%20holidays%207.bin", Accept_Encoding="gzip")
        self.assertEqual((answer.body, answer.fields["Content-Encoding"]), (b"7", None))

    @needs("curl")
    def test_are_read_by_curl(self):
        done = self.run_curl("--compressed", "/api/v1/files")
        self.assertEqual(len(json.loads(done)["files"]), 40)

    def run_curl(self, *words):
        *options, path = words
        fields = self.net.folder / "auth"
        fields.write_text(f"Authorization: Bearer {self.net.secret}\n")
        command = ["curl", "-s", "-H", f"@{fields}", *options, f"http://{self.peer.endpoint}{path}"]
        return subprocess.run(command, capture_output=True, timeout=20, check=True).stdout

    def test_are_not_sent_again(self):
        tag = self.get("/api/v1/files").fields["ETag"]
        self.assertTrue(tag.startswith('W/"'))
        for coding in ("gzip", "identity"):
            answer = self.get("/api/v1/files", If_None_Match=tag, Accept_Encoding=coding)
            self.assertEqual((answer.status, answer.body), (304, b""))
            self.assertEqual(answer.fields["ETag"], tag)
        other = self.get("/api/v1/files?limit=3", If_None_Match=tag)
        self.assertEqual(other.status, 200)

    def test_are_for_pages_that_are_named(self):
        answer = self.get("/api/v1/status", Origin=PAGE)
        self.assertEqual(answer.fields["Access-Control-Allow-Origin"], PAGE)
        self.assertIn("Origin", answer.fields.get_all("Vary"))
        other = self.get("/api/v1/status", Origin="https://other.example")
        self.assertNotIn("Access-Control-Allow-Origin", other.fields)
        before = self.get(
            "/api/v1/search", "OPTIONS", Origin=PAGE, Access_Control_Request_Method="POST"
        )
        self.assertEqual(before.status, 204)
        self.assertEqual(before.fields["Access-Control-Allow-Methods"], "POST")


class Counted(Story):
    def test_a_user_has_so_many_requests_a_minute(self):
        bootstrap = self.net.bootstrap(changes={"api": {"requests_per_minute": 3}})
        bootstrap.run_tool("user", "add", "ada", "--reader", input=PASSWORD + "\n")
        _, _, session = ask(
            bootstrap, "POST", "/api/v1/sessions", {"name": "ada", "password": PASSWORD}
        )
        for left in (2, 1, 0):
            status, fields, _ = ask(bootstrap, "GET", "/api/v1/status", token=session["token"])
            self.assertEqual(status, 200)
            self.assertRegex(fields["RateLimit"], rf'^"requests";r={left};t=\d+$')
            self.assertEqual(fields["RateLimit-Policy"], '"requests";q=3;w=60')
        status, fields, problem = ask(bootstrap, "GET", "/api/v1/status", token=session["token"])
        self.assertEqual((status, problem["status"]), (429, 429))
        self.assertLessEqual(int(fields["Retry-After"]), 60)
        # Others are none the worse for it, and the operator is not counted.
        for _ in range(5):
            self.assertEqual(
                ask(bootstrap, "GET", "/api/v1/status", token=self.net.secret)[0], 200
            )
            self.assertEqual(bootstrap.ask("status")["role"], "bootstrap")
