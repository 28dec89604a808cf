"""Stacks, and the picture that is drawn of them: a flame graph, as Brendan Gregg has it.

Law: a box is as wide as the share of samples in which its function was on the stack, stands on its
caller, and its neighbours are in the order of the alphabet: left and right mean nothing.
"""

import collections
import html
import re
import subprocess
import zlib

WIDTH, ROW, MARGIN = 1200, 17, 10
# Narrower boxes cannot be seen, and there are thousands of them.
NARROWEST = 0.4
LETTER = 6.6
FRAME = re.compile(r"^\s+[0-9a-f]+ (.*?)(?:\+0x[0-9a-f]+)?(?: \((.*)\))?$")


def folded(script):
    """`perf script` to {"a;b;c": samples}, the outermost caller first."""
    stacks = collections.Counter()
    stack = None
    for line in script.splitlines():
        if frame := FRAME.match(line):
            if stack is not None:
                take(stack, *frame.groups())
        elif not line.strip():
            if stack:
                stacks[";".join(reversed(stack))] += 1
            stack = None
        else:
            stack = []
    if stack:
        stacks[";".join(reversed(stack))] += 1
    return demangled(stacks)


def take(stack, name, place):
    """One frame more. Where a library has no frame pointers, a tower of unknown ones is one."""
    if name == "[unknown]":
        name = f"[{(place or '?').rpartition('/')[2].strip('[]')}]"
        if stack and stack[-1] == name:
            return
    stack.append(name.replace(";", ":"))


def demangled(stacks):
    """Swift's names as people write them."""
    try:
        done = subprocess.run(
            ["swift", "demangle", "--simplified"],
            input="\n".join(stacks),
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return stacks
    named = collections.Counter()
    for name, count in zip(done.stdout.splitlines(), stacks.values()):
        named[name] += count
    return named


def write_folded(path, stacks):
    path.write_text("".join(f"{stack} {count}\n" for stack, count in sorted(stacks.items())))


class Box:
    """A function where it was called from, and what it called."""

    def __init__(self, name):
        self.name, self.count, self.callees = name, 0, {}

    def add(self, frames, count):
        self.count += count
        box = self
        for frame in frames:
            box = box.callees.setdefault(frame, Box(frame))
            box.count += count

    @property
    def height(self):
        return 1 + max((callee.height for callee in self.callees.values()), default=0)


def write_svg(path, title, stacks):
    everything = Box("all")
    for stack, count in stacks.items():
        everything.add(stack.split(";"), count)
    path.write_text("\n".join(picture(everything, title)))


def picture(everything, title):
    scale = (WIDTH - 2 * MARGIN) / max(1, everything.count)
    height = (everything.height + 3) * ROW
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="11">'
    )
    yield '<rect width="100%" height="100%" fill="#fffdf5"/>'
    heading = f"{title}: {everything.count:,} samples"
    yield f'<text x="{MARGIN}" y="{ROW}" font-size="13">{html.escape(heading)}</text>'
    yield from boxes(everything, MARGIN, height - 2 * ROW, scale, everything.count)
    yield "</svg>"


def boxes(box, left, top, scale, whole):
    width = box.count * scale
    if width < NARROWEST:
        return
    share = f"{box.name}: {box.count:,} samples, {box.count / whole:.2%}"
    letters = int((width - 4) / LETTER)
    yield f"<g><title>{html.escape(share)}</title>"
    yield (
        f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{ROW - 1}" rx="1" '
        f'fill="{colour(box.name)}"/>'
    )
    if letters >= 3:
        name = box.name if len(box.name) <= letters else box.name[: letters - 2] + ".."
        yield f'<text x="{left + 2:.1f}" y="{top + ROW - 5}">{html.escape(name)}</text>'
    yield "</g>"
    for name in sorted(box.callees):
        callee = box.callees[name]
        yield from boxes(callee, left, top - ROW, scale, whole)
        left += callee.count * scale


def colour(name):
    """Warm, and the same for the same name in every picture."""
    chance = zlib.crc32(name.encode())
    return f"rgb({205 + chance % 50},{(chance >> 8) % 160 + 60},{(chance >> 16) % 60})"
