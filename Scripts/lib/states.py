"""Says which states of each machine a run has reached, from LLVM's source coverage.

    llvm-cov export -format=text … | states.py [--lines] SOURCES

A state is a case of one of the enums in MACHINES. It was reached if a place that makes it was run
(`.case` outside of a pattern), or a pattern that only it fits (`case .case:`). Nothing in the code
is marked for this: the enums are read from the sources, the counts from the coverage.

Law: a state that was not reached is an error, unless `unreachable.json` says why: because no seed
can ("never": then it is an error if one does), or because few seeds do, and a test tells of it
("rare"). So the table is true.
"""

import argparse
import json
import pathlib
import re
import sys

# Name of the machine, the file of its enum, the enum, and where its cases are made and told apart.
MACHINES = [
    ("a connection (Line.State)", "Node/Connections/Line.swift", "State", ["Node/Connections"]),
    ("a body that arrives", "Node/Connections/HTTPExchange.swift", "Body", ["Node/Connections"]),
    ("a call's dialect", "Node/Connections/Call.swift", "Dialect",
     ["Node/Connections", "Node/Downloads", "Node/Neighbours", "Node/Roles"]),
    ("why we call", "Node/Connections/Purpose.swift", "Purpose",
     ["Node/Connections", "Node/Downloads", "Node/Neighbours", "Node/Roles"]),
    ("how a call ends", "Node/Connections/Purpose.swift", "CallOutcome",
     ["Node/Connections", "Node/Downloads", "Node/Neighbours", "Node/Roles"]),
    ("why a call fails", "Node/Connections/Purpose.swift", "CallFailure", ["Node/Connections"]),
    ("how a file's answer ends", "Node/Content/Shipment.swift", "End",
     ["Node/Connections", "Node/Content"]),
    ("a piece of a file's answer", "Node/Content/ContentAnswer.swift", "Piece", ["Node/Content"]),
    ("an upload", "Node/Content/Uploads.swift", "State", ["Node/Content/Uploads.swift"]),
    ("a download", "Node/Downloads/Download.swift", "State", ["Node/Downloads"]),
    ("a transfer's form", "Node/Downloads/Transfer.swift", "Form", ["Node/Downloads"]),
    ("a holder's access", "Node/Downloads/Source.swift", "Access", ["Node/Downloads"]),
    ("a holder's standing", "Node/Downloads/Source.swift", "Standing", ["Node/Downloads"]),
    ("a download, as it is shown", "Node/Views.swift", "DownloadView.State", ["Node/Downloads"]),
    ("why a download fails", "Node/Views.swift", "Failure", ["Node/Downloads"]),
    ("a holder, as it is shown", "Node/Views.swift", "HolderView.State",
     ["Node/Downloads/Source.swift"]),
    ("a bootstrap (Registrar)", "Node/Views.swift", "BootstrapView.State", ["Node/Neighbours"]),
    ("a neighbour's liveness", "Directory/Neighbour.swift", "Liveness",
     ["Directory", "Node/Neighbours", "Node/Roles"]),
    ("what is new of a neighbour", "Directory/Neighbours+News.swift", "What",
     ["Directory", "Node/Events"]),
    ("an address in a message", "Directory/AddressHint.swift", "AddressHint",
     ["Directory", "Node/Neighbours", "Node/Roles"]),
    ("an event", "Node/Events/NodeEvent.swift", "NodeEvent",
     ["Node/Events", "Node/Downloads", "Node/Roles"]),
    ("a verdict on a proof", "Node/Credentials/ProofChecker.swift", "Verdict",
     ["Node/Credentials"]),
    ("a right (Reception)", "Node/Credentials/Reception.swift", "Right", ["Node/Credentials"]),
    ("what is asked of a node", "Node/Surface.swift", "Ask",
     ["RESTAPI/Route.swift", "RESTAPI/Changes.swift", "Node/Roles"]),
    ("what a node answers", "Node/Surface.swift", "Answer", ["Node", "RESTAPI"]),
    ("a search's question", "Node/Library/Search.swift", "Question",
     ["Node/Library/Search.swift", "Node/Roles", "Node/Downloads"]),
    ("who searches", "Node/Library/Search.swift", "Asker", ["Node/Roles", "Node/Library"]),
    ("a cursor", "Node/Paging.swift", "Cursor", ["Node"]),
    ("what the world answers", "Node/Host.swift", "Completion", ["Node/Roles"]),
    ("an HTTP server", "HTTPWire/HTTPServer.swift", "State", ["HTTPWire/HTTPServer.swift"]),
    ("an HTTP client", "HTTPWire/HTTPClient.swift", "State", ["HTTPWire/HTTPClient.swift"]),
    ("an HTTP body", "HTTPWire/HTTPBody.swift", "State", ["HTTPWire/HTTPBody.swift"]),
    ("how a body is framed", "HTTPWire/HTTPFraming.swift", "HTTPFraming", ["HTTPWire"]),
    ("what is wrong with HTTP", "HTTPWire/HTTPViolation.swift", "HTTPViolation", ["HTTPWire"]),
    ("conditions of a request", "HTTPWire/HTTPConditions.swift", "HTTPConditions",
     ["HTTPWire/HTTPConditions.swift", "Node/Content"]),
    ("ranges of a request", "HTTPWire/HTTPRanges.swift", "HTTPRanges",
     ["HTTPWire/HTTPRanges.swift", "Node/Content"]),
    ("a JSON server", "JSONWire/JSONServer.swift", "State", ["JSONWire/JSONServer.swift"]),
    ("a JSON request", "JSONWire/JSONServer.swift", "JSONRequest",
     ["JSONWire/JSONServer.swift", "Node"]),
    ("what is wrong with JSON", "JSONWire/JSONServer.swift", "JSONViolation", ["JSONWire"]),
    ("a datagram", "LANWire/LANMessage.swift", "LANMessage", ["LANWire", "Node/Neighbours"]),
]

# "machine: case", each with its reason.
EXCUSES = json.loads(
    (pathlib.Path(__file__).parent / "unreachable.json").read_text(encoding="utf-8"))
NEVER, RARE = EXCUSES["never"], EXCUSES["rare"]


def cases(source, name):
    """The cases of an enum, which `Outer.Inner` names where a file has several of that name."""
    start = 0
    for part in name.split("."):
        found = re.compile(r"(enum|struct|class) %s\b[^\n]*\{" % part).search(source, start)
        if not found:
            raise SystemExit(f"there is no {name}")
        start = found.end()
    depth, end = 1, start
    while depth:
        depth += {"{": 1, "}": -1}.get(source[end], 0)
        end += 1
    names, depth = [], 0
    for line in source[start:end - 1].split("\n"):
        line = re.sub(r"//.*", "", line)
        outside, depth = depth == 0, depth + line.count("{") - line.count("}")
        line = line.strip().removesuffix("}").strip()
        if outside and line.startswith("case "):
            line = re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "", line[5:])
            line = re.sub(r"=\s*(\"[^\"]*\"|[0-9]+)", "", line)
            names += [word.strip() for word in line.split(",") if word.strip()]
    return names


class Counts:
    """How often each place of a file was run."""

    def __init__(self, segments):
        self.segments = segments

    def at(self, line, column):
        count = None
        for place in self.segments:
            if (place[0], place[1]) > (line, column):
                break
            count = place[2] if place[3] else None
        return count


def places(text, case):
    """Where a case is written: line, column, and whether it is a pattern."""
    for number, line in enumerate(text.split("\n"), 1):
        code = re.sub(r"//.*", "", line)
        for found in re.finditer(r"\.%s\b" % re.escape(case), code):
            before = code[:found.start()]
            if before and (before[-1].isalnum() or before[-1] in ")]?_"):
                # A member of something, or a type's own name before it.
                if not re.search(r"\b[A-Z]\w*$", before):
                    continue
            if re.search(r"\b(if|guard|for|while)\b.*\bcase\b[^=]*$", before):
                continue  # a pattern in a condition: that it was looked at says nothing
            pattern = re.sub(r"\([^()]*\)", "", before)
            if re.search(r"^\s*(case|,|default)?\s*[^=]*$", before) and "case " in before \
                    and ":" not in pattern:
                # The arm of a switch: what counts is the first thing after its colon.
                arm = arm_after(text, number, found.end())
                if arm:
                    yield arm[0], arm[1], sole(code, case)
                continue
            after = code[found.end():]
            if re.search(r"(==|!=)\s*$", before) or re.search(r"^\)?\s*(==|!=)", after):
                continue
            yield number, found.start() + 1, True


def sole(code, case):
    """Whether an arm is this case's alone."""
    return len(re.findall(r"[ ,(]\.\w+", code.split(":")[0])) <= 1


def arm_after(text, number, column):
    """The place behind the colon that ends a pattern, where a statement begins."""
    lines = text.split("\n")
    depth, line, place = 0, number - 1, column
    while line < len(lines) and line < number + 12:
        code = lines[line]
        while place < len(code):
            character = code[place]
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(character, 0)
            if character == ":" and depth <= 0:
                return line + 1, place + 2
            place += 1
        line, place = line + 1, 0
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sources", type=pathlib.Path)
    parser.add_argument("--lines", action="store_true", help="where each state was looked for")
    wish = parser.parse_args()
    exported = json.load(sys.stdin)["data"][0]["files"]
    counts = {pathlib.Path(file["filename"]).resolve(): Counts(file["segments"])
              for file in exported}
    texts = {path: path.read_text(encoding="utf-8") for path in counts if path.exists()}
    wrong, total, reached_in_all = [], 0, 0
    for machine, file, enum, folders in MACHINES:
        names = cases((wish.sources / file).read_text(encoding="utf-8"), enum)
        missing = []
        for case in names:
            best = most(case, folders, wish, counts, texts)
            name = f"{machine}: {case}"
            total += 1
            reached_in_all += bool(best)
            if not best:
                missing.append(case)
                if name not in NEVER and name not in RARE:
                    wrong.append(f"not reached: {name}")
            elif name in NEVER:
                wrong.append(f"reached, and called unreachable: {name}")
        print(f"{len(names) - len(missing):4} of {len(names):2}  {machine}"
              + (f"; not {', '.join(missing)}" if missing else ""))
    print(f"{reached_in_all:4} of {total} states were reached")
    for title, excuses in [("no seed can reach", NEVER), ("few seeds reach", RARE)]:
        print("\n".join([f"{title}:"] + [f"  {name}: {why}" for name, why in excuses.items()]))
    if wrong:
        print("\n".join(["this is not as it should be:"] + [f"  {line}" for line in wrong]))
        sys.exit(1)


def most(case, folders, wish, counts, texts):
    """The largest count of the places where a case is made or told apart."""
    best = 0
    roots = [str((wish.sources / folder).resolve()) for folder in folders]
    for path, text in texts.items():
        if not any(str(path) == root or str(path).startswith(root + "/") for root in roots):
            continue
        for line, column, is_sole in places(text, case):
            count = counts[path].at(line, column) if is_sole else 0
            if wish.lines:
                print(f"      {case} {path.name}:{line}:{column} {count}", file=sys.stderr)
            best = max(best, count or 0)
    return best


main()
