"""The figures, in one table: ours, theirs, the ratio, and what it must be.

Law: one client drives both servers, by turns (ours, theirs, ours, …), and a figure is the median,
a ratio the median of the pairs' ratios. Every byte is checked by the client (wrk cannot: there the
file is compared once, and every status is). A run with a failure has no figure: its measure is told
to have failed.

A measure is a function (net, arguments, progress) -> rows, registered below under the name that
--only knows. Rows are made with bench_rows.row; what bench_turns.turns gives may stand among them.
"""

import argparse
import json
import shutil
import sys

import bench_announces
import bench_catalogue
import bench_cold
import bench_crowd
import bench_files
import bench_hashing
import bench_http
import bench_j
import bench_parties
import bench_profile
import bench_rows
import bench_simulated
import bench_start
import bench_swarm
import bench_torrents
import bench_turns
import measured
import network
from network import TOOL

MEASURES = {
    "downloads": bench_j.downloads,
    "http": bench_http.kept_alive,
    "generator": bench_http.generator,
    "idle": bench_crowd.idle_connections,
    "beside": bench_crowd.beside_idle,
    "together": bench_crowd.together,
    "cold": bench_cold.cold_file,
    **bench_start.MEASURES,
    "files": bench_files.many_files,
    **bench_catalogue.MEASURES,
    **bench_swarm.MEASURES,
    "torrents": bench_torrents.many_torrents,
    "hashing": bench_hashing.hashing,
    "announces": bench_announces.announces,
    "simulated": bench_simulated.remembered,
}
# Named by --only, and else left out: it takes ten minutes, and no machine changes what comes out.
LONG = {"simulate": bench_simulated.simulated}


def main():
    arguments = parsed()
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    about = measured.surroundings(
        " ".join(["Scripts/bench", *sys.argv[1:]]),
        nginx=measured.first_line(nginx, "-v"),
        wrk=measured.first_line("wrk", "-v"),
        distrishare=measured.first_line(str(TOOL), "version"),
        libtorrent=bench_parties.libtorrent_version(),
        openssl=measured.first_line("openssl", "version"),
        swift=measured.first_line("swift", "--version"),
    )
    with network.Network(folder=measured.tmpfs_folder()) as net:
        try:
            if arguments.profile:
                for path in bench_profile.profiles(net, arguments, progress):
                    print(path, flush=True)
                return
            made, failed, skipped = [], [], []
            for name in arguments.only or MEASURES:
                try:
                    made += (MEASURES | LONG)[name](net, arguments, progress)
                except bench_rows.Unavailable as lack:
                    skipped.append(f"{name}: {lack}")
                # Half an hour of figures is not thrown away for one that could not be made.
                except Exception as error:  # pylint: disable=broad-exception-caught
                    failed.append(f"{name}: {type(error).__name__}: {error}")
        finally:
            progress("")
            net.close()
            shutil.rmtree(net.folder, ignore_errors=True)
    passes = [row for row in made if "pass" in row]
    rows = [row for row in made if "pass" not in row] + bench_turns.worst(passes)
    write(about, rows, passes, {"failed": failed, "skipped": skipped}, arguments.json)
    sys.exit(1 if failed else 0)


def parsed():
    parser = argparse.ArgumentParser(prog="Scripts/bench")
    parser.add_argument("--json", action="store_true", help="one document instead of the table")
    parser.add_argument("--pairs", type=int, default=9, help="turns of each, the median counts")
    parser.add_argument("--seconds", type=int, default=4, help="length of one run of the client")
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--only", choices=MEASURES | LONG, action="append")
    parser.add_argument(
        "--profile", action="store_true", help="flame graphs into .build/profile, and no figures"
    )
    return parser.parse_args()


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def write(about, rows, passes, lacking, is_json):
    if is_json:
        document = {**about, "results": rows, "turns": passes, **lacking}
        print(json.dumps(document, indent=2))
        return
    for key, value in about.items():
        print(f"{key:>12}  {value}")
    print()
    print("\n".join(bench_rows.table(rows)))
    if passes:
        print()
        print("\n".join(bench_turns.table(passes)))
    for what, reasons in lacking.items():
        for reason in reasons:
            print(f"\n{what}: {reason}")


main()
