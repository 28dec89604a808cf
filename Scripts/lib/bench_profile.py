"""Where the time goes: a flame graph of the daemon under each row's load, in .build/profile.

Law: what is profiled is the program that is measured, under the load of its row. perf looks at it
by the clock (cpu-clock), which needs no counters of the processor; where the kernel does not allow
that, the daemon runs under callgrind, and its tree of calls is left in place of a picture.
"""

import contextlib
import pathlib
import shutil
import signal
import subprocess
import sys

import bench_cold
import bench_crowd
import bench_flame
import bench_hashing
import bench_http
import bench_j
import bench_parties
import bench_servers
import bench_swarm
import network
from measured import content, size_name
from network import PROJECT

FOLDER = PROJECT / ".build" / "profile"
SHIM, SHIM_SOURCE = FOLDER / "callgrind.so", pathlib.Path(__file__).with_name("bench_callgrind.c")
# Not a divisor of anything that happens a hundred or a thousand times a second.
RECORD = ("perf", "record", "-q", "-e", "cpu-clock", "-F", "997", "-g")


def profiles(net, arguments, progress):
    """The paths of what was left, one after the other."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    way = Perf if perf_is_allowed() else Callgrind
    if way is Callgrind:
        print("bench: perf is not allowed here; callgrind's trees instead", file=sys.stderr)
        make_ready_for_callgrind()
    for measure, scenario in SCENARIOS.items():
        if not arguments.only or measure in arguments.only:
            yield from scenario(net, way, arguments, progress)


def perf_is_allowed():
    if shutil.which("perf") is None:
        return False
    done = subprocess.run([*RECORD, "-o", "/dev/null", "true"], capture_output=True, check=False)
    return done.returncode == 0


def make_ready_for_callgrind():
    network.DAEMON, network.TOOL = (readable(p) for p in (network.DAEMON, network.TOOL))
    build = ["cc", "-O", "-shared", "-fPIC", "-o", str(SHIM), str(SHIM_SOURCE)]
    subprocess.run(build, check=True)


def readable(program):
    """A copy without what Debian's valgrind cannot read (DWARF 5); the names stay."""
    copy = FOLDER / program.name
    subprocess.run(["strip", "--strip-debug", "-o", str(copy), str(program)], check=True)
    return copy


class Perf:
    """Looks at a process from outside while it works."""

    def __init__(self, name, title):
        self.title = title
        self.data, self.picture = FOLDER / f"{name}.data", FOLDER / f"{name}.svg"
        self.stacks = FOLDER / f"{name}.folded"

    def wrapper(self):
        return []

    @contextlib.contextmanager
    def watching(self, pid):
        perf = subprocess.Popen(
            [*RECORD, "-o", str(self.data), "-p", str(pid)], stderr=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            perf.send_signal(signal.SIGINT)
            perf.wait(60)

    def command(self, *command):
        """A program that is looked at from its beginning."""
        return [*RECORD, "-o", str(self.data), "--", *command]

    def finish(self):
        done = subprocess.run(
            ["perf", "script", "-i", str(self.data), "-F", "comm,ip,sym,dso"],
            capture_output=True,
            text=True,
            errors="replace",
            check=True,
        )
        stacks = bench_flame.folded(done.stdout)
        bench_flame.write_folded(self.stacks, stacks)
        bench_flame.write_svg(self.picture, self.title, stacks)
        self.data.unlink()
        return [self.picture, self.stacks]


class Callgrind:
    """Counts every instruction, from inside and from the beginning, thirty times slower."""

    def __init__(self, name, title):
        self.title = title
        self.data, self.tree = FOLDER / f"{name}.callgrind", FOLDER / f"{name}.calls.txt"

    def wrapper(self):
        return self.command()

    def command(self, *command):
        out = f"--callgrind-out-file={self.data}"
        valgrind = ["valgrind", "-q", "--tool=callgrind", out]
        return ["env", f"LD_PRELOAD={SHIM}", *valgrind, *command]

    @contextlib.contextmanager
    def watching(self, _):
        yield

    def finish(self):
        with open(self.tree, "w", encoding="utf-8") as tree:
            tree.write(f"{self.title}\n\n")
            tree.flush()
            annotate = ["callgrind_annotate", "--inclusive=yes", "--tree=both", str(self.data)]
            named = subprocess.Popen(["swift", "demangle"], stdin=subprocess.PIPE, stdout=tree)
            subprocess.run(annotate, stdout=named.stdin, stderr=subprocess.DEVNULL, check=True)
            named.stdin.close()
            named.wait()
        return [self.tree, self.data]


# MARK: What is looked at


def of_peer(net, profile, files, work, **changes):
    """A peer of its own under `work`, and what was seen of it."""
    name = f"profile-{profile.data.stem}"
    changes = network.merged({"log": {"level": "warning"}}, changes)
    peer = net.peer(name, changes=changes, wrapper=profile.wrapper())
    bench_servers.offer(peer, files)
    with profile.watching(peer.pid):
        work(peer)
    peer.stop(within=60)
    return profile.finish()


def downloads(net, way, arguments, progress):
    for path in bench_j.made_files(net):
        size = size_name(path.stat().st_size)
        progress(f"J, {size}")
        profile = way(f"j-{path.name[1:]}", f"J download, {size}, 16 at once")
        yield from of_peer(
            net,
            profile,
            [path],
            lambda peer, path=path: bench_j.asked(net, peer, path, arguments.seconds),
        )


def kept_alive(net, way, arguments, progress):
    for path in bench_http.made_files(net):
        size = size_name(path.stat().st_size)
        progress(f"HTTP, {size}")
        profile = way(f"http-{path.name[1:]}", f"HTTP keep-alive, {size}, wrk -t1 -c64")
        yield from of_peer(
            net,
            profile,
            [path],
            lambda peer, path=path: bench_http.wrk(peer, f"/files/{path.name}", arguments.seconds),
            secret_file="",
        )


def generator(net, way, arguments, progress):
    files = bench_http.made_files(net)
    with bench_servers.Nginx(net.folder / "nginx-profile", files[0].parent) as nginx:
        for path in files:
            size = size_name(path.stat().st_size)
            progress(f"generator, {size}")
            profile = way(f"generator-{path.name[1:]}", f"the load generator at nginx, {size}")
            command = bench_servers.load_command(
                nginx,
                path.name,
                connections=bench_http.CONNECTIONS,
                expect=path,
                seconds=arguments.seconds,
            )
            whole = list(map(str, profile.command(network.TOOL, *command)))
            subprocess.run(whole, capture_output=True, check=True)
            yield from profile.finish()


def idle(net, way, arguments, progress):
    progress("9,000 idle connections")
    bench_crowd.raise_descriptor_limit()
    profile = way("idle", "9,000 connections come and stay")
    yield from of_peer(net, profile, [], bench_crowd.growth, **bench_crowd.PATIENCE)


def together(net, way, arguments, progress):
    progress("4,000 at once")
    bench_crowd.raise_descriptor_limit()
    path = content(net.folder / "together-profiled", bench_crowd.LENGTH)
    profile = way("together", "4,000 downloads of 1 MiB at once, dialect J")

    def work(peer):
        bench_crowd.at_once(peer, path, protocol="json", secret_file=net.secret_path)

    yield from of_peer(net, profile, [path], work)


def cold(net, way, arguments, progress):
    progress("cold file")
    large = bench_cold.large_file()
    with bench_cold.disk_network() as disk:
        small = content(pathlib.Path(disk.folder) / "small", 4 << 10)

        def work(peer):
            with bench_cold.Downloads(disk, peer, large):
                bench_cold.paced(disk, peer, small)

        profile = way("cold", "4 KiB requests at 1,000/s beside a cold file of 4 GiB")
        yield from of_peer(disk, profile, [large, small], work)


PARTIES = ("swarm-seed", "swarm-leech")


def swarm(net, way, arguments, progress):
    """What a seed does, and what a leech."""
    path = content(net.folder / "swarm-profiled", bench_swarm.MANY_LENGTH)
    size = size_name(path.stat().st_size)
    for name in PARTIES:
        progress(name)
        profile = way(name, f"{size} from one seed to one leech of ours: the {name[6:]}")
        wrappers = [profile.wrapper() if name == each else () for each in PARTIES]
        with contextlib.ExitStack() as parties:
            seed = bench_parties.OurSeed(net, "profiled-seed", path, wrappers[0])
            parties.enter_context(contextlib.closing(seed))
            leech = bench_parties.OurLeech(net, "profiled-leech", seed, wrappers[1])
            parties.enter_context(contextlib.closing(leech))
            with profile.watching((seed if name == PARTIES[0] else leech).pid):
                bench_parties.Transfer(seed, [leech])
            path = seed.path.rename(path)
        yield from profile.finish()


def hashing(net, way, arguments, progress):
    path = content(net.folder / "hashed-profiled", 1 << 30)
    progress("hashing")
    profile = way("hashing", "a file of 1 GiB is hashed to be shared")
    yield from of_peer(
        net, profile, [], lambda peer: bench_hashing.shared_rate(peer, path, 1)
    )


def start(net, way, arguments, progress):
    """From exec to ready and to the end again."""
    progress("start")
    profile = way("start", "from exec to ready, and to the end")
    net.peer("profile-start", wrapper=profile.command()).stop(within=60)
    yield from profile.finish()


SCENARIOS = {
    "downloads": downloads,
    "http": kept_alive,
    "generator": generator,
    "idle": idle,
    "together": together,
    "cold": cold,
    "start": start,
    "swarm": swarm,
    "hashing": hashing,
}
