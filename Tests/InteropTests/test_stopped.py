"""Processes that stand still (SIGSTOP) and come back, as on a machine that swaps or was suspended.

Law: who is stopped keeps his connections and says nothing on them; nobody may hang on him, nobody
may forget him for good, and when he comes back everything goes on without a hand.
"""

import contextlib
import os
import random
import signal

import answers
from downloading import arrived, begun, fetch, received
from network import sha256, until
from story import MEGABYTE, Story, hashed

LENGTH = 24 * MEGABYTE
SLOW = {"transfer": {"upload_rate": "6MiB", "idle_timeout": "2s"}}


@contextlib.contextmanager
def stopped(daemon):
    os.kill(daemon.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(daemon.pid, signal.SIGCONT)


class Downloads(Story):
    def network_of(self, *names, by_swarm=True):
        """Holders of one file, and somebody who has begun to fetch it."""
        content = random.Random(names[0]).randbytes(LENGTH)
        name = f"film-{names[0]}"
        there = [self.net.peer(each, changes=SLOW) for each in names]
        for holder in there:
            holder.share(name, content)
        for holder in there:
            hashed(holder, name)
        known = {
            "peers": {"known": [holder.endpoint for holder in there]},
            "swarm": {"downloads": by_swarm},
        }
        taker = self.net.peer(
            f"taker-{names[0]}", changes={**known, "transfer": {"idle_timeout": "2s"}}
        )
        until(
            lambda: answers.alive_addresses(taker.ask("nodes")) >= {h.endpoint for h in there},
            15,
            "all are known",
        )
        fetch(taker, sha256=sha256(there[0].shared_files / name))
        begun(taker, LENGTH // 6)
        return name, there, taker

    def test_the_only_holder_stands_still_and_is_waited_for(self):
        name, (holder,), taker = self.network_of("alone")
        with stopped(holder):
            until(lambda: f"from {holder.endpoint}: " in taker.log(), 20, "the log says who stalls")
            self.assertLess(received(taker), LENGTH)
            self.assert_serves(taker)
        path = arrived(taker, name)
        self.assertEqual(sha256(path), sha256(holder.shared_files / name))

    def test_one_of_two_holders_stands_still_and_the_other_takes_over(self):
        name, (still, lively), taker = self.network_of("still", "lively")
        with stopped(still):
            path = arrived(taker, name)
            self.assertEqual(sha256(path), sha256(lively.shared_files / name))
        self.assert_serves(still)

    def test_who_fetches_stands_still_and_goes_on(self):
        # Peers of a swarm have times of their own: minutes, in which nothing is sent either.
        name, (holder,), taker = self.network_of("patient", by_swarm=False)
        before = holder.sent_bytes()
        with stopped(taker):
            # What the kernels take for him they take; then the holder must let go of him.
            until(lambda: holder.ask("status")["connections"] <= 1, 30, "the holder has hung up")
            sent = holder.sent_bytes() - before
            self.assertLess(sent, LENGTH, "nothing is sent to nobody")
        path = arrived(taker, name)
        self.assertEqual(sha256(path), sha256(holder.shared_files / name))


class Bootstrap(Story):
    def test_a_bootstrap_stands_still_past_every_deadline_and_forgets_nobody_alive(self):
        bootstrap = self.net.bootstrap(
            changes={"directory": {"stale_after": "2s", "probe_timeout": "500ms"}}
        )
        peers = [self.net.peer(f"peer-{n}", [bootstrap]) for n in range(2)]
        everybody = {peer.endpoint for peer in peers}
        until(lambda: answers.known_nodes(bootstrap) >= everybody, 15, "both are listed")
        with stopped(bootstrap):
            for peer in peers:
                until(lambda peer=peer: self.state(peer) == "failed", 30, "the peers say so")
                self.assertTrue(self.reason(peer), "and why")
                self.assert_serves(peer)
        for peer in peers:
            until(lambda peer=peer: self.state(peer) == "registered", 70, "they are back")
        self.assertLessEqual(everybody, answers.known_nodes(bootstrap))
        self.assertNotIn("evicted", bootstrap.log())

    @staticmethod
    def state(peer):
        return peer.ask("bootstrap", "list")["bootstraps"][0]["state"]

    @staticmethod
    def reason(peer):
        return peer.ask("bootstrap", "list")["bootstraps"][0]["reason"]
