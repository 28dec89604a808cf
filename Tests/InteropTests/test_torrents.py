"""Torrents by the tool: added, looked at, waited for, cut off, gone on with, and removed, with real
daemons.
"""

import base64
import http.server
import os
import re
import subprocess
import threading
import urllib.request

import network
from network import LOOPBACK, sha256, until
from story import MEGABYTE, hashed
from swarm_clients import bencoded
from torrents_of_ours import PIECE, Shared, content, full, pieces_here, torrents


class Ways(Shared):
    def test_a_torrent_is_named_by_its_file_a_link_or_its_hash(self):
        base32 = base64.b32encode(bytes.fromhex(self.info_hash)).decode()
        for word in (self.file, self.magnet, self.info_hash, self.info_hash.upper(), base32):
            with self.subTest(word):
                place = self.folder / f"{len(os.listdir(self.folder))}.bin"
                done = self.get(word, "-o", place)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(sha256(place), sha256(self.seed.shared_files / "film.bin"))
                self.assertIn(f"file\t{place}", done.stdout)
                gone = self.leech.run_tool("remove", "film.bin", "--data")
                self.assertEqual(gone.returncode, 0, gone.stderr)
                until(lambda: not (self.leech.downloads / "film.bin").exists(), 10, "it is gone")

    def test_a_torrent_file_of_the_web_is_fetched_by_the_tool(self):
        told = self.file.read_bytes()

        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                code = {"/film.torrent?key=1": 200, "/on.torrent": 301}.get(self.path, 404)
                self.send_response(code)
                if code == 301:
                    self.send_header("Location", "http://elsewhere/film.torrent")
                body = told if code == 200 else b""
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer((LOOPBACK, 0), Answers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        place = f"http://{LOOPBACK}:{server.server_port}"
        done = self.get(f"{place}/film.torrent?key=1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.leech.downloads / "film.bin").read_bytes(), self.content)
        self.assertEqual(self.get(f"{place}/none.torrent").returncode, 4)
        moved = self.get(f"{place}/on.torrent")
        self.assertEqual(moved.returncode, 1)
        self.assertIn("http://elsewhere/film.torrent", moved.stderr)
        tls = self.get("https://example.invalid/film.torrent")
        self.assertEqual(tls.returncode, 1)
        self.assertIn("TLS", tls.stderr)

    def test_add_does_not_wait_and_lists_show_what_becomes_of_it(self):
        self.assertEqual(self.add(self.magnet), self.info_hash)
        self.until_placed()
        row = torrents(self.leech)[self.info_hash]
        self.assertEqual(row["state"], "seeding")
        self.assertEqual((row["left"], row["pieces_here"]), (0, row["piece_count"]))
        shown = full(self.leech, self.info_hash)
        self.assertEqual([each["name"] for each in shown["files"]], ["film.bin"])
        self.assertEqual(len(pieces_here(self.leech, self.info_hash)), row["piece_count"])
        lines = self.leech.run_tool("torrents").stdout.splitlines()
        self.assertEqual(lines[0].split("\t")[:3], [self.info_hash, "film.bin", "seeding"])
        until(lambda: "film.bin" in self.files(), 20, "what came is shared")

    def files(self):
        return {row["name"] for row in self.leech.ask("files")["files"]}

    def test_removing_keeps_what_is_whole_unless_it_is_to_go(self):
        self.assertEqual(self.get(self.file).returncode, 0)
        self.assertEqual(self.leech.run_tool("remove", self.info_hash[:10]).returncode, 0)
        self.assertEqual(torrents(self.leech).get(self.info_hash, {}).get("added", False), False)
        self.assertEqual((self.leech.downloads / "film.bin").read_bytes(), self.content)

    def test_how_it_is_given_is_said_with_it_and_kept(self):
        self.add(self.file, "--super-seed", "--seed-ratio", "3")
        self.until_placed()
        for _ in range(2):
            row = torrents(self.leech)[self.info_hash]
            self.assertEqual((row["super_seeding"], row["seed_ratio"]), (True, 3))
            self.assertEqual(self.leech.stop(), 0)
            self.leech.start()
        # Said again of one that is here.
        self.add(self.info_hash, "--seed-ratio", "5")
        row = torrents(self.leech)[self.info_hash]
        self.assertEqual((row["super_seeding"], row["seed_ratio"]), (True, 5))

    def test_what_was_written_to_while_the_node_was_stopped_is_hashed_before_it_is_given(self):
        self.assertEqual(self.get(self.file).returncode, 0)
        path = self.leech.downloads / "film.bin"

        def state_after(change):
            self.assertEqual(self.leech.stop(), 0)
            change()
            self.leech.start()
            until(lambda: self.state() != "checking", 20, "it was hashed again")
            return self.state()

        def change():
            with open(path, "r+b") as file:
                file.seek(MEGABYTE)
                file.write(b"another byte")

        self.assertEqual(state_after(path.touch), "seeding")
        self.assertEqual(state_after(change), "failed")

    def state(self):
        return torrents(self.leech)[self.info_hash]["state"]

    def test_what_is_not_there_is_named_and_has_its_exit_code(self):
        broken = self.folder / "broken.torrent"
        no_piece = bencoded({"info": {"name": "x", "piece length": PIECE, "length": 5}})
        for content, word in [
            (b"", "ended"),
            (b"d4:infoi1ee", "missingInfo"),
            (no_piece, "missingPieces"),
            (self.file.read_bytes() + b"x", "trailing"),
        ]:
            broken.write_bytes(content)
            done = self.get(broken)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn("is no .torrent: ", done.stderr)
            self.assertRegex(done.stderr.split(": ")[-1], r"^\w", word)
        self.assertEqual(torrents(self.leech), {})
        for arguments, code in [
            (("add", "magnet:?xt=urn:btih:123"), 2),
            (("get", self.file, "--select", "7"), 2),
            (("get", self.file, "--seed-time", "soon"), 2),
            (("get", "film.bin", "--sequential"), 2),
            (("remove", "nothing"), 4),
            (("pause", "nothing"), 4),
            (("torrent", "nothing"), 4),
            (("verify", "nothing"), 4),
        ]:
            done = self.leech.run_tool(*arguments)
            self.assertEqual(done.returncode, code, f"{arguments}: {done.stderr}")
        # The node, asked by others than the tool, refuses as well.
        self.assertEqual(torrents(self.leech), {})

    def test_a_name_that_is_taken_becomes_another(self):
        self.leech.downloads.mkdir(exist_ok=True)
        (self.leech.downloads / "film.bin").write_bytes(b"something else")
        (self.folder / "film.bin").write_bytes(b"something else")
        done = self.get(self.file, "-o", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        for folder in (self.leech.downloads, self.folder):
            self.assertEqual((folder / "film.bin").read_bytes(), b"something else")
            self.assertEqual((folder / "film (2).bin").read_bytes(), self.content)
        # Once more: it is there already, and nothing is written.
        again = self.get(self.file, "-o", self.folder)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), ["film (2).bin", "film.bin"])

    def test_verify_finds_what_changed_while_nobody_looked(self):
        self.assertEqual(self.get(self.file).returncode, 0)
        hashed(self.leech, "film.bin")
        self.assertEqual(self.leech.run_tool("verify", "film.bin").returncode, 0)
        path = self.leech.downloads / "film.bin"
        before = path.stat()
        self.assertEqual(self.leech.stop(), 0)
        with open(path, "r+b") as file:
            file.seek(MEGABYTE)
            file.write(b"rot")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        self.leech.start()
        changed = self.leech.run_tool("verify", "film.bin")
        self.assertEqual(changed.returncode, 5, changed.stdout + changed.stderr)
        self.assertIn("changed\tfilm.bin", changed.stdout)

    def test_without_a_node_the_tool_has_one_for_the_time(self):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("DISTRISHARE_")}
        for options in (["--standalone"], []):
            place = self.folder / f"alone{len(options)}"
            place.mkdir()
            words = ["get", self.magnet, "--from", self.seed.endpoint, *options]
            done = network.run_tool(*words, cwd=place, env=clean)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual((place / "film.bin").read_bytes(), self.content)
            self.assertEqual(os.listdir(place), ["film.bin"])
        # Ctrl-C ends it and its node, and leaves nothing.
        place = self.folder / "ended"
        place.mkdir()
        tool = subprocess.Popen(
            [network.TOOL, "get", "0" * 40, "--standalone"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=place,
            env=clean,
        )
        self.addCleanup(tool.kill)
        until(lambda: list(place.glob(".distrishare.node-*/control.sock")), 20, "its node is there")
        tool.terminate()
        tool.communicate(timeout=30)
        self.assertEqual(tool.returncode, 1)
        self.assertEqual(os.listdir(place), [])

    def test_watchers_are_told_of_torrents(self):
        url = f"http://{self.leech.endpoint}/api/v1/events"
        stream = urllib.request.urlopen(url, timeout=30)
        self.addCleanup(stream.close)
        self.add(self.file)
        self.until_placed()
        self.leech.run_tool("remove", self.info_hash)
        heard, ids = [], []
        for line in stream:
            if line.startswith(b"id: "):
                ids.append(line.split()[1].decode())
            if line.startswith(b"data: ") and self.info_hash.encode() in line:
                heard.append(line.decode())
                if '"change":"removed"' in line.decode():
                    break
        self.assertIn('"change":"changed"', heard[0])
        self.assertTrue(any('"state":"seeding"' in line for line in heard), heard)
        # Whoever comes back hears the rest, and not the beginning.
        last = urllib.request.Request(url, headers={"Last-Event-ID": ids[-2]})
        again = urllib.request.urlopen(last, timeout=30)
        self.addCleanup(again.close)
        told = next(line for line in again if line.startswith(b"data: ")).decode()
        self.assertEqual(told, heard[-1])

    def test_metrics_tell_of_torrents_and_their_peers(self):
        self.assertEqual(self.get(self.file).returncode, 0)
        page = urllib.request.urlopen(f"http://{self.leech.endpoint}/metrics").read().decode()
        self.assertIn('distrishare_torrents{state="seeding"} 1', page)
        label = f'{{infohash="{self.info_hash}"}}'
        self.assertIn(f"distrishare_torrent_left_bytes{label} 0", page)
        self.assertIn(f"distrishare_torrent_downloaded_bytes_total{label} {self.size}", page)
        sums = re.findall(r"torrent_received_bytes_total\{class=.*\} (\d+)", page)
        self.assertEqual(sum(map(int, sums)), self.size)


class Slow(Shared):
    """The seed gives three megabytes a second, so that things can happen meanwhile."""

    size = 12 * MEGABYTE
    seed_changes = {"transfer": {"upload_rate": "3MiB"}}

    def until_half(self):
        """Something is here, and not all."""
        row = until(
            lambda: (row := torrents(self.leech)[self.info_hash])["pieces_here"] > 20 and row,
            30,
            "some pieces are here",
        )
        self.assertLess(row["pieces_here"], row["piece_count"])
        return row

    def fetched(self):
        """Bytes of pieces that came in all its life."""
        return torrents(self.leech)[self.info_hash]["downloaded"]

    def test_after_a_restart_only_what_is_missing_is_fetched(self):
        self.add(self.file)
        self.until_half()
        self.leech.stop()
        self.leech.start()
        until(lambda: torrents(self.leech)[self.info_hash]["pieces_here"], 20, "it looked")
        # Whom it was told by hand it knows still.
        self.until_placed()
        self.assertEqual((self.leech.downloads / "film.bin").read_bytes(), self.content)

    def test_after_sigkill_what_was_verified_is_not_fetched_again(self):
        self.add(self.magnet)
        self.until_half()
        before = pieces_here(self.leech, self.info_hash)
        self.leech.kill()
        self.leech.start()
        until(
            lambda: torrents(self.leech)[self.info_hash]["state"] != "checking", 30, "it looked"
        )
        after = pieces_here(self.leech, self.info_hash)
        self.assertEqual(before - after, set())
        begun = torrents(self.leech)[self.info_hash]["pieces_here"]
        self.until_placed()
        self.assertEqual((self.leech.downloads / "film.bin").read_bytes(), self.content)
        page = urllib.request.urlopen(f"http://{self.leech.endpoint}/metrics").read().decode()
        sums = re.findall(r"torrent_received_bytes_total\{class=.*\} (\d+)", page)
        missing = self.size - min(begun, len(before)) * PIECE
        self.assertLess(sum(map(int, sums)), missing + MEGABYTE)

    def test_paused_it_rests_and_resumed_it_goes_on(self):
        self.add(self.file)
        self.until_half()
        paused = self.leech.run_tool("pause", "film.bin")
        self.assertEqual(paused.returncode, 0, paused.stderr)
        self.assertEqual(torrents(self.leech)[self.info_hash]["state"], "paused")
        self.assertEqual(torrents(self.leech)[self.info_hash]["peers_connected"], 0)
        # Pausing twice is a conflict, and says so.
        self.assertEqual(self.leech.run_tool("pause", "film.bin").returncode, 1)
        self.assertEqual(self.leech.run_tool("resume", self.info_hash).returncode, 0)
        self.until_placed()
        self.assertEqual((self.leech.downloads / "film.bin").read_bytes(), self.content)

    def test_removed_on_its_way_nothing_stays(self):
        self.add(self.file)
        self.until_half()
        self.assertEqual(self.leech.run_tool("remove", "film.bin").returncode, 0)
        self.assertEqual(torrents(self.leech), {})

        def left():
            return [path for path in self.leech.downloads.rglob("*") if path.is_file()]

        until(lambda: not left(), 10, "nothing of it is left")

    def test_get_that_is_interrupted_takes_its_torrent_back(self):
        tool = subprocess.Popen(
            [network.TOOL, "--socket", self.leech.state / "control.sock", "get", self.file]
            + ["--from", self.seed.endpoint, "-o", self.folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(tool.kill)
        until(lambda: self.info_hash in torrents(self.leech), 20, "it has begun")
        tool.terminate()
        _, complaint = tool.communicate(timeout=20)
        self.assertEqual(tool.returncode, 1, complaint)
        self.assertEqual(torrents(self.leech), {})
        self.assertEqual(os.listdir(self.folder), [])

    def test_what_is_on_its_way_can_be_hashed_again(self):
        self.add(self.file)
        self.until_half()
        self.leech.run_tool("pause", "film.bin")
        part = max(
            (path for path in self.leech.downloads.rglob("*") if path.is_file()),
            key=lambda path: path.stat().st_size,
        )
        before = pieces_here(self.leech, self.info_hash)
        with open(part, "r+b") as file:
            file.seek(min(before) * PIECE)
            file.write(bytes(PIECE))
        done = self.leech.run_tool("verify", "film.bin")
        self.assertEqual(done.returncode, 5, done.stdout + done.stderr)
