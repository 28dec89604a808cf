"""A turn of the loop: how long it kept the processor, and whether a call in it blocked.

Law: turns are metered in passes of their own, on daemons of their own with `[log] turns = true`;
no other figure comes from those. A pass is a row of its own table, and the worst of all passes is
two rows of the main one.
"""

import re
import urllib.request

from bench_rows import at_most, below, columns, number, row
from network import LOOPBACK

METERED = {"log": {"turns": True, "level": "warning"}}
SAMPLE = re.compile(r'distrishare_loop_turn_(\w+?)(?:\{le="([^"]*)"\})? ([0-9.e+-]+)')


def turns(peer, name):
    """What the peer's meter says now; `name` tells what it went through."""
    with urllib.request.urlopen(f"http://{LOOPBACK}:{peer.port}/metrics", timeout=10) as page:
        samples = {
            (name, label or ""): float(value)
            for name, label, value in SAMPLE.findall(page.read().decode())
        }
    if not samples:
        raise AssertionError("the peer does not meter its turns")
    return {
        "pass": name,
        "turns": int(samples["processor_seconds_count", ""]),
        "processor_ms_max": samples["processor_seconds_max", ""] * 1000,
        "wall_ms_max": samples["wall_seconds_max", ""] * 1000,
        "blocked": int(samples["blocked_total", ""]),
        "blocked_ms_max": samples["blocked_seconds_max", ""] * 1000,
        "blocked_or_queued_ms_max": samples["blocked_or_queued_seconds_max", ""] * 1000,
        "processor_histogram": histogram(samples, "processor_seconds_bucket"),
        "wall_histogram": histogram(samples, "wall_seconds_bucket"),
    }


def histogram(samples, name):
    """Turns by the longest that they took, each counted once: {"1e-05": 3, …}."""
    counts, below_it = {}, 0
    buckets = [(label, int(value)) for (what, label), value in samples.items() if what == name]
    for label, count in sorted(buckets, key=lambda bucket: float(bucket[0])):
        counts[label] = count - below_it
        below_it = count
    return counts


def worst(passes):
    """The rows of the main table."""
    if not passes:
        return []
    longest = max(passes, key=lambda p: p["processor_ms_max"])
    blocked = max(passes, key=lambda p: p["blocked_ms_max"])
    either = max(p["blocked_or_queued_ms_max"] for p in passes)
    return [
        row(
            "a loop turn, the longest of all",
            "ms of CPU",
            longest["processor_ms_max"],
            goal=below(10, "ms"),
            note=f"of {sum(p['turns'] for p in passes):,} turns; in: {longest['pass']}",
        ),
        row(
            "a blocking call, the longest of all",
            "ms",
            blocked["blocked_ms_max"],
            goal=at_most(10, "ms"),
            note=f"of {sum(p['blocked'] for p in passes):,} turns in which a call slept; in: "
            f"{blocked['pass']}; with the wait for a processor {either:.1f} ms",
        ),
    ]


def table(passes):
    bounds = list(passes[0]["wall_histogram"])
    yield "Turns of the loop, in passes of their own; processor time, the clock's beside it:"
    yield from columns(
        ("pass", "turns", "CPU max ms", "wall max ms", "slept", "slept max ms", "or queued"),
        [
            (
                p["pass"],
                f"{p['turns']:,}",
                number(p["processor_ms_max"]),
                number(p["wall_ms_max"]),
                f"{p['blocked']:,}",
                number(p["blocked_ms_max"]),
                number(p["blocked_or_queued_ms_max"]),
            )
            for p in passes
        ],
    )
    for kind in ("processor", "wall"):
        yield ""
        yield f"By {kind} time of a turn, up to so many seconds:"
        yield from columns(
            ("pass", *bounds),
            [
                (p["pass"], *(f"{p[f'{kind}_histogram'][bound]:,}" for bound in bounds))
                for p in passes
            ],
        )
