"""The load test without arguments: a peer of its own on loopback, three sizes, two protocols."""

import os
import shutil
import sys

import answers
import measured
import network
from network import until

SIZES = (4 << 10, 64 << 10, 100 << 20)


def main():
    failures = 0
    with network.Network(folder=measured.tmpfs_folder()) as net:
        try:
            peer = net.peer("peer", changes={"log": {"level": "warning"}})
            paths = [measured.content(net.folder / f"f{length}", length) for length in SIZES]
            for path in paths:
                os.link(path, peer.shared_files / path.name)
            until(
                lambda: {p.name for p in paths} <= answers.file_digests(peer.ask("files")).keys(),
                60,
                "the library knows the files",
            )
            for protocol in ("json", "http"):
                for path in paths:
                    print(
                        f"\n{protocol}, {measured.size_name(path.stat().st_size)}, 16 at once:",
                        flush=True,
                    )
                    done = network.run_tool(
                        "load",
                        "--node",
                        peer.endpoint,
                        "--file",
                        path.name,
                        "--connections",
                        16,
                        "--seconds",
                        4,
                        "--protocol",
                        protocol,
                        "--secret-file",
                        net.secret_path,
                        "--expect",
                        path,
                    )
                    print((done.stdout + done.stderr).rstrip())
                    failures += done.returncode != 0
        finally:
            net.close()
            shutil.rmtree(net.folder, ignore_errors=True)
    sys.exit(1 if failures else 0)


main()
