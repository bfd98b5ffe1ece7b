#!/usr/bin/env python3
"""Compares the misses of hotset and libCacheSim 0.3.5 on a trace, policy by policy.

    python3 benches/peers/agree.py TRACE SIZE[,SIZE...] [--bytes]
    python3 benches/peers/agree.py --random 500 [--seed 1]

TRACE is an oracleGeneral file, plain; sizes are in objects, all sizes counted as 1, or with --bytes
in bytes. With --random, so many combinations of a small random trace (loops, scans, equal times, sizes
from 1 to 2^31, some that change), a policy and a size (from 1 object on) are compared instead. Needs what
measure.py installs. Exits with 1 if any count differs. A policy on which libCacheSim takes more than
a minute is passed over (its LFUDA can take for ever), as is one on which it crashes. Policies with
chance in them run with 20 seeds here, and with the one that libCacheSim has: what is told is how far
that is from our mean, in misses and in our standard deviations.
"""

import argparse
import json
import pathlib
import random
import statistics
import struct
import subprocess
import sys

from measure import FOLDER, PEER, ROOT

# All that both have and that have no chance in them.
POLICIES = {
    "lru": "LRU",
    "fifo": "FIFO",
    "clock": "Clock",
    "sieve": "Sieve",
    "s3-fifo": "S3FIFO",
    "lfu": "LFU",
    "lfu-da": "LFUDA",
    "gdsf": "GDSF",
    "arc": "ARC",
    "2q": "TwoQ",
    "slru": "SLRU",
    "lirs": "LIRS",
    "lru-k": "LRUK",
    "belady": "Belady",
    "car": "CAR",
    "mq": "MQ",
    "clock2q-plus": "Clock2QPlus",
    "size": "Size",
    "w-tinylfu": "WTinyLFU",
}

# All that have.
CHANCE = {
    "random": "Random",
    "hyperbolic": "Hyperbolic",
    "lecar": "LeCaR",
    "cacheus": "Cacheus",
    "lhd": "LHD",
    "belady-size": "BeladySize",
}
SEEDS = range(1, 21)

# libCacheSim's counts of these are those of other objects, too, one in a thousand times.
FILTERED = {"w-tinylfu"}


def ours(arguments, policy, size, seed=1):
    flags = ["--cache", f"{size}B"] if arguments.bytes else ["--cache", f"{size}obj", "--ignore-size"]
    command = [
        ROOT / "target" / "release" / "hotset", "replay", arguments.trace, "--policy", policy,
        "--format", "oracle-general", "--json", "--like-libcachesim",
        "--seed", str(seed), *flags,
    ]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]


def peer(arguments, policy, size):
    """Miss ratios of requests and of bytes."""
    script = PEER.replace(".process_trace(reader)[0]", ".process_trace(reader)")
    if policy == "CAR":  # Has no class.
        call = "peer.libcachesim_python.CAR_init(peer.CommonCacheParams(cache_size=size))"
        script = script.replace("getattr(peer, policy)(cache_size=size)", f"Car({call})")
        script = script.replace("print(", "class Car(peer.CacheBase):\n    pass\nprint(")
    kind = "bytes" if arguments.bytes else "unit"
    command = [FOLDER / "venv" / "bin" / "python", "-c", script, arguments.trace, policy, str(size), kind]
    output = subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout
    if "too few counters" in output:
        raise subprocess.CalledProcessError(1, command)  # Its room overflowed: it counts with twenty.
    return [float(number) for number in output.strip("()\n").split(",")]


def random_trace(chance, path):
    """Writes a trace; its sizes and the number of its objects."""
    objects = chance.choice([2, 3, 5, 20, 100, 400])
    requests = chance.choice([10, 50, 300, 2000])
    sizes = chance.choice([
        lambda: 1,
        lambda: 10,
        lambda: chance.randint(1, 5),
        lambda: int(2 ** chance.uniform(0, 12)),
        lambda: int(2 ** chance.uniform(0, 31)),
    ])
    size_of = [sizes() for _ in range(objects)]
    pattern = chance.choice(["uniform", "popular", "loop", "scan", "mixed"])
    changes = chance.random() < 0.3
    time, drawn = 0, []
    for number in range(requests):
        kind = chance.choice(["uniform", "popular", "loop"]) if pattern == "mixed" else pattern
        popular = int(objects * chance.random() ** 3)
        id_ = {"uniform": chance.randrange(objects), "popular": popular}.get(kind, number % objects)
        if pattern == "scan" and chance.random() < 0.5:
            id_ = popular
        time += chance.choice([0, 0, 1, 7])
        size = sizes() if changes and chance.random() < 0.1 else size_of[id_]
        drawn.append((time, id_ + 1, size))
    following, rows = {}, []
    for number in reversed(range(requests)):
        time, id_, size = drawn[number]
        rows.append(struct.pack("<IQIq", time, id_, size, following.get(id_, -1)))
        following[id_] = number + 1
    path.write_bytes(b"".join(reversed(rows)))
    return size_of


def compare_random(arguments):
    """Whether any combination differs."""
    chance = random.Random(arguments.seed)
    trace = FOLDER / "random.oracleGeneral.bin"
    arguments.trace = str(trace)
    counts = {"same": 0, "differs": 0, "passed over": 0, "other counts in its filter": 0}
    for _ in range(arguments.random):
        size_of = random_trace(chance, trace)
        name = chance.choice(sorted(POLICIES))
        arguments.bytes = chance.random() < 0.5
        share = chance.choice([chance.randint(1, 20), len(size_of) // 3 + 1])
        mean = sum(size_of) // len(size_of) + 1
        size = max(1, share * mean if arguments.bytes else share)
        found = ours(arguments, name, size)
        try:
            requests, missed_bytes = peer(arguments, POLICIES[name], size)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            counts["passed over"] += 1
            continue
        same = (
            round(requests * found["requests"]) == found["misses"]
            and abs(missed_bytes * found["bytes"] - found["miss_bytes"]) <= 1e-9 * found["bytes"] + 0.5
        )
        if not same and name in FILTERED:
            counts["other counts in its filter"] += 1
            continue
        counts["same" if same else "differs"] += 1
        if not same:
            kept = pathlib.Path(f"{trace}.{counts['differs']}")
            kept.write_bytes(trace.read_bytes())
            unit = "bytes" if arguments.bytes else "objects"
            print(f"{name}, {size} {unit}, {kept}: DIFFERS: {found['misses']} misses, libCacheSim has "
                  f"{requests * found['requests']:.0f}", flush=True)
    print(", ".join(f"{count} {word}" for word, count in counts.items()))
    return counts["differs"] > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trace", nargs="?")
    parser.add_argument("sizes", nargs="?")
    parser.add_argument("--bytes", action="store_true")
    parser.add_argument("--random", type=int, metavar="COMBINATIONS")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.random:
        sys.exit(compare_random(arguments))
    if not arguments.sizes:
        parser.error("expected TRACE and sizes, or --random")
    differs = False
    for name, peer_name in POLICIES.items():
        for size in map(int, arguments.sizes.split(",")):
            found = ours(arguments, name, size)
            try:
                requests, missed_bytes = peer(arguments, peer_name, size)
            except subprocess.TimeoutExpired:
                print(f"{name:8} {size:>12}  passed over: libCacheSim takes more than a minute")
                continue
            misses = round(requests * found["requests"])
            bytes_apart = abs(missed_bytes * found["bytes"] - found["miss_bytes"])
            same = misses == found["misses"] and bytes_apart <= 1e-9 * found["bytes"] + 0.5
            differs |= not same
            word = "same" if same else f"DIFFERS: libCacheSim has {misses}"
            print(f"{name:8} {size:>12} {found['misses']:>12} misses  {word}", flush=True)
    for name, peer_name in CHANCE.items():
        for size in map(int, arguments.sizes.split(",")):
            found = [ours(arguments, name, size, seed) for seed in SEEDS]
            ratios = [row["misses"] / row["requests"] for row in found]
            mean, deviation = statistics.mean(ratios), statistics.stdev(ratios)
            try:
                requests, _ = peer(arguments, peer_name, size)
            except subprocess.TimeoutExpired:
                print(f"{name:8} {size:>12}  passed over: libCacheSim takes more than a minute")
                continue
            print(
                f"{name:11} {size:>12} miss ratio {mean:.5f} +- {deviation:.5f}  libCacheSim "
                f"{requests:.5f}, {(requests / mean - 1) * 100:+.2f} %, "
                f"{(requests - mean) / max(deviation, 1e-12):+.1f} deviations", flush=True,
            )
    sys.exit(differs)


if __name__ == "__main__":
    main()
