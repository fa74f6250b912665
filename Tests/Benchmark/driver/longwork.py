"""Rows about work that takes long, check and backup, beside sqlite3 and cp: time, memory, and pings meanwhile."""
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager

from .contest import CaseFailed, Row, column, in_turns
from .resources import MEBIBYTE, status
from .setting import PING

JOURNALS = {"write-ahead log": "wal", "rollback journal": "delete"}
# contender: what the table calls it
_SQLITE3 = {"integrity_check": "sqlite3's integrity_check", ".backup": "sqlite3's .backup"}
# vctl says that a check or an export found something; the generated files have users without a password.
_FOUND = 8
PEAK_MIB = 64


def long_work(setting):
    for name, journal in JOURNALS.items():
        yield from _with(setting, name, journal)


def _with(setting, name, journal):
    tasks = setting.long_tasks
    label = f"{tasks:,} tasks, {name}"
    with ExitStack() as stack:
        bench = stack.enter_context(Bench(setting, f"long-{journal}", setting.data(tasks), journal))
        contenders = {
            "check": lambda: bench.ours("check"),
            "integrity_check": lambda: bench.theirs("sqlite3", bench.database, "PRAGMA integrity_check"),
            "backup": lambda: bench.ours("backup", bench.target),
            ".backup": lambda: bench.theirs("sqlite3", bench.database, f".backup '{bench.target}'"),
            "cp": lambda: bench.theirs("cp", bench.database, bench.target),
            "cp and sync": lambda: bench.theirs(
                "sh", "-c", 'cp "$1" "$2" && sync "$2"', "sh", bench.database, bench.target),
            "backup --compress": lambda: bench.ours("backup", "--compress", bench.target),
        }
        if not shutil.which("sqlite3"):
            print("sqlite3 is not installed: 'make bench-peers' installs it", file=sys.stderr)
            for missing in _SQLITE3:
                del contenders[missing]
        results = in_turns(setting.runs, contenders)
        few = setting.count(20_000)
        rate = bench.pings(few)["rate"]

        def beside(*work):
            # Pings take about twice as long then: so many meet all parts of the work.
            shortest = min(column(results[work[0]], "seconds"))
            return lambda: bench.pings_beside(max(few, int(shortest * rate / 2)), *work)

        pings = in_turns(setting.runs, {
            "idle": lambda: bench.pings(few),
            "check": beside("check"),
            "backup": beside("backup", "--replace", bench.target),
        })

    def row(what, ours, peer="", **target):
        return Row(f"`vctl {ours}`, {what}", column(results[ours], "seconds"), "s", "free",
                   column(results.get(peer, []), "seconds"), _SQLITE3.get(peer, peer), **target)

    yield row(label, "check", "integrity_check", most=1.5)
    yield row(label, "backup", ".backup", most=1.3)
    yield row(label, "backup", "cp", most=2)
    yield row(f"{label}: both on the disk", "backup", "cp and sync")
    yield row(label, "backup --compress")
    for work in ("check", "backup", "backup --compress"):
        for process in ("daemon", "vctl"):
            yield Row(f"memory of {process} during `vctl {work}`, {label}", column(results[work], process), "MiB", "free",
                      at_most=PEAK_MIB)
    for work in ("check", "backup"):
        yield Row(f"ping while `vctl {work}` runs again and again, {label}, p99", column(pings[work], "p99_us"), "µs",
                  "free", column(pings["idle"], "p99_us"), "idle", most=20)


class Bench:
    """A daemon on a file that both sides use, and a place for the copies."""

    def __init__(self, setting, name, database, journal):
        options = ["--journal", "keep"] if journal == "delete" else []
        self.daemon = setting.daemon(name, database, *options)
        self.database = self.daemon.database
        self.vctl = [setting.binaries / "vctl", "--socket", self.daemon.path]
        self.target = os.path.join(os.path.dirname(self.database), "copy")
        self.setting = setting
        file = sqlite3.connect(self.database)
        file.execute(f"PRAGMA journal_mode = {journal}")
        file.close()

    def __enter__(self):
        self.daemon.__enter__()
        with self.daemon.client() as client:
            client.call("rpc.ping")
        # What is read first would pay for the disk.
        self.theirs("cp", self.database, self.target)
        return self

    def __exit__(self, *end):
        self.daemon.__exit__(*end)

    def beside(self, database):
        """A copy of another database that nobody has open, for a peer that writes."""
        copy = os.path.join(os.path.dirname(self.database), "theirs.sqlite")
        shutil.copy(database, copy)
        file = sqlite3.connect(copy)
        file.execute("PRAGMA journal_mode = wal")
        file.close()
        return copy

    def theirs(self, *words):
        self._clear()
        start = time.perf_counter()
        _end_well(words, _run(words))
        return {"seconds": time.perf_counter() - start}

    def ours(self, *work):
        """Runs vctl, and takes the time and the most memory that both processes had."""
        self._clear()
        with open(f"/proc/{self.daemon.pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
        words = [*self.vctl, *work]
        start = time.perf_counter()
        ended, peak = _watched(words)
        seconds = time.perf_counter() - start
        _end_well(words, ended)
        return {"seconds": seconds, "vctl": peak / MEBIBYTE, "daemon": status(self.daemon.pid, "VmHWM") / MEBIBYTE}

    def pings(self, count):
        return self.setting.load(self.daemon, PING, count, "free")

    def pings_beside(self, count, *work):
        with _again_and_again([*self.vctl, *work]):
            return self.pings(count)

    def _clear(self):
        """What one contender left to be written must not delay the next."""
        if os.path.exists(self.target):
            os.unlink(self.target)
        os.sync()


def _run(words):
    return subprocess.run(list(map(str, words)), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def _end_well(words, ended):
    is_found = ended.returncode == _FOUND and ("check" in words or "export" in words)
    if ended.returncode and not is_found:
        raise CaseFailed(f"status {ended.returncode} of {' '.join(map(str, words))}: {ended.stderr[-400:]}")


def _watched(words):
    """Runs a program. Its peak is asked for until it ends: wait4(2) would count the memory of this process, too."""
    process = subprocess.Popen(list(map(str, words)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    said = {}
    reader = threading.Thread(target=lambda: said.update(zip(("out", "errors"), process.communicate())))
    reader.start()
    peak = 0
    while reader.is_alive():
        try:
            peak = max(peak, status(process.pid, "VmHWM"))
        except (OSError, AttributeError):
            # It has just ended.
            pass
        reader.join(0.002)
    return subprocess.CompletedProcess(words, process.returncode, said["out"], said["errors"]), peak


@contextmanager
def _again_and_again(words):
    """Runs a program until the block ends, in which it has to end well each time."""
    is_over, failures = threading.Event(), []

    def work():
        while not is_over.is_set():
            ended = _run(words)
            try:
                _end_well(words, ended)
            except CaseFailed as failure:
                failures.append(failure)
                return

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
    if failures:
        raise failures[0]
