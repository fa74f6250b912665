"""Rows about start, memory and wake-ups."""
import base64
import os
import re
import time
from pathlib import Path

from .contest import CaseFailed, Row
from .servers import Lines

MEBIBYTE = 1 << 20


def status(process, name):
    """A number out of /proc/PID/status (proc(5)); sizes are in bytes."""
    text = Path(f"/proc/{process}/status").read_text()
    number, unit = re.search(rf"^{name}:\s+(\d+)( kB)?", text, re.M).groups()
    return int(number) * (1024 if unit else 1)


def resident(process):
    return status(process, "VmRSS")


class Peak:
    """The most that a process had resident, over what it had before the block."""

    def __init__(self, process):
        self.process = process

    def __enter__(self):
        Path(f"/proc/{self.process}/clear_refs").write_text("5")
        self.before = resident(self.process)
        return self

    def __exit__(self, *_):
        self.bytes = max(0, status(self.process, "VmHWM") - self.before)


def wake_ups(process):
    """Voluntary context switches of all threads."""
    total = 0
    for thread in os.listdir(f"/proc/{process}/task"):
        text = Path(f"/proc/{process}/task/{thread}/status").read_text()
        total += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", text, re.M).group(1))
    return total


def starts(setting):
    tasks = max(setting.sizes)
    daemon = setting.daemon("start", setting.data(tasks))
    times, sizes = [], []
    # The first one adopts the file, or finds what the generator left.
    for attempt in range(setting.runs + 2):
        seconds = daemon.start_seconds()
        with daemon.client() as client:
            client.call("rpc.ping")
            sizes.append(resident(daemon.pid) / MEBIBYTE)
        daemon.__exit__()
        if attempt:
            times.append(seconds * 1e3)
    yield Row(f"start to ready, {tasks:,} tasks", times, "ms", "free", at_most=20)
    yield Row(f"resident after start, {tasks:,} tasks", sizes, "MiB", "free", at_most=30)


def idle(setting):
    with setting.daemon("idle") as daemon:
        before = resident(daemon.pid)
        with_many = []
        for _ in range(setting.runs):
            clients = [Lines(daemon.path) for _ in range(1_000)]
            for client in clients:
                client.call("rpc.ping")
            with_many.append((resident(daemon.pid) - before) / 1_000 / 1024)
            for client in clients:
                client.__exit__()
        yield Row("memory per idle connection, of 1,000 that have pinged", with_many, "KiB", "free", at_most=20)
        # It comes to rest, and then nothing is to happen.
        time.sleep(1)
        first = wake_ups(daemon.pid)
        time.sleep(10)
        yield Row("wake-ups in 10 s without work", [wake_ups(daemon.pid) - first], "", "free", at_most=0)


def bulk(setting):
    """Large values and long lists, and what of them is in memory at a time."""
    content = base64.b64encode(os.urandom(10 * MEBIBYTE)).decode()
    message = len(content) / MEBIBYTE
    with setting.daemon("bulk", setting.data(1_000, organizations=100_000)) as daemon, daemon.client() as client:
        client.call("rpc.ping")
        written, read, paged = [], [], []
        for _ in range(setting.runs):
            with Peak(daemon.pid) as peak:
                made = client.call("result.create", {"values": {"task": 1, "organization": 1, "input": content}})
            written.append(peak.bytes / MEBIBYTE)
            with Peak(daemon.pid) as peak:
                answer = client.call("result.get", {"id": made["id"]})
            if answer["input"] != content:
                raise CaseFailed("a large input was not answered as it was written")
            read.append(peak.bytes / MEBIBYTE)
        with Peak(daemon.pid) as peak:
            after, rows = None, 0
            while True:
                page = client.call("organization.list", {"limit": 1_000, **({"after": after} if after else {})})
                rows, after = rows + len(page["items"]), page["next"]
                if not after:
                    break
        paged.append(peak.bytes / MEBIBYTE)
        base = [message] * setting.runs
        yield Row("memory while an `input` of 10 MiB is created", written, "MiB", "free", base, "its message")
        yield Row("memory while an `input` of 10 MiB is read", read, "MiB", "free", base, "its message")
        yield Row(f"memory while all {rows:,} rows are read, 1,000 a page", paged, "MiB", "free", at_most=8)
