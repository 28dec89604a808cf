"""Makes of Config/openapi.yaml what a node serves: python3 Scripts/lib/openapi.py [--write]

Without --write it says whether Sources/RESTAPI/OpenAPIDocument.swift is what would be written, and
exits 1 if it is not. The document is JSON without blanks in a raw string, in lines of Swift; each
path, and each thing that paths refer to, begins a line of its own, so that a change stays where it
is.
"""

import json
import pathlib
import sys

import yaml

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "Config" / "openapi.yaml"
TARGET = PROJECT / "Sources" / "RESTAPI" / "OpenAPIDocument.swift"
COLUMNS = 96

HEAD = '''\
// swift-format-ignore-file
// What GET /api/v1/openapi.json answers. Made by Scripts/lib/openapi.py from Config/openapi.yaml:
// change that file and run the script with --write.

enum OpenAPIDocument {
    static let bytes = Array(text.utf8)

    private static let text = #"""
'''
FOOT = '''
"""#
}
'''


def document():
    described = yaml.safe_load(SOURCE.read_text())
    # What stands there only to be written once.
    return {key: value for key, value in described.items() if not key.startswith("x-")}


def parts(value, depth):
    """The JSON of a value, cut before each member of the objects down to a depth."""
    if not depth or not isinstance(value, dict) or not value:
        # Only ASCII, so that a line of so many characters is one of so many columns.
        yield json.dumps(value, separators=(",", ":"), ensure_ascii=True)
        return
    for number, (name, member) in enumerate(value.items()):
        first, *rest = parts(member, depth - 1)
        yield ("," if number else "{") + json.dumps(name) + ":" + first
        yield from rest
    yield "}"


def swift():
    lines = [
        part[start : start + COLUMNS]
        for part in parts(document(), 3)
        for start in range(0, len(part), COLUMNS)
    ]
    # A line's end that is no part of the string.
    return HEAD + "\\#\n".join(lines) + FOOT


def main():
    written = swift()
    if sys.argv[1:] == ["--write"]:
        TARGET.write_text(written)
        return 0
    if TARGET.exists() and TARGET.read_text() == written:
        return 0
    print(f"{TARGET.name} is not what Config/openapi.yaml says: run {sys.argv[0]} --write")
    return 1


if __name__ == "__main__":
    sys.exit(main())
