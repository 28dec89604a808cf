"""Downloads in dialect J: a connection for each file, 16 at once, against nginx.

Law: nginx is asked by the same client with `GET /f HTTP/1.0` and its empty line, and not a byte
more: a byte too many makes nginx close slowly. Ours is measured twice, on the congestion control
that nginx has too, and on our own choice.
"""

import pathlib

import bench_turns
import measured
from bench_rows import paired, ratio_at_least, ratio_at_most
from bench_servers import Nginx, load, serving
from measured import size_name

SIZES = (4 << 10, 64 << 10, 100 << 20)
GOALS = dict(zip(SIZES, (1.05, 1.10, 1.50)))
# Processor time against nginx's: by request, and by byte.
PROCESSOR_GOALS = dict(zip(SIZES, (0.85, None, 0.5)))
CONGESTION = pathlib.Path("/proc/sys/net/ipv4/tcp_congestion_control")


def made_files(net):
    root = net.folder / "j"
    root.mkdir(exist_ok=True)
    return [measured.content(root / f"f{length}", length) for length in SIZES]


def asked(net, peer, path, seconds, **options):
    return load(
        peer,
        path.name,
        protocol="json",
        secret_file=net.secret_path,
        expect=path,
        seconds=seconds,
        **options,
    )


def downloads(net, arguments, progress):
    files = made_files(net)
    system = {"transfer": {"congestion": CONGESTION.read_text().strip()}}
    peers = [serving(net, "j-system", files, **system), serving(net, "j-own", files)]
    rows = []
    with Nginx(net.folder / "nginx-j", files[0].parent) as nginx:
        for path in files:
            # For each peer: our runs, and nginx's that were made by turns with them.
            runs = [([], []) for _ in peers]
            for pair in range(arguments.pairs):
                progress(f"J, {size_name(path.stat().st_size)}, {pair + 1} of {arguments.pairs}")
                for peer, (ours, theirs) in zip(peers, runs):
                    ours.append(asked(net, peer, path, arguments.seconds))
                    theirs.append(
                        load(
                            nginx,
                            path.name,
                            protocol="http10",
                            expect=path,
                            seconds=arguments.seconds,
                        )
                    )
            rows += compared(path.stat().st_size, *runs)
    for peer in peers:
        peer.stop()
    return [*rows, *metered(net, files, arguments, progress)]


def compared(length, system, own):
    # Of large files too few are whole at the end for a rate: there the bytes count.
    is_large = length >= 1 << 20
    unit, size = "MiB/s" if is_large else "requests/s", size_name(length)

    def rate(how, runs, goal):
        ours, theirs = (
            [run.document["mib_per_second"] if is_large else run.rate for run in side]
            for side in runs
        )
        name = f"J download, {size}, {how}"
        return paired(name, unit, ours, theirs, "nginx", ratio_at_least(goal))

    yield rate("system's TCP", system, 1.0)
    yield rate("own choice of TCP", own, GOALS[length])
    each, unit = ((1 << 30) / length, "CPU s/GiB") if is_large else (1e6, "CPU us/request")
    ours, theirs = ([run.seconds_each * each for run in side] for side in own)
    goal = PROCESSOR_GOALS[length]
    yield paired(
        f"processor time, J, {size}",
        unit,
        ours,
        theirs,
        "nginx",
        ratio_at_most(goal) if goal else None,
    )


def metered(net, files, arguments, progress):
    for path in files:
        size = size_name(path.stat().st_size)
        progress(f"J, {size}, turns")
        peer = serving(net, f"j-turns-{path.name}", [path], **bench_turns.METERED)
        asked(net, peer, path, arguments.seconds)
        yield bench_turns.turns(peer, f"J download, {size}")
        peer.stop()
