"""Files that change while they are sent, readers that stop, and a thousand connections."""

import json
import os
import pathlib
import socket

import old_client
from story import MEGABYTE, Story, raise_descriptor_limit, read_to_end, until

LENGTH = 64 * MEGABYTE
# What the kernel and the client's buffer take before the sender must wait.
SMALL_BUFFER = 64 * 1024


class Motion(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = cls.net.peer("peer")
        cls.at = (cls.peer.address, cls.peer.port)
        cls.content = os.urandom(MEGABYTE) * (LENGTH // MEGABYTE)

    def share(self, name):
        path = self.peer.share(name, self.content)
        until(lambda: old_client.search(self.at, name, self.net.secret), 30, f"{name} is shared")
        return path

    def begin(self, name):
        """A download of which the client has read one block, and the server sent what fits."""
        connection = socket.socket()
        self.addCleanup(connection.close)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        connection.settimeout(10)
        connection.connect(self.at)
        connection.sendall(
            json.dumps({"type": "download", "filename": name, "secret": self.net.secret}).encode()
        )
        return connection, connection.recv(4096)


class ChangingFiles(Motion):
    def test_a_file_that_shrinks_ends_the_transfer_and_nothing_else(self):
        path = self.share("shrinks")
        connection, first = self.begin("shrinks")
        os.truncate(path, MEGABYTE)
        received = first + read_to_end(connection)
        self.assertLess(len(received), LENGTH)
        # What lies in the socket's queue are the file's own pages (that is what zero copy means),
        # and the kernel clears those that are cut off.
        for start in range(0, len(received), 4096):
            chunk = received[start : start + 4096]
            self.assertIn(chunk, (self.content[start : start + len(chunk)], b"\0" * len(chunk)))
        self.assert_serves(self.peer)

    def test_a_file_that_grows_is_sent_as_long_as_it_was(self):
        path = self.share("grows")
        connection, first = self.begin("grows")
        with open(path, "ab") as file:
            file.write(b"more" * MEGABYTE)
        self.assertEqual(first + read_to_end(connection, within=30), self.content)

    def test_a_file_that_is_replaced_is_sent_as_it_was(self):
        path = self.share("replaced")
        connection, first = self.begin("replaced")
        other = path.with_name(".other")
        other.write_bytes(b"\0" * LENGTH)
        other.rename(path)
        self.assertEqual(first + read_to_end(connection, within=30), self.content)

    def test_a_file_that_is_deleted_is_sent_to_its_end(self):
        path = self.share("deleted")
        connection, first = self.begin("deleted")
        path.unlink()
        self.assertEqual(first + read_to_end(connection, within=30), self.content)
        until(
            lambda: not old_client.search(self.at, "deleted", self.net.secret),
            15,
            "it is forgotten",
        )

    def test_a_client_that_goes_away_in_the_middle_leaves_no_descriptor(self):
        self.share("left")
        descriptors = pathlib.Path(f"/proc/{self.peer.pid}/fd")
        before = len(list(descriptors.iterdir()))
        connections = [self.begin("left")[0] for _ in range(20)]
        self.assertGreaterEqual(len(list(descriptors.iterdir())), before + 20)
        for connection in connections:
            connection.close()
        until(
            lambda: len(list(descriptors.iterdir())) <= before, 10, "their descriptors are closed"
        )


class ManyClients(Motion):
    def test_a_reader_that_stops_holds_up_nobody(self):
        self.share("slow")
        self.peer.share("quick", b"quick")
        until(lambda: old_client.search(self.at, "quick", self.net.secret), 15, "it is shared")
        stopped = [self.begin("slow")[0] for _ in range(8)]
        for _ in range(100):
            self.assertEqual(old_client.download(self.at, "quick", self.net.secret), b"quick")
        self.assertEqual(old_client.download(self.at, "slow", self.net.secret), self.content)
        self.assertEqual(len(stopped), 8)

    def test_a_thousand_connections_need_no_further_thread(self):
        self.assertGreater(
            raise_descriptor_limit(), 1200, "this machine's hard limit of open files"
        )
        self.peer.share("one of many", b"content")
        until(
            lambda: old_client.search(self.at, "one of many", self.net.secret), 15, "it is shared"
        )
        pool = int(os.environ.get("UV_THREADPOOL_SIZE", "4"))
        connections = [self.connect(self.peer) for _ in range(1000)]
        request = json.dumps(
            {"type": "search", "filename": "one of many", "secret": self.net.secret}
        ).encode()
        for connection in connections:
            connection.sendall(request[:-1])
        self.assertLessEqual(
            self.peer.proc_status("Threads"), 1 + pool, "the loop and libuv's pool"
        )
        for connection in connections:
            connection.sendall(request[-1:])
        for connection in connections:
            self.assertEqual(read_to_end(connection), b"FOUND")
        self.assertLessEqual(
            self.peer.proc_status("Threads"), 1 + pool, "the loop and libuv's pool"
        )

    def test_more_connections_than_descriptors_are_waited_for_without_spinning(self):
        few = self.net.peer("few", wrapper=["prlimit", "--nofile=320:320"])
        connections = [self.connect(few) for _ in range(500)]
        ticks = sum(map(int, few.proc("stat").rsplit(")", 1)[1].split()[11:13]))
        with self.connect(self.peer) as quiet:
            # Nothing is said for a second; the daemon should have nothing to do either.
            quiet.settimeout(1)
            self.assertRaises(TimeoutError, quiet.recv, 1)
        spent = sum(map(int, few.proc("stat").rsplit(")", 1)[1].split()[11:13])) - ticks
        self.assertLess(spent, 50, "hundredths of a second of processor time, in one second")
        for connection in connections:
            connection.close()
        until(lambda: few.run_tool("status").returncode == 0, 15, "it serves again")
