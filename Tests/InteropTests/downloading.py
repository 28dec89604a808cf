"""What stories of downloads share: asking for one over the control socket, and looking at it."""

import answers
import http_side
from network import until


def socket_of(daemon):
    return daemon.state / "control.sock"


def fetch(daemon, **wish):
    """Asks for a download through the control socket; its id."""
    answer = http_side.change(socket_of(daemon), "POST", "/api/v1/downloads", wish)
    if answer.status not in (200, 201, 202):
        raise AssertionError(f"the download was refused: {answer}")
    return answer.document()["id"]


def states(daemon):
    return {
        row["name"]: (answers.download_state(row), answers.download_reason(row))
        for row in answers.downloads(daemon.ask("downloads"))
    }


def received(daemon):
    """Bytes that have arrived of all downloads that are listed."""
    return sum(row["received"] for row in answers.downloads(daemon.ask("downloads")))


def begun(daemon, least):
    """Waits until so many bytes have come."""
    until(lambda: received(daemon) >= least, 30, f"{least} bytes are there")


def arrived(daemon, name, within=60):
    """Waits until that file is there whole; its path."""
    path = daemon.downloads / name
    try:
        until(path.exists, within, f"{name} has arrived")
    except AssertionError as late:
        raise AssertionError(f"{late}: {states(daemon)}\n{daemon.log()[-3000:]}") from None
    return path
