"""Ten thousand simulated nodes: `swarmsim`, which runs the real picker in a world of its own.

Law: what comes out follows from the seed of chance, not from the machine, so it is run when it is
asked for, and what it said last is remembered in .build for the table.
"""

import re
import subprocess

from bench_rows import at_most, row
from network import PROJECT

COMMAND = ("swift", "run", "-c", "release", "--static-swift-stdlib", "swarmsim")
REMEMBERED = PROJECT / ".build" / "bench-simulated"
SAID = re.compile(r"last done after ([0-9.]+) of ([0-9.]+) piece times")
MEASURE = "10,000 simulated nodes, 1,000 pieces, 20 neighbours: the last is done"


def simulated(_net, _arguments, progress):
    """Runs it, for up to ten minutes and a build."""
    progress("10,000 simulated nodes, some minutes")
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=False, cwd=PROJECT)
    title = done.stdout.partition("\n")[0].lstrip("# ")
    if not SAID.search(title):
        raise AssertionError(f"swarmsim ended with {done.returncode}: {title or done.stderr}")
    REMEMBERED.write_text(title + "\n")
    return [told(title)]


def remembered(_net, _arguments, _progress):
    """What it said the last time."""
    command = " ".join(COMMAND)
    if not REMEMBERED.exists():
        note = f"not run here yet: --only simulate, or {command}"
        return [row(MEASURE, "piece times", None, note=note)]
    return [told(REMEMBERED.read_text().strip(), f"; remembered, run again by --only simulate")]


def told(title, more=""):
    took, allowed = map(float, SAID.search(title).groups())
    goal = at_most(allowed)
    note = f"{' '.join(COMMAND)} said: {title}{more}"
    return row(MEASURE, "piece times", took, goal=goal, note=note)
