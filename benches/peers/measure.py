#!/usr/bin/env python3
"""Measures hotset and libCacheSim 0.3.5 in turns on the same trace, and prints the ratios.

    python3 benches/peers/measure.py [--rounds 3] [--requests 20000000] [--objects 1000000] [--bytes]

Installs libCacheSim with pip into a virtual environment below the target folder, builds hotset,
writes an oracleGeneral trace of independent Zipf(0.8) requests, and runs whole processes on one
core each: CPU seconds (user and system) of the quickest round. Misses have to agree.

libCacheSim runs as its Python package has it, and once more with huge pages for its heap
(GLIBC_TUNABLES=glibc.malloc.hugetlb=1), where the system has them; the ratio is to the quicker.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "target" / "peers"

# Policy of hotset, class of libCacheSim.
POLICIES = {
    "lru": "LRU",
    "fifo": "FIFO",
    "clock": "Clock",
    "sieve": "Sieve",
    "s3-fifo": "S3FIFO",
    "arc": "ARC",
    "w-tinylfu": "WTinyLFU",
    "gdsf": "GDSF",
}
# Policies of the sweep, and its sizes as shares of the objects.
SWEEP = ["lru", "fifo", "clock", "sieve"]
SWEEP_SHARES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]

PEER = """
import sys, libcachesim as peer
path, policy, size, unit = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "unit"
parameters = peer.ReaderInitParam()
parameters.ignore_obj_size = unit
reader = peer.TraceReader(path, peer.TraceType.ORACLE_GENERAL_TRACE, parameters)
print(getattr(peer, policy)(cache_size=size).process_trace(reader)[0])
"""


def run(command, **environment):
    """CPU seconds, peak memory in MB and output of a process."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output


def prepare(arguments):
    """Everything that is measured, and the trace."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    python = FOLDER / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "libcachesim==0.3.5"], check=True)
    cargo = ["cargo", "build", "--release", "--quiet", "--manifest-path", ROOT / "Cargo.toml"]
    subprocess.run([*cargo, "-p", "hotset"], check=True)
    subprocess.run([*cargo, "-p", "hotset-benches", "--example", "peer_trace"], check=True)
    kind = "bytes" if arguments.bytes else "unit"
    trace = FOLDER / f"{kind}-{arguments.requests}-{arguments.objects}.oracleGeneral.bin"
    if not trace.exists():
        partial = trace.with_suffix(".partial")
        writer = ROOT / "target" / "release" / "examples" / "peer_trace"
        sizes = ["lognormal"] if arguments.bytes else []
        numbers = [str(arguments.requests), str(arguments.objects), "0.8"]
        subprocess.run([writer, partial, *numbers, *sizes], check=True)
        partial.rename(trace)
    return python, ROOT / "target" / "release" / "hotset", trace


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.python, self.hotset, self.trace = prepare(arguments)
        self.dense = pathlib.Path(f"{self.trace}.hotset")
        self.peer_cache = {}
        # Sizes of caches are shares of what all objects take.
        rows, _ = self.ours(["lru"], ["100%"])
        amount = "cache_bytes" if arguments.bytes else "cache_objects"
        self.total = rows[0][amount]

    def size(self, share):
        return max(1, int(self.total * share))

    def ours(self, policies, sizes):
        flags = [] if self.arguments.bytes else ["--ignore-size"]
        # Its counting filter is the peer's: what is measured here is ours.
        if policies != ["w-tinylfu"]:
            flags.append("--like-libcachesim")
        command = [
            self.hotset, "replay", self.trace, "--policy", ",".join(policies),
            "--cache", ",".join(sizes), "--json", "--threads", "1", *flags,
        ]
        seconds, memory, output = run(command)
        return json.loads(output), (seconds, memory)

    def unit(self, size):
        return f"{size}B" if self.arguments.bytes else f"{size}obj"

    def peer(self, policy, size):
        """The quickest of all rounds so far, of both configurations, and the misses."""
        kind = "bytes" if self.arguments.bytes else "unit"
        command = [self.python, "-c", PEER, self.trace, POLICIES[policy], str(size), kind]
        best, rounds = self.peer_cache.get((policy, size), (None, 0))
        if rounds == self.arguments.rounds:
            return best
        for tunables in ["", "glibc.malloc.hugetlb=1"]:
            seconds, memory, output = run(command, GLIBC_TUNABLES=tunables)
            misses = round(float(output) * self.arguments.requests)
            found = (seconds, memory, misses)
            best = min(best, found) if best else found
        self.peer_cache[(policy, size)] = (best, rounds + 1)
        return best

    def compare(self, name, policies, shares, every=1):
        """One row: all policies at all sizes in one command, against one process each; of the peer's
        sizes one in `every` is measured and stands for its neighbours."""
        sizes = [self.size(share) for share in shares]
        ours = []
        for _ in range(self.arguments.rounds):
            rows, measured = self.ours(policies, [self.unit(size) for size in sizes])
            ours.append(measured)
            peers = [self.peer(policy, size) for policy in policies for size in sizes[::every]]
        same = "yes"
        for row, (_, _, misses) in zip(rows[::every], peers):
            if row["misses"] != misses:
                apart = (row["misses"] / misses - 1) * 100
                same = f"{apart:+.2f} %"
        seconds, memory = min(ours)
        peer = sum(seconds for seconds, _, _ in peers) * every
        most = max(memory for _, memory, _ in peers)
        print(
            f"| {name} | {seconds:.2f} | {peer:.2f} | {peer / seconds:.1f} "
            f"| {memory:.0f} | {most:.0f} | {same} |",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=20_000_000)
    parser.add_argument("--objects", type=int, default=1_000_000)
    parser.add_argument("--bytes", action="store_true", help="lognormal sizes, cache in bytes")
    parser.add_argument("--quick", action="store_true", help="leave out what takes minutes")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    subprocess.run(["rm", "-rf", bench.dense], check=True)
    print("| work | hotset, CPU s | libCacheSim, CPU s | ratio | hotset, MB | libCacheSim, MB | same misses |")
    print("|---|---|---|---|---|---|---|")
    for policy in POLICIES:
        for share in [0.01, 0.1]:
            bench.compare(f"{policy}, {share:.0%}", [policy], [share])
    if arguments.quick:
        return
    bench.compare("lru, fifo, clock, sieve at 8 sizes", SWEEP, SWEEP_SHARES)
    subprocess.run([bench.hotset, "densify", bench.trace, "--quiet"], check=True)
    # The uses of all objects are found in the first replay that needs them.
    bench.ours(["lru"], [bench.unit(bench.size(share)) for share in SWEEP_SHARES])
    bench.compare("the same, densified", SWEEP, SWEEP_SHARES)
    shares = [0.0005 * 1.2**step for step in range(32)]
    bench.compare("lru at 32 sizes, densified", ["lru"], shares, every=4)
    subprocess.run(["rm", "-rf", bench.dense], check=True)


if __name__ == "__main__":
    main()
