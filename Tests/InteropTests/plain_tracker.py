"""A tracker that lists nobody and counts only in scrapes (BEP 48): `plain_tracker.py ADDRESS PORT`.

It says on its output what it was asked.
"""

import http.server
import sys
import urllib.parse


class Tracker(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print(self.path)
        asked = urllib.parse.urlsplit(self.path)
        if asked.path == "/announce":
            return self.answer(b"d8:intervali1800e5:peers0:e")
        if asked.path != "/scrape":
            return self.send_error(404)
        hashes = urllib.parse.parse_qs(asked.query, encoding="latin-1")["info_hash"]
        counts = b"d8:completei5e10:downloadedi77e10:incompletei2ee"
        files = sorted(b"20:" + name.encode("latin-1") + counts for name in hashes)
        return self.answer(b"d5:filesd%see" % b"".join(files))

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    place = (sys.argv[1], int(sys.argv[2]))
    http.server.ThreadingHTTPServer(place, Tracker).serve_forever()
