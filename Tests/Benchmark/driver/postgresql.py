"""Rows about a database on a PostgreSQL server, beside the same requests on SQLite, libpq's prepared query and pgbench's
durable transactions. The server is a private one that syncs to the disk, on a Unix socket."""
import os
import statistics
import subprocess
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import placement
from .contest import CaseFailed, Row, column, in_turns
from .requests import CREATE
from .servers import Daemon
from .setting import PING, Numbers, request

ROWS = 100_000
PGBENCH = max(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), default=Path("pgbench"))
CLUSTER = Path(__file__).resolve().parents[2] / "PostgreSQL" / "cluster"
FILL = (f"INSERT INTO organization (name, domain, address1, zipcode, country) SELECT 'org-' || n, 'example-' || n || "
        f"'.org', 'Main street ' || n, '3511 AB', 'Netherlands' FROM generate_series(1, {{rows}}) n; ANALYZE")
SELECT = ("\\set id random(1, {rows})\nSELECT id, name, domain, address1, address2, zipcode, country, _public_key "
          "FROM organization WHERE id = :id;\n")
INSERT = ("\\set n random(1, 2000000000)\nBEGIN;\nINSERT INTO organization (name, domain, address1, zipcode, country) "
          "VALUES ('pgbench-' || :n || '-' || clock_timestamp(), 'x.org', 'Main street', '3511 AB', 'Netherlands');\n"
          "INSERT INTO pgbench_log (at, text) VALUES (clock_timestamp(), repeat('x', 200));\nCOMMIT;\n")


def cluster(*words):
    ended = subprocess.run([str(CLUSTER), *map(str, words)], capture_output=True, text=True)
    if ended.returncode:
        raise CaseFailed(f"cluster {' '.join(map(str, words))[:200]}: {ended.stderr.strip()[:400]}")
    return ended.stdout.strip()


@contextmanager
def server(name):
    """The folder must be one that the server's user can reach."""
    folder = Path(f"/var/tmp/vantage6-admin-bench-{os.getpid()}-{name}")
    cluster("start", folder)
    try:
        yield folder
    finally:
        cluster("destroy", folder)


def pgbench(folder, database, script, place, *options):
    """The rate, and the median of the latencies in µs, of a script."""
    path, log = folder / "script.sql", f"/tmp/vantage6-admin-pgbench-{os.getpid()}"
    text = Path(f"{log}.sql")
    text.write_text(script)
    words = placement.client(place, [
        PGBENCH, "-h", folder, "-U", "vantage6", "-n", "-M", "prepared", "-f", text, "-l", f"--log-prefix={log}",
        *options, database])
    try:
        ended = subprocess.run(list(map(str, words)), capture_output=True, text=True)
        if ended.returncode:
            raise CaseFailed(f"pgbench: {ended.stderr.strip()[:400]}")
        latencies = [int(line.split()[2]) for file in Path("/tmp").glob(f"{Path(log).name}.[0-9]*")
                     for line in file.read_text().splitlines()]
        rate = next(float(line.split()[2]) for line in ended.stdout.splitlines() if line.startswith("tps"))
        return {"rate": rate, "p50_us": statistics.median(latencies)}
    finally:
        for file in [text, *Path("/tmp").glob(f"{Path(log).name}.[0-9]*")]:
            file.unlink(missing_ok=True)


def wait_for_tables(daemon):
    """It listens before it has made the tables."""
    with daemon.client() as client:
        client.call("organization.list")


def postgresql(setting):
    with ExitStack() as stack:
        folder = stack.enter_context(server("reads"))
        rows = setting.count(ROWS)
        daemon = stack.enter_context(
            Daemon(setting.binaries, setting.folder("postgresql"), cluster("create", folder, "reads")))
        wait_for_tables(daemon)
        cluster("psql", folder, "reads", "-q", "-c", FILL.format(rows=rows))
        file = stack.enter_context(setting.daemon("postgresql-sqlite", setting.data(1_000, organizations=ROWS)))
        yield from reads(setting, daemon, file, folder, rows)
        yield from creates(setting, folder, stack)


def reads(setting, daemon, file, folder, rows):
    by_id = request("organization.get", f'{{"id":{{RANDOM:1:{rows}}}}}')
    page = request("organization.list", '{"limit":1000}')
    count = setting.count(20_000)
    results = in_turns(setting.runs, {
        "ping": lambda: setting.load(daemon, PING, count, "same"),
        "get": lambda: setting.load(daemon, by_id, count, "same"),
        "libpq": lambda: pgbench(folder, "reads", SELECT.format(rows=rows), "same", "-c", 1, "-t", count),
        "list": lambda: setting.load(daemon, page, setting.count(300), "same"),
        "sqlite": lambda: setting.load(file, page, setting.count(300), "same"),
    })
    limit = [ping + 1.3 * query for ping, query in zip(column(results["ping"], "p50_us"), column(results["libpq"], "p50_us"))]
    yield Row("PostgreSQL: get by id, p50", column(results["get"], "p50_us"), "µs", "same", limit,
              "our ping + 1.3 × libpq's prepared query", most=1)
    yield Row("PostgreSQL: list of 1,000 rows, p50", column(results["list"], "p50_us"), "µs", "same",
              column(results["sqlite"], "p50_us"), "our own on SQLite", most=1.5)


def creates(setting, folder, stack):
    numbers = Numbers()
    daemon = stack.enter_context(
        Daemon(setting.binaries, setting.folder("postgresql-create"), cluster("create", folder, "creates")))
    wait_for_tables(daemon)
    cluster("psql", folder, "creates", "-q", "-c",
            "CREATE TABLE pgbench_log (id bigserial PRIMARY KEY, at timestamptz, text text)")

    def ours(place, requests, connections):
        return setting.load(daemon, CREATE, requests, place, connections, base=numbers.take(2 * requests + 1_000))

    def theirs(clients, requests):
        return pgbench(folder, "creates", INSERT, "free", "-c", clients, "-j", 2 if clients > 1 else 1,
                       "-t", requests // clients)

    one, many = setting.count(2_000), setting.count(20_000)
    results = in_turns(setting.runs, {
        "one": lambda: ours("free", one, 1),
        "many": lambda: ours("free", many, 64),
        "pgbench one": lambda: theirs(1, one),
        "pgbench many": lambda: theirs(50, many),
    })
    rate = column(results["many"], "rate")
    yield Row("PostgreSQL: durable creates, 64 connections", rate, "/s", "free", column(results["one"], "rate"),
              "our own on one connection", least=5)
    yield Row("the same beside pgbench with 50 clients", rate, "/s", "free", column(results["pgbench many"], "rate"),
              "pgbench")
    yield Row("PostgreSQL: durable creates, 1 connection", column(results["one"], "rate"), "/s", "free",
              column(results["pgbench one"], "rate"), "pgbench with one client")
