"""The swarm: what one seed gives to one leech and to eight, against libtorrent.

Law: the torrent is the one that our seed makes of the file, for both; the data lie on tmpfs, and
ours do not share what they have downloaded. Eight leeches are all told of the seed and of each
other, ours as theirs: what PEX takes to tell them is not what is measured.
"""

import contextlib

import bench_turns
import measured
import network
from bench_parties import Libtorrent, OurLeech, OurSeed, Transfer, need_libtorrent
from bench_rows import at_most, paired, ratio_at_most, row
from measured import median, size_name

ONE_LENGTH = 1 << 30
MANY_LENGTH = 256 << 20
LEECHES = 8


# MARK: One to one


def one_to_one(net, arguments, progress):
    need_libtorrent()
    with strangers_network(net, "one") as open_net:
        path = measured.content(open_net.folder / "one.bin", ONE_LENGTH)
        with contextlib.ExitStack() as seeds:
            ours = entered(seeds, OurSeed(open_net, "seed", path))
            theirs = entered(seeds, Libtorrent(open_net, "their-seed", ours, "seed"))
            ways = {
                "theirs": (theirs, their_leech),
                "ours": (ours, our_leech),
                "from theirs": (theirs, our_leech),
                "to theirs": (ours, their_leech),
            }
            runs = {way: [] for way in ways}
            for pair in range(arguments.pairs):
                for way, (seed, leech) in ways.items():
                    progress(f"one seed, one leech: {way}, {pair + 1} of {arguments.pairs}")
                    with contextlib.closing(leech(open_net, ours)) as one:
                        runs[way].append(Transfer(seed, [one]))
            path = ours.path.rename(path)
        progress("one seed, one leech: turns")
        return [*compared(runs), *metered(open_net, path)]


def compared(runs):
    size = size_name(ONE_LENGTH)

    def timed(name, way, goal):
        ours, theirs = ([run.seconds for run in runs[side]] for side in (way, "theirs"))
        return paired(f"{size}, {name}", "s", ours, theirs, "libtorrent", ratio_at_most(goal))

    def processor(name, way, side, goal=None):
        ours, theirs = (
            [getattr(run, side) / run.gibibytes for run in runs[which]]
            for which in (way, "theirs")
        )
        goal = ratio_at_most(goal) if goal else None
        return paired(f"processor time, {name}", "CPU s/GiB", ours, theirs, "libtorrent", goal)

    return [
        timed("one seed to one leech, both ours", "ours", 0.3),
        timed("our leech from libtorrent's seed", "from theirs", 0.8),
        timed("libtorrent's leech from our seed", "to theirs", 0.8),
        processor("seeded", "ours", "seed_seconds", 0.5),
        processor("seeded to libtorrent", "to theirs", "seed_seconds"),
        processor("downloaded and verified", "ours", "leech_seconds", 0.5),
        processor("downloaded from libtorrent", "from theirs", "leech_seconds"),
    ]


def metered(net, path):
    name = f"{size_name(path.stat().st_size)} in a swarm"
    with contextlib.closing(OurSeed(net, "seed-turns", path, **bench_turns.METERED)) as seed:
        with contextlib.closing(our_leech(net, seed, **bench_turns.METERED)) as leech:
            Transfer(seed, [leech])
            return [
                bench_turns.turns(seed.daemon, f"{name}, the seed (and its hashing)"),
                bench_turns.turns(leech.daemon, f"{name}, the leech"),
            ]


# MARK: One to eight


def one_to_many(net, arguments, progress):
    need_libtorrent()
    path = measured.content(net.folder / "many.bin", MANY_LENGTH)
    ours, theirs = [], []
    with contextlib.ExitStack() as seeds:
        # In the network that has a secret ours are members, and nobody chokes.
        our_seed = entered(seeds, OurSeed(net, "many-seed", path))
        their_seed = entered(seeds, Libtorrent(net, "their-many-seed", our_seed, "seed"))
        for pair in range(arguments.pairs):
            progress(f"one seed, {LEECHES} leeches, {pair + 1} of {arguments.pairs}")
            ours.append(spread(net, our_seed, our_seed, our_leech))
            theirs.append(spread(net, their_seed, our_seed, their_leech))
    name = f"{size_name(MANY_LENGTH)}, one seed to {LEECHES} leeches"
    seconds = [[run.seconds for run in side] for side in (ours, theirs)]
    copies = [median([run.copies for run in side]) for side in (ours, theirs)]
    mine, other = (
        median([run.seed_seconds + run.leech_seconds for run in side]) for side in (ours, theirs)
    )
    note = f"together they took {mine:.1f} CPU s, libtorrent's {other:.1f}"
    goal = ratio_at_most(0.5)
    return [
        paired(f"{name}, the last is done", "s", *seconds, "libtorrent", goal, note),
        row(f"{name}, the seed gave", "copies", *copies, "libtorrent", at_most(1.3, "copies")),
    ]


def spread(net, seed, source, leech):
    """One run; `source` says which torrent."""
    with contextlib.ExitStack() as crowd:
        leeches = [entered(crowd, leech(net, source)) for _ in range(LEECHES)]
        return Transfer(seed, leeches, is_acquainted=True)


# MARK: Parties


def strangers_network(net, name):
    """One without a secret: there everybody may join."""
    folder = net.folder / name
    folder.mkdir()
    return network.Network(secret=False, folder=folder)


def entered(stack, party):
    return stack.enter_context(contextlib.closing(party))


def our_leech(net, seed, **changes):
    return OurLeech(net, new_name("leech"), seed, **changes)


def their_leech(net, seed):
    return Libtorrent(net, new_name("their-leech"), seed, "leech")


_names = 0


def new_name(kind):
    global _names
    _names += 1
    return f"{kind}-{_names}"


MEASURES = {"swarm": one_to_one, "leeches": one_to_many}
