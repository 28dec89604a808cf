"""What the documents of `distrishare --json` look like: known here, and nowhere else."""


def rows(document, *keys):
    """The list in a document: itself, or what stands under the first of the keys."""
    if isinstance(document, list):
        return document
    for key in keys:
        if key in document:
            return document[key]
    raise KeyError(f"none of {keys} in {sorted(document)}")


def node_addresses(document):
    """HOST:PORT of every node in `nodes --json`."""
    return {row["address"] for row in rows(document, "nodes")}


def alive_addresses(document):
    return {row["address"] for row in rows(document, "nodes") if row["alive"]}


def known_nodes(daemon, *arguments):
    return node_addresses(daemon.ask("nodes", *arguments))


def file_names(document):
    return {row["name"] for row in rows(document, "files")}


def file_digests(document):
    """Name → SHA-256 in hex, for the files that are hashed already."""
    found = {}
    for row in rows(document, "files"):
        digest = row.get("sha256") or row.get("digest")
        if digest:
            found[row["name"]] = digest.removeprefix("sha256:")
    return found


def search_results(document):
    return rows(document, "results", "hits")


def holders(result):
    """HOST:PORT of those who have what a search found."""
    return [row if isinstance(row, str) else row["address"] for row in rows(result, "holders")]


def downloads(document):
    return rows(document, "downloads")


def download_state(row):
    return row["state"]


def download_reason(row):
    return row.get("reason") or row.get("error") or ""
