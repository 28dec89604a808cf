"""Start to ready, and the memory of a daemon that has nothing to do."""

import time

from bench_rows import at_most, row
from measured import median


def start_to_ready(net, arguments, progress):
    taken = []
    for turn in range(arguments.starts):
        progress(f"start {turn + 1} of {arguments.starts}")
        peer = net.peer(f"start-{turn}")
        taken.append(peer.ready_after * 1000)
        peer.stop()
    return [row("start to ready, empty state", "ms", median(taken), goal=at_most(10, "ms"))]


def idle_memory(net, arguments, progress):
    rows = []
    for role in ("peer", "bootstrap"):
        progress(f"memory of an idle {role}, 5 s")
        daemon = net.daemon(f"idle-{role}", role)
        time.sleep(5)  # the measure says: 5 s after READY
        resident = daemon.proc_status("VmRSS") / 1024
        rows.append(
            row(f"idle memory, {role} (VmRSS)", "MiB", resident, goal=at_most(12, "MiB"))
        )
        daemon.stop()
    return rows


MEASURES = {"start": start_to_ready, "memory": idle_memory}
