"""Runs the trials of this folder: `python tests/faults [--kills 100] [--garbled 60] [--servers 60] [--seed 0]`.

Prints what was tried and what came of it; ends with 1 if anything was lost, paid for twice or silently wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

import garbled  # noqa: E402
import kills  # noqa: E402
import servers  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how many kills at random moments")
    parser.add_argument("--garbled", type=int, default=60, help="how many harms of files")
    parser.add_argument("--servers", type=int, default=len(servers.KINDS), help="how many kinds of servers")
    parser.add_argument("--seed", type=int, default=0, help="names the random choices")
    given = parser.parse_args()
    faults: list[str] = []
    if given.kills:
        with TemporaryDirectory(prefix="synth-faults-") as folder:
            killed = kills.run(given.kills, Path(folder), given.seed)
        print(f"{'killed':12} {'stories':>7} {'kills':>6} {'faults':>7}")
        for kind in dict.fromkeys(one.kind for one in killed):
            own = [one for one in killed if one.kind == kind]
            print(f"{kind:12} {len(own):7} {sum(one.n_kills for one in own):6} {sum(bool(one.fault) for one in own):7}")
        faults += [f"{one.kind}, {one.n_kills} kills: {one.fault}" for one in killed if one.fault]
    if given.garbled:
        with TemporaryDirectory(prefix="synth-faults-") as folder:
            harmed = garbled.run(given.garbled, Path(folder), given.seed)
        counts = Counter((one.kind, one.outcome, bool(one.fault)) for one in harmed)
        print(f"{'harm':12} {'outcome':10} {'n':>4}")
        for (kind, outcome, is_bad), n in sorted(counts.items()):
            print(f"{kind:12} {outcome:10} {n:4}{'  FAULT' if is_bad else ''}")
        faults += [f"{one.kind}, {one.file}: {one.fault}" for one in harmed if one.fault]
    if given.servers:
        with TemporaryDirectory(prefix="synth-faults-") as folder:
            answered = servers.run(given.servers, Path(folder), given.seed)
        print(f"{'server':20} {'outcome':10} {'requests':>8} {'seconds':>8}")
        for one in answered:
            print(
                f"{one.kind:20} {one.outcome:10} {one.n_requests:8} {one.seconds:8.1f}{'  FAULT' if one.fault else ''}"
            )
        faults += [f"{one.kind}: {one.fault}" for one in answered if one.fault]
    print(*faults, f"{len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
