"""The demo: what a first network does, step by step, in plain words.

Law: it shows what the programs did, and believes nothing: each step is looked up or compared.
Whatever happens, no process and no folder of it is left behind.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request

import answers
import demo_swarm
import network
from network import PROJECT, TOOL, sha256, until

FILM = "holidays.bin"
LETTER = "letter from the holidays.txt"
FILM_BYTES = 8 << 20
CONCERT = "concert.bin"
CONCERT_BYTES = 96 << 20
# Slow enough that the leeches have something to give each other before they have it all.
SEED_RATE = "12MiB"


def step(number, text):
    mark = f"\033[1m{number}\033[0m" if sys.stdout.isatty() else str(number)
    print(f"\n{mark}  {text}", flush=True)


def show(daemon, *arguments):
    """Runs the tool as a person would, and shows what was typed and what came."""
    print(f"   $ distrishare {' '.join(map(str, arguments))}", flush=True)
    done = daemon.run_tool(*arguments)
    for line in (done.stdout + done.stderr).splitlines():
        print(f"     {line}")
    if done.returncode != 0:
        raise AssertionError(f"`distrishare {arguments[0]}` ended with {done.returncode}")


def start(net):
    bootstrap = net.bootstrap()
    lan = {"multicast": {"enabled": True}, "register": {"heartbeat": "2s"}}
    one = net.peer(
        "one", [bootstrap], changes=network.merged(lan, {"transfer": {"upload_rate": SEED_RATE}})
    )
    two = net.peer("two", [bootstrap], changes=lan)
    for daemon, what in ((bootstrap, "The bootstrap server"), (one, "Peer one"), (two, "Peer two")):
        print(f"   {what} is at {daemon.endpoint}, ready after {daemon.ready_after * 1000:.0f} ms.")
    return bootstrap, one, two


def share(one, folder):
    film = folder / FILM
    film.write_bytes(os.urandom(FILM_BYTES))
    show(one, "share", "--copy", PROJECT / "LICENSE")
    show(one, "share", "--copy", film)
    until(
        lambda: {"LICENSE", FILM} <= answers.file_digests(one.ask("files")).keys(),
        30,
        "peer one has read its files and knows their SHA-256",
    )
    show(one, "files")
    return film


def download(two, one, film, folder):
    show(two, "search", "holidays")
    landed = folder / "landed"
    landed.mkdir()
    show(two, "get", FILM, "-o", f"{landed}/")
    show(two, "get", "LICENSE", "--from", one.endpoint, "-o", f"{landed}/")
    for original in (film, PROJECT / "LICENSE"):
        compare(original, landed / original.name)


def ask_the_bootstrap(net, bootstrap, two):
    """A search as any program makes it: a request to the bootstrap, and a document."""
    letter = net.folder / LETTER
    letter.write_text("It rained, and it was beautiful.\n")
    show(two, "share", "--copy", letter)
    fields = net.folder / "auth"
    with open(os.open(fields, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(f"Authorization: Bearer {net.secret}\n")
    url = f"http://{bootstrap.endpoint}/api/v1/files?q=holidays"
    # The secret stands in a file: an argument is for everybody on the machine to see.
    print(f"   $ curl -s --compressed -H @auth '{url}'", flush=True)
    if not shutil.which("curl"):
        print("     (there is no curl here: Python asks in its place)")
    found = until(lambda: both_found(fields, url), 30, "the bootstrap knows the files of both")
    for file in found:
        names = ", ".join(sorted(holder["name"] for holder in file["holders"]))
        print(f"     {file['name']}, {file['size']:,} bytes, at {names}")
        print(f"       {file['magnet']}")


def fetched(fields, url):
    if shutil.which("curl"):
        command = ["curl", "-s", "--compressed", "-H", f"@{fields}", url]
        return subprocess.run(command, capture_output=True, timeout=20, check=True).stdout
    name, value = fields.read_text().strip().split(": ", 1)
    request = urllib.request.Request(url, headers={name: value})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read()


def both_found(fields, url):
    """What a search found, once it has the film and the letter, the film at both peers."""
    found = {file["name"]: file for file in json.loads(fetched(fields, url))["files"]}
    if not {FILM, LETTER} <= found.keys() or found[FILM]["live_count"] < 2:
        return None
    return [found[FILM], found[LETTER]]


def compare(original, copy, where="on both sides"):
    before, after = sha256(original), sha256(copy)
    if before != after:
        raise AssertionError(f"{copy.name} is not what was shared: {before} became {after}")

    print(f"   {copy.name}: {copy.stat().st_size:,} bytes, SHA-256 {after[:16]}… {where}.")


def swarm(net, bootstrap, one, two):
    """One seed, four leeches; of each other they know by the seed (BEP 11)."""
    lan = {"multicast": {"enabled": True}, "register": {"heartbeat": "2s"}}
    leeches = [two] + [net.peer(n, [bootstrap], changes=lan) for n in ("three", "four", "five")]
    everybody = {daemon.endpoint for daemon in (one, *leeches)}
    for leech in leeches:
        until(
            lambda leech=leech: everybody - {leech.endpoint} <= answers.known_nodes(leech),
            30,
            f"peer {leech.name} knows the others",
        )
    concert = net.folder / CONCERT
    concert.write_bytes(os.urandom(CONCERT_BYTES))
    show(one, "share", concert)
    until(
        lambda: CONCERT in answers.file_digests(one.ask("files")), 60, "peer one has read it"
    )
    magnet = one.run_tool("torrent", CONCERT, "--magnet").stdout.strip()
    show(two, "add", magnet, "--from", one.endpoint)
    for leech in leeches[1:]:
        leech.ask("add", magnet, "--from", one.endpoint)
    print("   So do peers three, four and five. The seed tells them of each other.\n")
    info_hash = magnet.split("btih:")[1][:40]
    watch = demo_swarm.Watch(info_hash, [one, *leeches])
    demo_swarm.follow(watch)
    print()
    for leech in leeches:
        compare(concert, leech.downloads / CONCERT, f"at peer {leech.name}")
    print()
    demo_swarm.tell_who_gave(watch)


def tell_what_to_try(one, two):
    print(
        f"""
The network stays up until you press Ctrl-C. In another terminal, in {PROJECT}:

    alias distrishare={TOOL}
    export DISTRISHARE_SOCKET={two.state}/control.sock        # you are peer two

    distrishare status
    distrishare nodes --multicast
    distrishare search license
    distrishare get LICENSE -o /tmp/
    distrishare share --copy /etc/os-release
    distrishare downloads
    distrishare torrents
    distrishare top

    ls {one.shared_files}        # what peer one shares: put a file there and search it
""",
        flush=True,
    )


def play(net, once):
    print("DistriShare: a network of six nodes on this machine, with a secret of its own.")
    step(1, "A bootstrap server and two peers start.")
    bootstrap, one, two = start(net)
    step(2, "The peers register with the bootstrap, hear each other by multicast, and so meet.")
    until(
        lambda: one.endpoint in answers.known_nodes(two, "--bootstrap"),
        20,
        "peer two knows peer one from the bootstrap",
    )
    until(
        lambda: one.endpoint in answers.known_nodes(two, "--multicast"),
        20,
        "peer two has heard peer one by multicast",
    )
    show(two, "nodes")
    step(3, "Peer one shares two files.")
    film = share(one, net.folder)
    step(4, "Peer two searches the network, and downloads what it found.")
    download(two, one, film, net.folder)
    step(5, "The bootstrap knows who has what, and tells any program that asks over HTTP.")
    ask_the_bootstrap(net, bootstrap, two)
    step(6, "A swarm: peer one has a larger file, peers two to five want it, and trade.")
    swarm(net, bootstrap, one, two)
    step(7, "What peer two says of itself.")
    show(two, "status")
    print(
        "\nAll of this worked: found by name, sent by those who had it, and verified by all.",
        flush=True,
    )
    if not once:
        tell_what_to_try(one, two)
        signal.pause()
    return bootstrap, one, two


def main():
    # A closed terminal and a polite kill end it as Ctrl-C does: with everything cleaned up.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    with network.Network(prefix="distrishare-demo-") as net:
        try:
            play(net, once="--once" in sys.argv[1:])
            stop(net)
        except KeyboardInterrupt:
            stop(net)
        except (AssertionError, OSError, KeyError, subprocess.TimeoutExpired) as failure:
            print(f"\nThe demo failed: {failure}", file=sys.stderr)
            for daemon in net.daemons:
                print(f"\n-- the last words of {daemon.name}:", file=sys.stderr)
                print("\n".join(daemon.log().splitlines()[-15:]), file=sys.stderr)
            return 1
    return 0


def stop(net):
    print("\nStopping: the peers say goodbye, and nothing is left behind.", flush=True)
    for daemon in reversed(net.daemons):
        daemon.stop()


sys.exit(main())
