"""What the documents of `distrishare --json` look like: known here, and nowhere else."""


def addresses(document):
    """HOST:PORT of every node in `nodes --json`."""
    return {row["address"] for row in document["nodes"]}


def alive_addresses(document):
    return {row["address"] for row in document["nodes"] if row["state"] == "alive"}


def known_nodes(daemon, *arguments):
    return addresses(daemon.ask("nodes", *arguments))


def file_names(document):
    return {row["name"] for row in document["files"]}


def file_digests(document):
    """Name → SHA-256 in hex, for the files that are hashed already."""
    return {row["name"]: row["sha256"] for row in document["files"] if row["sha256"]}


def search_results(document):
    return document["results"]


def holders(result):
    """HOST:PORT of those who have what a search found; the node that was asked has none here."""
    return [row["address"] for row in result["holders"] if row["address"]]


def downloads(document):
    return document["downloads"]


def download_state(row):
    return row["state"]


def download_reason(row):
    return row["reason"] or ""
