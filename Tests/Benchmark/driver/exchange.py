"""Rows about files of records, import and export, beside sqlite3 and the real server's own import."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .contest import CaseFailed, Row, column, in_turns
from .longwork import PEAK_MIB, Bench

ORGANIZATIONS = 100_000
# The real import is slow, so that it gets fewer.
REAL_ORGANIZATIONS = 300
LABELLED = 1_000_000
# Each has three results.
EXPORTED_TASKS = 333_334
EXPORTED_TABLES = ["organization", "role", "user", "collaboration", "node", "task", "taskdatabase", "run"]


def exchange(setting):
    yield from _imports(setting)
    yield from _labelled(setting)
    yield from _exports(setting)


def _imports(setting):
    count = setting.count(ORGANIZATIONS)
    empty = setting.copy("exchange-empty")
    folder = setting.folder("exchange-files")
    lines, rows = folder / "organizations.jsonl", folder / "organizations.csv"
    _write_organizations(lines, rows, count)

    def ours():
        with Bench(setting, "exchange-ours", empty, "wal") as bench:
            return bench.ours("import", "--long", "--quiet", lines) | {"count": count}

    def sqlite3():
        with Bench(setting, "exchange-theirs", empty, "wal") as bench:
            return bench.theirs("sqlite3", bench.beside(empty), "-csv", f".import '{rows}' organization") | {"count": count}

    contenders = {"ours": ours, "sqlite3": sqlite3}
    if not shutil.which("sqlite3"):
        del contenders["sqlite3"]
    tool = os.environ.get("REAL_VANTAGE6")
    if tool:
        few = folder / "few.yaml"
        _write_entities(few, setting.count(REAL_ORGANIZATIONS))
        contenders["real"] = lambda: _real(setting, tool, empty, few, setting.count(REAL_ORGANIZATIONS))
    else:
        print("REAL_VANTAGE6 names no tool that runs the real import: left out", file=sys.stderr)
    results = {name: [result | {"rate": result["count"] / result["seconds"]} for result in found]
               for name, found in in_turns(setting.runs, contenders).items()}
    what = f"`vctl import` of {count:,} organizations, with audit records"
    yield Row(what, column(results["ours"], "rate"), "/s", "free", column(results.get("sqlite3", []), "rate"),
              "sqlite3's .import into the same table", least=0.25)
    yield Row(what, column(results["ours"], "rate"), "/s", "free", column(results.get("real", []), "rate"),
              "the real import of 4.15.2", least=20)
    yield from _memory("import", f"{count:,} organizations", results["ours"])


def _labelled(setting):
    """Records that only their labels name: the daemon has to remember the id of each."""
    count = setting.count(LABELLED)
    path = setting.folder("exchange-labelled") / "tasks.jsonl"
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"organization": {"name": "North"}}\n{"collaboration": {"name": "All", "organizations": ["North"]}}\n')
        for number in range(1, count + 1):
            file.write('{"task": {"id": %d, "name": "t", "image": "i", "collaboration": "All", "initiator": "North"}}\n'
                       % number)
    with Bench(setting, "exchange-labels", setting.copy("exchange-empty"), "wal") as bench:
        result = bench.ours("import", "--long", "--quiet", "--timeout", "600", path)
    yield Row(f"`vctl import` of {count:,} tasks with labels", [result["seconds"]], "s", "free")
    yield from _memory("import", f"{count:,} tasks with labels", [result])


def _exports(setting):
    tasks = setting.count(EXPORTED_TASKS)
    what = f"{3 * tasks:,} results and what they need"
    with Bench(setting, "exchange-export", setting.data(tasks), "wal") as bench:
        statements = "".join(f'SELECT * FROM "{table}";' for table in EXPORTED_TABLES)
        contenders = {
            "ours": lambda: bench.ours("export", "--quiet", "--with-secrets", bench.target),
            "sqlite3": lambda: bench.theirs(
                "sh", "-c", 'sqlite3 -json "$1" "$2" > "$3"', "sh", bench.database, statements, bench.target),
        }
        if not shutil.which("sqlite3"):
            del contenders["sqlite3"]
        results = in_turns(setting.runs, contenders)
    yield Row(f"`vctl export` of {what}", column(results["ours"], "seconds"), "s", "free",
              column(results.get("sqlite3", []), "seconds"), "sqlite3 -json of the same tables", most=2)
    yield from _memory("export", what, results["ours"])


def _memory(work, what, results):
    for process in ("daemon", "vctl"):
        yield Row(f"memory of {process} during `vctl {work}` of {what}", column(results, process), "MiB", "free",
                  at_most=PEAK_MIB)


def _write_organizations(lines, rows, count):
    with open(lines, "w", encoding="utf-8") as left, open(rows, "w", encoding="utf-8") as right:
        for number in range(1, count + 1):
            name, domain = f"Organization {number}", f"organization-{number}.example"
            left.write(json.dumps({"organization": {
                "name": name, "domain": domain, "address1": "Street 1", "zipcode": "1234AB", "country": "NL"}}) + "\n")
            # id, name, domain, address1, address2, zipcode, country, _public_key
            right.write(f"{number},{name},{domain},Street 1,,1234AB,NL,\n")


def _write_entities(path, count):
    with open(path, "w", encoding="utf-8") as file:
        file.write("organizations:\n")
        for number in range(1, count + 1):
            file.write(f"  - {{name: Organization {number}, domain: organization-{number}.example, address1: Street 1, "
                       "address2: '', zipcode: 1234AB, country: NL, public_key: ''}\n")


def _real(setting, tool, empty, entities, count):
    copy = setting.folder("exchange-real") / "vantage6.sqlite"
    shutil.copy(empty, copy)
    script = Path(__file__).resolve().parents[2] / "RealServer" / "entities_load.py"
    ended = subprocess.run([tool, "4.15.2", copy, script, entities], capture_output=True, text=True, check=False)
    if ended.returncode:
        raise CaseFailed(f"the real import: {ended.stderr[-400:]}")
    # It prints the seconds without the start of Python.
    return {"seconds": float(ended.stdout.split()[-1]), "count": count}
