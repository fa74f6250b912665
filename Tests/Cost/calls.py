"""System calls and syncs per request, out of a trace (strace(1)) of one daemon.

A ping with a telling id marks where each series begins, so that one trace is enough."""
import collections
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from series import COUNT, REQUESTS, Client, Daemon, calls, create, prepare, refuses, transaction

WARM = 8
GROUP = 64
# How threads meet is a matter of chance: whether one has to wait, and what the loop is told to watch meanwhile.
CHANCE = {"futex", "sched_yield", "restart_syscall", "epoll_ctl"}
# 64 at the same time are a group or a few, beside the one that keeps the writer busy; it depends on who is quicker.
GROUPS = 6
SYNCS = {"fsync", "fdatasync"}
LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<rest>.*)")
# Where the daemon has read it; its answer has the same id.
MARK = re.compile(r'recvmsg.*"id\\":\\"begin ([^"\\]*)')


def missing():
    """Why this cannot be measured here; None where it can."""
    if not shutil.which("strace"):
        return "strace is not installed"
    probe = subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return None if probe.returncode == 0 else f"strace may not trace here: {probe.stderr.strip()}"


def mark(client, name):
    """Its answer says that everything before it is over."""
    client.socket.sendall(f'{{"jsonrpc":"2.0","id":"begin {name}","method":"rpc.ping"}}\n'.encode())
    client.receive(1)


def run(daemon, trace, folder):
    server = Daemon(["strace", "-f", "-y", "-s", "120", "-o", trace, daemon], folder)
    client = server.client()
    process = int(Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()[0])
    prepare(client)
    for name in REQUESTS:
        # A fold of the write-ahead log must not fall into the hundred: few writes stay below its thousand pages.
        client.one_by_one(calls(name, 1, WARM), refuses(name))
        mark(client, name)
        client.one_by_one(calls(name, 1 + WARM, COUNT), refuses(name))
        mark(client, "nothing")
    mark(client, "creates in one go")
    client.send([create(f"go-{n}") for n in range(GROUP)])
    client.receive(GROUP)
    mark(client, "nothing")
    others = [Client(server.path) for _ in range(GROUP)]
    for other in others:
        other.one_by_one([("rpc.ping", {})])
    # While the writer is busy with a change of its own, they gather.
    busy = Client(server.path)
    mark(client, "creates of 64 connections")
    busy.send([transaction("busy", 300)])
    for number, other in enumerate(others):
        other.send([create(f"each-{number}")])
    busy.receive(1)
    for other in others:
        other.receive(1)
    mark(client, "nothing")
    server.end(process)


def series(trace):
    """name of a series: {call: how often}; calls on the log and on the file itself have its name behind."""
    found, current = collections.defaultdict(collections.Counter), None
    for line in Path(trace).read_text(errors="replace").splitlines():
        begin = MARK.search(line)
        if begin:
            current = begin[1] if begin[1] != "nothing" else None
            continue
        match = LINE.match(line)
        if not match or not current:
            continue
        name = match["call"]
        if name in SYNCS:
            name += " of the log" if "-wal>" in match["rest"] else " of the file"
        found[current][name] += 1
    return found


def measure(daemon):
    """{figure: number}, and what the calls were."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder, "trace")
        run(daemon, trace, folder)
        found = series(trace)
    figures, detail = {}, {}
    for name in REQUESTS:
        counts = {call: count for call, count in found[name].items() if call not in CHANCE}
        figures[f"{name}: system calls"] = round(sum(counts.values()) / COUNT, 2)
        logs = sum(count for call, count in counts.items() if call.endswith("of the log"))
        figures[f"{name}: syncs"] = round(logs / COUNT, 2)
        detail[f"{name}: system calls"] = {
            call: round(count / COUNT, 2) for call, count in sorted(counts.items()) if count >= COUNT / 20}
    for name in ("creates in one go", "creates of 64 connections"):
        syncs = sum(count for call, count in found[name].items() if call.endswith("of the log"))
        if not syncs:
            raise SystemExit(f"{GROUP} {name} were answered without a sync")
        figures[f"{GROUP} {name}: syncs, at most {GROUPS}"] = max(GROUPS, syncs)
    return figures, detail
