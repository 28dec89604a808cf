"""Writes distrishare.toml(5): the page, and in it the keys as the installed config explains them.

    manual.py PAGE CONFIG

Law: a key is explained in one place, the comment above it in Config/*.toml, which a test holds
against the keys that the daemon reads. This makes mdoc of it, where PAGE says `.\\" KEYS`.
"""

import re
import sys
import textwrap

MARK = '.\\" KEYS'

def explained(lines):
    """(table, key, comment) for every key, set or commented out."""
    table, comment = "", []
    for line in lines:
        key = re.fullmatch(r"#?([a-z_]+) = .*", line)
        if line.startswith("# "):
            comment.append(line[2:])
            continue
        if line.startswith("["):
            table = line.strip("[]")
        elif key and comment:
            yield table, key[1], " ".join(comment)
        comment = []


def text(words):
    """A paragraph for mdoc: a sentence begins a line, no line is a macro, `code` is bold."""
    words = words.replace("\\", "\\e").replace("-", "\\-")
    words = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", words)
    for sentence in re.split(r"(?<=\.) (?=[A-Z(\"0-9])", words):
        for line in textwrap.wrap(
            sentence, 78, break_long_words=False, break_on_hyphens=False
        ):
            yield "\\&" + line if line.startswith((".", "'")) else line


def keys(lines):
    current = None
    for table, key, comment in explained(lines):
        if table != current:
            if current is not None:
                yield ".El"
            yield f".Ss [{table}]\\&" if table else ".Ss Before any table"
            yield ".Bl -tag -width Ds"
            current = table
        yield f".It Ic {key}"
        yield from text(comment)
    yield ".El"


def main():
    page, config = sys.argv[1:]
    with open(config, encoding="utf-8") as file:
        described = list(keys(file.read().splitlines()))
    with open(page, encoding="utf-8") as file:
        for line in file.read().splitlines():
            print("\n".join(described) if line == MARK else line)


main()
