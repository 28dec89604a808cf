"""A row of the table: what was measured, what it must be, and whether it is.

Law: a row is data. What was measured knows its own goal, and the table only writes it down.
"""

import math
import statistics


class Unavailable(Exception):
    """What a measure compares with is not on this machine: it is left out, and that is said."""


class Goal:
    """What must be, in words and as a question."""

    def __init__(self, text, holds):
        self.text = text
        self.holds = holds


def ratio_at_least(bound):
    return Goal(f">= {bound:.2f} x", lambda row: row["ratio"] >= bound)


def ratio_at_most(bound):
    return Goal(f"<= {bound:.2f} x", lambda row: row["ratio"] <= bound)


def at_most(bound, unit=""):
    return Goal(f"<= {bound:g} {unit}".strip(), lambda row: row["ours"] <= bound)


def below(bound, unit=""):
    return Goal(f"< {bound:g} {unit}".strip(), lambda row: row["ours"] < bound)


def paired(measure, unit, ours, theirs, against, goal=None, note=""):
    """A row of figures that were made by turns. The ratio is the median of the pairs' own: what
    else the machine did meanwhile, it did to both of a pair."""
    ratio = statistics.median(our / their for our, their in zip(ours, theirs))
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    return row(measure, unit, ours, theirs, against, goal, note, ratio)


def row(measure, unit, ours, theirs=None, against=None, goal=None, note="", ratio=None):
    """`goal` is a Goal, or None where the figure is only there to be known. `note` stands below."""
    made = {
        "measure": measure,
        "unit": unit,
        "ours": ours,
        "theirs": theirs,
        "against": against,
        "ratio": ratio or (ours / theirs if theirs else None),
        "goal": goal.text if goal else "",
        "note": note,
    }
    made["met"] = bool(goal.holds(made)) if goal else None
    return made


def number(value):
    """Three digits that count, and more only where they stand before the point."""
    if value is None:
        return "-"
    if value >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def columns(head, lines):
    """Lines of cells, written under each other."""
    lines = [head, *lines]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
        for line in lines
    ]


def table(rows):
    head = ("measure", "unit", "ours", "theirs", "ratio", "goal", "met")
    yield from columns(
        head,
        [
            (
                r["measure"],
                r["unit"],
                number(r["ours"]),
                number(r["theirs"]) + (f" ({r['against']})" if r["against"] else ""),
                number(r["ratio"]),
                r["goal"],
                {True: "yes", False: "no", None: ""}[r.get("met")],
            )
            for r in rows
        ],
    )
    notes = [(r["measure"], r["note"]) for r in rows if r.get("note")]
    if notes:
        yield ""
        yield from (f"{measure}: {note}" for measure, note in notes)
