#!/usr/bin/env python3
"""Compares the misses of hotset and libCacheSim 0.3.5 on a trace, policy by policy.

    python3 benches/peers/agree.py TRACE SIZE[,SIZE...] [--bytes]

TRACE is an oracleGeneral file, plain; sizes are in objects, all sizes counted as 1, or with --bytes
in bytes. Needs what measure.py installs. Exits with 1 if any count differs. A policy on which
libCacheSim takes more than a minute is passed over (its LFUDA can take for ever). Policies with
chance in them run with 20 seeds here, and with the one that libCacheSim has: what is told is how far
that is from our mean, in misses and in our standard deviations.
"""

import argparse
import json
import statistics
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
}

# All that have.
CHANCE = {
    "random": "Random",
    "hyperbolic": "Hyperbolic",
    "w-tinylfu": "WTinyLFU",
    "lhd": "LHD",
    "belady-size": "BeladySize",
}
SEEDS = range(1, 21)


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
    kind = "bytes" if arguments.bytes else "unit"
    command = [FOLDER / "venv" / "bin" / "python", "-c", script, arguments.trace, policy, str(size), kind]
    output = subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout
    return [float(number) for number in output.strip("()\n").split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trace")
    parser.add_argument("sizes")
    parser.add_argument("--bytes", action="store_true")
    arguments = parser.parse_args()
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
