"""Instructions and allocations per request, counted by callgrind (valgrind.org): the difference of two runs, one of
them with more requests, so that starting, preparing and ending do not count. SQLite's own instructions are among them,
and shown apart, too."""
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from series import REQUESTS, Daemon, calls, prepare, refuses

FEW, MANY = 40, 240
ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"}


def missing():
    """Why this cannot be measured here; None where it can."""
    absent = [tool for tool in ("valgrind", "strip") if not shutil.which(tool)]
    return f"{' and '.join(absent)} not installed" if absent else None


def totals(path):
    """Instructions, SQLite's own among them, and calls of the allocators, out of a profile
    (valgrind.org/docs/manual/cl-format.html)."""
    names, libraries, instructions, of_sqlite, allocations, called = {}, {}, 0, 0, 0, ""
    is_sqlite = is_call = False
    for line in Path(path).read_text(errors="replace").splitlines():
        if line.startswith(("ob=", "cob=")):
            number, _, name = re.match(r"c?ob=\((\d+)\)( (.*))?", line).groups()
            if name:
                libraries[number] = "libsqlite3" in name
            if line[0] == "o":
                is_sqlite = libraries[number]
            continue
        if re.match(r"[0-9+*-]", line):
            # The line behind that of a call has what the call cost, which is counted where it was spent.
            if is_sqlite and not is_call:
                of_sqlite += int(line.split()[1])
            is_call = False
            continue
        if line.startswith(("fn=", "cfn=")):
            number, _, name = re.match(r"c?fn=\((\d+)\)( (.*))?", line).groups()
            if name:
                # A recursive call has a number behind.
                names[number] = line.partition(" ")[2].partition("'")[0]
            if line[0] == "c":
                called = names[number]
        elif line.startswith("calls="):
            is_call = True
            if called in ALLOCATORS:
                allocations += int(line[6:].split()[0])
        elif line.startswith("totals:") or (line.startswith("summary:") and not instructions):
            instructions = int(line.split()[1])
    return instructions, of_sqlite, allocations


def run(daemon, name, count, folder):
    profile = Path(folder, "profile")
    profile.unlink(missing_ok=True)
    server = Daemon(["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", daemon], folder)
    client = server.client()
    prepare(client)
    # A delete needs what a create made.
    if name == "delete":
        client.one_by_one(calls("create", 1, MANY))
    client.one_by_one(calls(name, 1, count), refuses(name))
    server.end(server.process.pid)
    return totals(profile)


def measure(daemon):
    """{figure: number}, and nothing to add."""
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        # valgrind 3.19 gives up on debugging information of DWARF 5.
        bare = Path(folder, "program")
        subprocess.run(["strip", "--strip-debug", "-o", bare, daemon], check=True)
        for name in REQUESTS:
            few, many = (run(bare, name, n, folder) for n in (FEW, MANY))
            each, of_sqlite, allocations = ((more - less) / (MANY - FEW) for more, less in zip(many, few))
            figures[f"{name}: instructions"] = round(each)
            figures[f"{name}: instructions of SQLite"] = round(of_sqlite)
            figures[f"{name}: allocations"] = max(0, round(allocations, 1))
            print(f"{name}: {round(each):,} instructions, {round(of_sqlite):,} of them SQLite's; "
                  f"{figures[f'{name}: allocations']} allocations", flush=True)
    return figures, {}


def versions():
    """What else the instructions depend on."""
    library = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True).stdout
    sqlite = re.search(r"libsqlite3\.so\.0 .*=> (.*)", library)
    name = Path(sqlite[1]).resolve().name if sqlite else "unknown"
    compiler = ""
    if shutil.which("swift"):
        compiler = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    swift = re.search(r"Swift version (\S+)", compiler)
    return f"Swift {swift[1] if swift else 'unknown'}, {name}"
